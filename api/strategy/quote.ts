/** The part of a text that speaks for an objective. */
import { cut } from '../../text.ts'
import type { Evidence } from './support.ts'
import { CONCEPTS_OF } from './concepts.ts'
import { termsOf } from './stems.ts'

/** Longest quote, in characters. */
export const QUOTE_LIMIT = 120

/** A quote around the first word that the two share, or the first of a shared family; null when the field has neither. */
export function quoteOf(
  recordId: string,
  field: string,
  text: string,
  shared: readonly string[],
  families: readonly string[],
): Evidence | null {
  const terms = termsOf(text)
  const hit =
    terms.find(({ stem }) => shared.includes(stem)) ??
    terms.find(({ stem }) => CONCEPTS_OF.get(stem)?.some((family) => families.includes(family)))
  if (!hit) return null
  return { recordId, field, quote: excerpt(text, hit.at) }
}

/** At most QUOTE_LIMIT characters around a place, cut at spaces, with … where something is left out. */
export function excerpt(text: string, at: number): string {
  if (text.length <= QUOTE_LIMIT) return text.trim()
  const from = at < QUOTE_LIMIT / 2 ? 0 : text.indexOf(' ', at - QUOTE_LIMIT / 2) + 1
  const start = from > at ? at : from
  const hardEnd = start + cut(text.slice(start), QUOTE_LIMIT - 2).length
  const space = text.lastIndexOf(' ', hardEnd)
  const end = hardEnd === text.length || space <= at ? hardEnd : space
  return `${start > 0 ? '…' : ''}${text.slice(start, end).trim()}${end < text.length ? '…' : ''}`
}
