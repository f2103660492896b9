/** Link columns and link words. */
import type { Field } from './fields.ts'
import type { ImportedLink } from './record.ts'

/** A link as the source states it; `target` is whatever the source calls the other item. */
export interface RawLink {
  readonly name: string
  readonly direction: 'outward' | 'inward'
  readonly target: string
  readonly suggested: boolean
}

/** Columns that are links by their names, and what the links are called. */
export const LINK_FIELDS: readonly (readonly [Field, string])[] = [
  ['blocks', 'blocks'],
  ['blockedBy', 'blocked by'],
  ['relatesTo', 'relates to'],
  ['duplicateOf', 'duplicate of'],
]

const COLUMN = /^(inward|outward) issue link \((.+)\)$/i

/** `Outward issue link (Blocks)`: any case, any type name an administrator chose. */
export function linkColumn(header: string): { direction: 'outward' | 'inward'; name: string } | null {
  const match = COLUMN.exec(header.replace(/\s+/g, ' ').trim())
  return match === null ? null : { direction: match[1]!.toLowerCase() as 'outward' | 'inward', name: match[2]!.trim() }
}

// Outward: this one first. Plugins that draw Gantt charts write finish-to-start in their own words.
const BLOCKS =
  /^(block(s|er|ers|ing|ed)?|is blocking|preced(es|ence)|predecessor|gantt: ?finish[- ]start|(gantt )?(end|finish)[- ]to[- ]start( \[gantt\])?|finish[- ]start( \[gantt\])?|is required (by|for)|enables?|blockiert|bloque|bloquea|bloqueia|blocca|blokkeert|blokuje|блокирует|阻塞|ブロック)$/i
// Outward: the other one first.
const DEPENDS =
  /^(depend(s|ent|ency|encies)?( on)?|requires?|requirement|needs|successor|is blocked by|blocked by|waits for)$/i
const DUPLICATES = /^(duplicates?|duplicate of|cloners?|clones?|is a clone of)$/i
const RELATES = /^(relates?( to)?|related( to)?|relation|see also|reference[sd]?)$/i

/** The kind of a link, with `blocks` always reading "outward: this item must be finished before the target". */
export function kindOfLink(link: RawLink): Pick<ImportedLink, 'type' | 'direction'> {
  const name = link.name.trim()
  if (BLOCKS.test(name)) return { type: 'blocks', direction: link.direction }
  if (DEPENDS.test(name)) return { type: 'blocks', direction: link.direction === 'outward' ? 'inward' : 'outward' }
  if (DUPLICATES.test(name)) return { type: 'duplicates', direction: link.direction }
  if (RELATES.test(name)) return { type: 'relates', direction: link.direction }
  return { type: 'other', direction: link.direction }
}
