import { expect, test } from 'vitest'
import { Repeated } from '../../api/data/repeated.ts'

class Rounds extends Repeated {
  readonly seen: string[] = []

  constructor() {
    super(1_000, () => undefined)
  }

  override run(): Promise<void> {
    return this.each([{ id: 'acme' }, { id: 'bolt' }, { id: 'cosy' }], async (id) => {
      this.seen.push(id)
      if (id === 'bolt') throw new Error('its log is damaged')
    })
  }
}

test('what fails for one organization is done for all others, and said with its name', async () => {
  const rounds = new Rounds()
  await expect(rounds.run()).rejects.toMatchObject({
    message: 'for the organization bolt',
    cause: { message: 'its log is damaged' },
  })
  expect(rounds.seen).toEqual(['acme', 'bolt', 'cosy'])
})
