import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { Browser } from '../oauth/browser.ts'
import { PASSWORD, site, type Site } from '../oauth/server.ts'
import { UNLIMITED } from '../servers/unlimited.ts'
import { ENGINES, type TenantInTest } from '../world.ts'

const HOUR = 3_600

describe.each(ENGINES)('guessing a password on %s', (engine) => {
  let pm33: Site
  let acme: TenantInTest

  beforeAll(async () => {
    pm33 = await site(engine, {
      limits: {
        ...UNLIMITED,
        'sign-in to account': { points: 3, seconds: HOUR },
        'sign-in by address': { points: 12, seconds: HOUR },
        'sign-in from known browser': { points: 2, seconds: HOUR },
      },
    })
    acme = await pm33.world.tenant('Acme')
  })
  afterAll(() => pm33.close())

  const codeOf = async (browser: Browser, email: string, password?: string) =>
    (await browser.signIn(email, password)).errors[0]?.extensions.code ?? 'in'

  test('slows down the account and the address, and not the owner in a browser that is known', async () => {
    const { email } = await pm33.person(acme, 'owner')
    const { email: other } = await pm33.person(acme, 'member')
    const home = new Browser(pm33.url)
    expect(await codeOf(home, email)).toBe('in')
    await home.ask('mutation { signOut }')

    const attacker = new Browser(pm33.url)
    const guesses = []
    for (let at = 0; at < 5; at++) guesses.push(await codeOf(attacker, email, `guess ${at}`))
    expect(guesses).toEqual(['UNAUTHENTICATED', 'UNAUTHENTICATED', 'UNAUTHENTICATED', 'RATE_LIMITED', 'RATE_LIMITED'])
    // The account is closed to strangers, also to the right password, and open to the known browser.
    expect(await codeOf(new Browser(pm33.url), email)).toBe('RATE_LIMITED')
    expect(await codeOf(home, email)).toBe('in')

    // Then the address is, for everybody but the known browser and its account.
    const more = []
    for (let at = 0; at < 8; at++) more.push(await codeOf(attacker, `nobody-${at}@example.test`))
    expect(more.at(-1)).toBe('RATE_LIMITED')
    expect(await codeOf(new Browser(pm33.url), other)).toBe('RATE_LIMITED')
    expect(await codeOf(home, other)).toBe('RATE_LIMITED')
    expect(await codeOf(home, email)).toBe('in')

    // What it keeps is worth nothing to others, and does not let anybody guess on.
    const forged = new Browser(pm33.url)
    const kept = home.cookies.find(({ name }) => name === 'pm33-known')!
    forged.cookies.push({ ...kept, value: `${'a'.repeat(22)}.${kept.value.split('.')[1]}` })
    expect(await codeOf(forged, email)).toBe('RATE_LIMITED')
    const stolen = new Browser(pm33.url)
    stolen.cookies.push({ ...kept })
    expect([await codeOf(stolen, email, 'a'), await codeOf(stolen, email, 'b'), await codeOf(stolen, email)]).toEqual([
      'UNAUTHENTICATED',
      'UNAUTHENTICATED',
      'RATE_LIMITED',
    ])
  })
})

test('erasing an account forgets no guesses at another one whose address ends the same', async () => {
  const pm33 = await site('postgres', {
    limits: { ...UNLIMITED, 'sign-in to account': { points: 3, seconds: HOUR } },
  })
  try {
    const acme = await pm33.world.tenant('Acme')
    const { email } = await pm33.person(acme, 'member', 'ada@x.test')
    const ending = new Browser(pm33.url)
    await ending.signIn((await pm33.person(acme, 'member', 'a@x.test')).email)
    const guess = async () => (await new Browser(pm33.url).signIn(email, 'a guess')).errors[0]!.extensions.code
    for (let at = 0; at < 3; at++) expect(await guess()).toBe('UNAUTHENTICATED')
    expect((await ending.ask(`mutation { eraseMyAccount(password: "${PASSWORD}") { what } }`)).errors).toEqual([])
    expect(await guess()).toBe('RATE_LIMITED')
  } finally {
    await pm33.close()
  }
})
