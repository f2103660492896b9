/**
 * Numbers as people type them. JSON writes NaN and Infinity as null, and null clears a value, so text that is not a number
 * must never leave a form.
 */
import { Problem } from '../graphql.ts'

/** A whole number, with or without thousands separators; null for anything else. */
export function wholeIn(text: string): number | null {
  const digits = text.replaceAll(/[\s,]/g, '')
  return /^\d{1,9}$/.test(digits) ? Number(digits) : null
}

/** @returns null when the field is empty @throws Problem for anything but a whole number */
export function wholeOrEmpty(field: string, text: string): number | null {
  if (!text.trim()) return null
  return wholeIn(text) ?? refuse(field, 'must be a whole number, such as 30')
}

/** An amount such as 4,500 or 4500.50. @returns null when the field is empty @throws Problem for anything else */
export function centsOrEmpty(field: string, text: string): number | null {
  const amount = text.trim()
  if (!amount) return null
  if (!/^(\d{1,9}|\d{1,3}(,\d{3}){1,2})(\.\d{1,2})?$/.test(amount))
    return refuse(field, 'must be an amount, such as 4500 or 4500.50')
  return Math.round(Number(amount.replaceAll(',', '')) * 100)
}

function refuse(field: string, message: string): never {
  throw new Problem(`This ${message}.`, { code: 'BAD_USER_INPUT', issues: [{ path: [field], message }] })
}
