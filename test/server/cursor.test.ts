/** A cursor leads on in the list that gave it, and every list refuses another one in the same words. */
import { describe, expect, test } from 'vitest'
import { cursorIn, encodeCursor, isWhole } from '../../api/graphql/cursor.ts'

const ID = '00000000-0000-4000-8000-000000000001'
const of = (value: string | number, list: string) => encodeCursor({ value, id: ID, list, dataVersion: 3 })

describe('a cursor', () => {
  test('leads on in its own list', () => {
    expect(cursorIn(of(7, 'ledger'), 'ledger', isWhole)).toEqual({ value: 7, id: ID, list: 'ledger', dataVersion: 3 })
    expect(cursorIn(of('Cart', 'backlog'), 'backlog').value).toBe('Cart')
  })

  test.each([
    ['of other arguments', of(7, 'ledger of others'), /^This cursor belongs to a different query\. Keep the arguments/],
    ['that is none', 'xyz', /^This is not a cursor of this list\. Omit it to start over\.$/],
    ['whose value the list does not sort by', of('7', 'ledger'), /^This is not a cursor of this list\./],
    ['before all rows', of(-1, 'ledger'), /^This is not a cursor of this list\./],
    ['between two rows', of(0.5, 'ledger'), /^This is not a cursor of this list\./],
    ['beyond all rows', of(1e300, 'ledger'), /^This is not a cursor of this list\./],
  ])('%s is refused', (_what, text, words) => {
    expect(() => cursorIn(text, 'ledger', isWhole)).toThrow(words)
    expect(() => cursorIn(text, 'ledger', isWhole)).toThrow(
      expect.objectContaining({ extensions: expect.objectContaining({ code: 'BAD_CURSOR' }) }),
    )
  })
})
