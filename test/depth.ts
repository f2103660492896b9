import { test } from 'vitest'
import { FULL } from './full.ts'
import { ENGINES, type Engine } from './world.ts'

/**
 * How far walks, looks, and replays go. In the suite every field is asked for the other side's names: with both walls for
 * each name in every form, with one wall or one workspace for one of each. Each walk has one engine, so that both engines
 * and each wall are walked by some. Each state of a page is looked at once, in turn narrow, wide, light, and dark; and some
 * calls of each kind are replayed. What rests on a model or a rule rather than on the database is tested whole on one
 * engine, and the first case of each table on the other; random histories and files are few, and other ones on each engine.
 * `npm run proof -- full` makes each walk with every name on both engines and the other way round too, gives every field
 * each value that names nothing, looks at each state in both widths and both themes, replays all calls, runs every test
 * of both engines on both, and repeats what is random more often. It runs every file that reads FULL, by whatever import.
 */
export { FULL } from './full.ts'

/** The engines of a walk. @param engine the one that the suite takes */
export const walkedOn = (engine: Engine): readonly Engine[] => (FULL ? ENGINES : [engine])

const short = Object.assign(() => undefined, {
  each: (cases: readonly unknown[]) => test.each(cases.slice(0, 1)),
}) as unknown as typeof test

/**
 * A test of what rests on a model or a bound rather than on the database: whole on one engine, and the first case of each
 * table on the other.
 * @param taken the engine that the suite takes
 */
export const testOn = (engine: Engine, taken: Engine = 'postgres'): typeof test =>
  walkedOn(taken).includes(engine) ? test : short

/** The cases of a table of such tests: all of them on one engine, and the first on the other. */
export const casesOn = <T>(engine: Engine, cases: readonly T[], taken: Engine = 'postgres'): readonly T[] =>
  walkedOn(taken).includes(engine) ? cases : cases.slice(0, 1)
