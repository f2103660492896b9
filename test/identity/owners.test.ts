/** Two owners at once, on a database that runs transactions side by side. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { Membership, Setting } from '../../api/identity/entity.ts'
import { beside } from '../beside.ts'
import { FULL } from '../depth.ts'
import { signedIn } from '../oauth/client.ts'
import { PASSWORD, site, type Site } from '../oauth/server.ts'

let pm33: Site
beforeAll(async () => {
  pm33 = await site('postgres')
})
afterAll(() => pm33.close())

const CODE = (errors: { extensions: Record<string, unknown> }[]) => errors[0]?.extensions.code ?? 'ok'

async function twoOwners() {
  const tenant = await pm33.world.tenant('Two owners')
  await tenant.em().nativeDelete(Membership, {})
  const people = [await pm33.person(tenant, 'owner'), await pm33.person(tenant, 'owner')]
  const browsers = await Promise.all(people.map(({ email }) => signedIn(pm33, email)))
  const { data } = await browsers[0]!.ask<{ members: { id: string; email: string }[] }>('{ members { id email } }')
  const idOf = (at: number) => data!.members.find(({ email }) => email === people[at]!.email)!.id
  const left = () => tenant.em().count(Membership, { role: 'owner', restrictedAt: null })
  return { browsers, idOf, left }
}

test.each([
  ['remove', (id: string) => `mutation { removeMember(id: "${id}") }`],
  ['demote', (id: string) => `mutation { changeMember(id: "${id}", role: member) { id } }`],
  ['restrict', (id: string) => `mutation { restrictMember(id: "${id}", ground: restriction) { what } }`],
])('two owners who %s each other at once leave one', async (_what, mutation) => {
  for (let round = 0; round < (FULL ? 5 : 2); round++) {
    const { browsers, idOf, left } = await twoOwners()
    const answers = await Promise.all([browsers[0]!.ask(mutation(idOf(1))), browsers[1]!.ask(mutation(idOf(0)))])
    expect(await left(), JSON.stringify(answers.map(({ errors }) => CODE(errors)))).toBe(1)
  }
})

test('two owners who erase their accounts at once leave one', async () => {
  const { browsers, left } = await twoOwners()
  await Promise.all(
    browsers.map((browser) => browser.ask(`mutation { eraseMyAccount(password: "${PASSWORD}") { what } }`)),
  )
  expect(await left()).toBe(1)
})

test('the key of a provider that one owner removes does not come back while another one changes the model', async () => {
  const tenant = await pm33.world.tenant('Provider')
  const owner = pm33.world.person(tenant, 'owner')
  const set = (more: object) =>
    owner('mutation ($input: AiProviderInput!) { setAiProvider(input: $input) { model } }', {
      input: { provider: 'anthropic', model: 'a-model', agree: true, ...more },
    })
  expect((await set({ apiKey: 'sk-secret-key' })).errors).toBeUndefined()
  const other = await beside(tenant)
  await other.run("delete from setting where name = 'ai provider'")
  const changed = set({ model: 'another-model' })
  await other.waitedFor()
  await other.commit()
  expect((await changed).errors?.[0]?.message).toContain('is needed for a new provider or address')
  expect(await tenant.em().count(Setting, { name: 'ai provider' })).toBe(0)
})
