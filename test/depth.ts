import { ENGINES, type Engine } from './world.ts'

/**
 * How far walks, looks, and replays go. In the suite every field is asked for the other side's names: with both walls for
 * each name in every form, with one wall or one workspace for one of each. Each walk has one engine, so that both engines
 * and each wall are walked by some. Each state of a page is looked at once, in turn narrow, wide, light, and dark; and some
 * calls of each kind are replayed.
 * `npm run proof -- full` makes each walk with every name on both engines and the other way round too, gives every field
 * each value that names nothing, looks at each state in both widths and both themes, and replays all calls.
 */
export const FULL = process.env.PM33_TESTS === 'full'

/** The engines of a walk. @param engine the one that the suite takes */
export const walkedOn = (engine: Engine): readonly Engine[] => (FULL ? ENGINES : [engine])
