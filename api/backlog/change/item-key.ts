import { isUuid } from '../../math/uuid.ts'

const LARGEST = 2_147_483_647

/** The digits at the end of a key, 0 when there are none: `SHOP-12` is 12. */
export function numberOfKey(key: string): number {
  const number = Number(/\d+$/.exec(key)?.[0] ?? 0)
  return number <= LARGEST ? number : 0
}

/** What stands before the digits: `SHOP-` of `SHOP-12`. null when the key does not end in digits. */
export function prefixOfKey(key: string): string | null {
  return /^(.*?)\d+$/.exec(key)?.[1] ?? null
}

export const LONGEST_KEY = 60

/** Why a text cannot be a key, or null when it can. A key must not read like an id, or a reference would mean two things. */
export function keyProblem(key: string): string | null {
  if (!/^[^\s\p{C}]+$/u.test(key) || key.length > LONGEST_KEY)
    return `must be 1 to ${LONGEST_KEY} characters without spaces, like SHOP-12`
  if (isUuid(key) || /^BacklogItem:/i.test(key)) return 'must not look like an ID'
  return null
}
