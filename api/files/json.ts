/** A JSON export, item by item: the elements of its lists without ever holding the whole text. */
import { cut } from '../../text.ts'
import { ImportRefusal } from './refusal.ts'

/**
 * One value of the export. `list` is the key of the list it stands in (`issues`, `cards`; '' for a bare list),
 * or null for a value that stands beside the lists under `key`. `value` is undefined when it was too large to read.
 */
export interface JsonPart {
  readonly list: string | null
  readonly key: string
  /** Position in the list from 1; 0 beside the lists. */
  readonly at: number
  readonly value: unknown
}

const QUOTE = 34
const COMMA = 44
const COLON = 58
const BACKSLASH = 92
const OPEN_LIST = 91
const CLOSE_LIST = 93
const OPEN_OBJECT = 123
const CLOSE_OBJECT = 125

/**
 * Reads `[item, …]`, `{"name": [item, …], "other": value}` and several of these one after another (pages).
 * @throws ImportRefusal BROKEN_JSON.
 */
export async function* jsonParts(texts: AsyncIterable<string>, maxValue: number): AsyncGenerator<JsonPart> {
  const counts = new Map<string, number>()
  let depth = 0
  let rootIsList = false
  let inString = false
  let escaped = false
  let key = ''
  let list: string | null = null
  let pieces: string[] = []
  let held = 0
  let dropped = false

  const take = (text: string) => {
    if (dropped || text === '') return
    held += text.length
    if (held > maxValue) {
      dropped = true
      pieces = []
    } else pieces.push(text)
  }
  const finish = (): JsonPart | null => {
    const text = pieces.join('').trim()
    const tooLarge = dropped
    pieces = []
    held = 0
    dropped = false
    if (text === '' && !tooLarge) return null
    const at = list === null ? 0 : (counts.get(list) ?? 0) + 1
    if (list !== null) counts.set(list, at)
    return { list, key, at, value: tooLarge ? undefined : parsed(text, list, at) }
  }

  for await (const text of texts) {
    let from = 0
    for (let at = 0; at < text.length; at++) {
      const char = text.charCodeAt(at)
      if (inString) {
        if (escaped) escaped = false
        else if (char === BACKSLASH) escaped = true
        else if (char === QUOTE) inString = false
        continue
      }
      // The depth at which items stand: inside the bare list, or inside a list under a key.
      const itemDepth = rootIsList || list === null ? 1 : 2
      if (char === QUOTE) inString = true
      else if (char === OPEN_LIST || char === OPEN_OBJECT) {
        if (depth === 0) {
          rootIsList = char === OPEN_LIST
          list = rootIsList ? '' : null
          from = at + 1
        } else if (depth === 1 && !rootIsList && char === OPEN_LIST && list === null) {
          list = key
          pieces = []
          from = at + 1
        }
        depth++
      } else if (char === CLOSE_LIST || char === CLOSE_OBJECT) {
        if (depth === itemDepth) {
          take(text.slice(from, at))
          const part = finish()
          if (part !== null) yield part
          from = at + 1
          if (!rootIsList && depth === 2) list = null
        }
        if (--depth < 0) throw broken('there is a closing bracket without an opening one')
        if (depth === 0) list = null
      } else if (depth === itemDepth && char === COMMA) {
        take(text.slice(from, at))
        const part = finish()
        if (part !== null) yield part
        from = at + 1
      } else if (depth === 1 && !rootIsList && list === null && char === COLON) {
        take(text.slice(from, at))
        key = String(parsed(pieces.join('').trim(), null, 0))
        pieces = []
        held = 0
        from = at + 1
      } else if (depth === 0 && char > 32 && char !== COMMA && char !== 0xfeff)
        throw broken('there is text outside the list')
    }
    if (depth > 0) take(text.slice(from))
  }
  if (inString || depth > 0) throw broken('it ends early; check whether the download was cut off')
}

function parsed(text: string, list: string | null, at: number): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch {
    throw broken(
      list === null
        ? 'a value cannot be read'
        : `item ${at}${list === '' ? '' : ` of "${cut(list, 40)}"`} cannot be read`,
    )
  }
}

function broken(why: string): ImportRefusal {
  return new ImportRefusal(
    'BROKEN_JSON',
    `The file is not valid JSON: ${why}.`,
    'Export again and import the new file.',
  )
}
