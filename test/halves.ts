/** The two halves of an answer: hosts give a model either of them, so the text has every fact of the structured one. */
import { oneLine } from '../text.ts'

const plain = (text: string) => oneLine(text).trim().replaceAll('|', '¦')

/** The texts, figures, and flags of an answer that its text does not have, each with its place. */
export function missingIn(text: string, data: unknown): string[] {
  const said = text.split('\n').map(plain).join('\n')
  const missing: string[] = []
  const visit = (value: unknown, place: string): void => {
    if (typeof value === 'object' && value !== null)
      for (const [name, member] of Object.entries(value)) visit(member, `${place}.${name}`)
    else if (!said.includes(plain(String(value)))) missing.push(`${place}: ${String(value)}`)
  }
  visit(data, '')
  return missing
}
