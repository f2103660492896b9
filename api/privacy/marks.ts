/** What a person is found by in texts. */

export interface Mark {
  text: string
  /**
   * `anywhere`: nobody else is called so. `address`: an email address in any spelling, where it is not a part of a longer
   * one, because an@ex.com also stands in jan@ex.com. `word`: where no letter or digit touches it. `whole`: where the text is
   * nothing else. People choose their names, and "of the" would be found in every text.
   */
  where: 'anywhere' | 'address' | 'word' | 'whole'
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
 * @param composed texts that PM33 itself has made of the name
 */
export function marksOf(
  { id, email, name }: { id: string; email: string; name: string },
  credentials: readonly { id: string }[],
  known: { assignee: boolean; shared: boolean },
  composed: readonly string[] = [],
): Marks {
  const ids = [id, ...credentials.map((credential) => credential.id)]
  const severalWords = name.trim().includes(' ')
  return {
    found: [
      { text: email, where: 'address' },
      ...ids.map((text): Mark => ({ text, where: 'anywhere' })),
      ...(known.shared
        ? []
        : [
            ...composed.map((text): Mark => ({ text, where: 'whole' })),
            { text: name, where: known.assignee && severalWords ? 'word' : 'whole' } as const,
          ]),
    ],
    instead: `[erased ${crypto.randomUUID().slice(0, 4)}]`,
  }
}

const AROUND_WORD = ['(?<![\\p{L}\\p{N}])', '(?![\\p{L}\\p{N}])'] as const
/** A dot may end a sentence; with a letter behind it, the domain goes on. An underscore may be emphasis; behind a letter it is part of the name. */
const AROUND_ADDRESS = ['(?<![\\p{L}\\p{N}][._%+-]*)', '(?!-*[\\p{L}\\p{N}]|\\.[\\p{L}\\p{N}])'] as const

/** A text without them; itself, when there are none in it. */
export function without(text: string, { found, instead }: Marks): string {
  return found.reduce((rest, { text: mark, where }) => {
    if (where === 'whole') return rest === mark ? instead : rest
    if (where === 'anywhere') return rest.replaceAll(mark, () => instead)
    const [before, behind] = where === 'address' ? AROUND_ADDRESS : AROUND_WORD
    const flags = where === 'address' ? 'giu' : 'gu'
    return rest.replace(new RegExp(`${before}${escaped(mark)}${behind}`, flags), () => instead)
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
