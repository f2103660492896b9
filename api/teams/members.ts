/** Members of a team as they are stored: 0 where nobody has said how many there are. */
export const UNKNOWN = 0

/** As answers show them: null is unknown. */
export const membersShown = (members: number): number | null => (members === UNKNOWN ? null : members)
