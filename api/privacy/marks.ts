/** What a person is found by in texts. */

export interface Mark {
  text: string
  /** Only where the text is nothing else: a name of one word is also a word. */
  whole: boolean
}

export interface Marks {
  found: readonly Mark[]
  /** What stands there afterwards: different for each erasure, so that names that must be unique stay so. */
  instead: string
}

/** @param credentials keys and apps of theirs, which are named in records by their IDs */
export function marksOf(
  { id, email, name }: { id: string; email: string; name: string },
  credentials: readonly { id: string }[],
): Marks {
  const ids = [id, ...credentials.map((credential) => credential.id)]
  return {
    found: [
      { text: email, whole: false },
      ...ids.map((text) => ({ text, whole: false })),
      { text: name, whole: !name.trim().includes(' ') },
    ],
    instead: `[erased ${crypto.randomUUID().slice(0, 4)}]`,
  }
}
