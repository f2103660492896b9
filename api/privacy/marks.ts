/** What a person is found by in texts. */

export interface Mark {
  text: string
  /**
   * `anywhere`: nobody else is called so. `word`: where no letter or digit touches it. `whole`: where the text is nothing else.
   * People choose their names, and "of the" would be found in every text.
   */
  where: 'anywhere' | 'word' | 'whole'
}

export interface Marks {
  found: readonly Mark[]
  /** What stands there afterwards: different for each erasure, so that names that must be unique stay so. */
  instead: string
}

/**
 * @param credentials keys and apps of theirs, which are named in records by their IDs
 * @param known what the organization's records know of the name: that it is the name of somebody who works on items, and of
 * no other member
 */
export function marksOf(
  { id, email, name }: { id: string; email: string; name: string },
  credentials: readonly { id: string }[],
  known: { assignee: boolean; shared: boolean },
): Marks {
  const ids = [id, ...credentials.map((credential) => credential.id)]
  const severalWords = name.trim().includes(' ')
  return {
    found: [
      ...[email, ...ids].map((text): Mark => ({ text, where: 'anywhere' })),
      ...(known.shared ? [] : [{ text: name, where: known.assignee && severalWords ? 'word' : 'whole' } as const]),
    ],
    instead: `[erased ${crypto.randomUUID().slice(0, 4)}]`,
  }
}

/** A text without them; itself, when there are none in it. */
export function without(text: string, { found, instead }: Marks): string {
  return found.reduce((rest, { text: mark, where }) => {
    if (where === 'whole') return rest === mark ? instead : rest
    if (where === 'anywhere') return rest.replaceAll(mark, () => instead)
    return rest.replace(new RegExp(`(?<![\\p{L}\\p{N}])${escaped(mark)}(?![\\p{L}\\p{N}])`, 'gu'), () => instead)
  }, text)
}

/** The same for every text of a JSON value, names of its fields included. */
export function jsonWithout(value: unknown, marks: Marks): unknown {
  if (typeof value === 'string') return without(value, marks)
  if (Array.isArray(value)) return value.map((one) => jsonWithout(one, marks))
  if (value === null || typeof value !== 'object') return value
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [without(key, marks), jsonWithout(one, marks)]))
}

const escaped = (text: string) => text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&')
