import type { Side } from './side.ts'

const UUID = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g

/**
 * What of another side shows in an answer: its marker or one of its ids, in plain sight or inside a cursor.
 * @param sent values that the question itself contained, which an error may repeat
 */
export function leaks(body: string, other: Pick<Side, 'marker' | 'filled'>, sent: readonly unknown[] = []): string[] {
  const ids = new Set([...other.filled.values()].flat())
  const texts = [body, ...decoded(body)].map((text) =>
    sent.reduce<string>(
      (rest, value) => rest.replaceAll(String(value), '').replaceAll(JSON.stringify(String(value)).slice(1, -1), ''),
      text,
    ),
  )
  return texts.flatMap((text) => [
    ...(text.toLowerCase().includes(other.marker) ? [`the word ${other.marker}: …${around(text, other.marker)}…`] : []),
    ...(text.match(UUID) ?? []).filter((id) => ids.has(id)).map((id) => `the id ${id}: …${around(text, id)}…`),
  ])
}

function around(text: string, word: string): string {
  const at = text.toLowerCase().indexOf(word)
  return text.slice(Math.max(0, at - 60), at + word.length + 60)
}

/** Whatever in a text could be something encoded, decoded. */
function decoded(text: string): string[] {
  return (text.match(/[A-Za-z0-9_+/-]{12,}={0,2}/g) ?? []).map((token) => Buffer.from(token, 'base64').toString('utf8'))
}
