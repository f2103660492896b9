import { ENGINES, type Engine } from './world.ts'

/**
 * How far the walks and the replays go. The suite asks every field and every tool for each name of the other side, each
 * walk on one engine, so that both engines and each wall are walked by some; and it replays some calls of each kind.
 * `npm run proof -- full` makes each walk on both engines and the other way round too, gives every field each value that
 * names nothing, and replays all calls.
 */
export const FULL = process.env.PM33_TESTS === 'full'

/** The engines of a walk. @param engine the one that the suite takes */
export const walkedOn = (engine: Engine): readonly Engine[] => (FULL ? ENGINES : [engine])
