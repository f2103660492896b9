/**
 * How far the walks and the replays go. The suite asks every field and every tool on every engine and behind each wall,
 * for each name of the other side, and replays some calls of each kind; `npm run proof -- full` also walks the other way
 * round, gives every field each value that names nothing on both engines instead of one, and replays all calls.
 */
export const FULL = process.env.PM33_TESTS === 'full'
