/** Cells of a market file as they are kept, or why a row is not. */
import { asLine } from '../../text.ts'
import { LONGEST } from './bounds.ts'

/** A row that is not written, with what could be meant. */
export class RowRefused extends Error {
  readonly candidates: string[]
  constructor(reason: string, candidates: string[] = []) {
    super(reason)
    this.name = 'RowRefused'
    this.candidates = candidates
  }
}

/** @throws RowRefused */
export function nameOf(text: string, field: string): string {
  const name = asLine(text)
  if (!name) throw new RowRefused(`has no ${field}.`)
  if (name.length > LONGEST.name) throw new RowRefused(`has a ${field} of more than ${LONGEST.name} characters.`)
  return name
}

/** @throws RowRefused */
export function bounded(text: string, field: keyof typeof LONGEST): string {
  const clean = text.trim()
  if (clean.length > LONGEST[field]) throw new RowRefused(`has a ${field} of more than ${LONGEST[field]} characters.`)
  return clean
}
