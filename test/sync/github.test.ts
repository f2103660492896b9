import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { githubJson } from '../../api/imports/formats/trackers/github.ts'
import { githubSource } from '../../api/sync/github/source.ts'
import { readGithubWebhook } from '../../api/sync/github/webhook.ts'
import type { SourceRecord } from '../../api/sync/source.ts'
import { FakeGithub, type FakeGithubIssue } from './fakes/fake-github.ts'
import { dice, type Fault } from './fakes/fake-server.ts'
import { happenInGithub, passingFault } from './happen.ts'
import { clientFor, Mirror, settings } from './mirror.ts'

const NOTHING = { names: new Map(), lists: new Map(), moves: new Map() }
const signal = new AbortController().signal

let github: FakeGithub
let address: string
beforeEach(async () => {
  github = new FakeGithub()
  address = await github.start()
})
afterEach(() => github.close())

const mirror = (scopes: readonly string[] = []) =>
  new Mirror(githubSource, readGithubWebhook, settings(github.token, scopes), clientFor('github', address, github, { perMinute: 100_000 })) // prettier-ignore

/** What a record says, as the importer reads it. */
function said({ item }: SourceRecord) {
  const raw = githubJson.read(item, 1, NOTHING)
  return {
    key: raw.values('key')[0],
    title: raw.values('title')[0],
    status: raw.values('status')[0],
    labels: [...raw.values('labels')],
    assignee: raw.values('assignee')[0] ?? null,
    parent: raw.values('parent')[0] ?? null,
    sprint: raw.sprints[0] ?? null,
    links: raw.links.map(({ name, target }) => `${name} ${target}`).sort(),
    steps: raw.changes.map(({ from, to }) => `${from} > ${to}`),
  }
}

const closed = (reason: string | null) =>
  reason === 'not_planned' ? 'closed as not planned' : reason === 'duplicate' ? 'closed as duplicate' : 'closed'

/** The same of an issue in GitHub. */
function shown(issue: FakeGithubIssue): ReturnType<typeof said> {
  const keyOf = (id: string) => `${github.issues.get(id)!.repository.full_name}#${github.issues.get(id)!.number}`
  let from = 'open'
  return {
    key: keyOf(issue.node_id),
    title: issue.title,
    status: issue.state === 'open' ? 'open' : closed(issue.state_reason),
    labels: issue.labels,
    assignee: issue.assignee,
    parent: issue.parent === null ? null : keyOf(issue.parent),
    sprint: issue.milestone && {
      name: issue.milestone.title,
      startDate: null,
      endDate: issue.milestone.due_on?.slice(0, 10) ?? null,
      state: issue.milestone.state === 'open' ? 'active' : 'closed',
    },
    links: issue.blockedBy.map((id) => `blocked by ${keyOf(id)}`).sort(),
    steps: issue.timeline.map(({ event, reason }) => {
      const to = event === 'closed' ? closed(reason) : 'open'
      const step = `${from} > ${to}`
      from = to
      return step
    }),
  }
}

const byKey = (a: { key: string | undefined }, b: { key: string | undefined }) => (a.key! < b.key! ? -1 : 1)
const here = (held: Mirror) => held.live().map(said).sort(byKey)
const there = () =>
  [...github.issues.values()]
    .filter(({ pull }) => !pull)
    .map(shown)
    .sort(byKey)

const backlog = (count: number, apart = 60_000): FakeGithubIssue[] =>
  Array.from({ length: count }, (_, at) => {
    github.clock.at += apart
    return github.create(`Verse ${at}`, github.repositories[at % 2])
  })

describe('GitHub', () => {
  test('a first walk brings everything but pull requests: sub-issues, dependencies, milestones, and why each was closed', async () => {
    const issues = backlog(250)
    github.create('A pull request', undefined, true)
    const [first, second, third] = issues
    github.edit(first!, { parent: second!.node_id, milestone: github.milestones[0]!, labels: ['bug', 'P1'], assignee: 'kim' }) // prettier-ignore
    github.setState(second!, false, 'not_planned')
    github.setState(second!, true, null)
    github.setState(second!, false, 'duplicate')
    github.block(third!, first!)
    const held = mirror()
    await held.walk()
    expect(here(held)).toHaveLength(250)
    expect(here(held)).toEqual(there())
  })

  test('dependencies are there with the first reading; history follows', async () => {
    const [first, second] = backlog(2)
    github.block(first!, second!)
    github.setState(second!, false, 'completed')
    const pages = mirror().source().changes(null, signal)[Symbol.asyncIterator]()
    const records = [...(await pages.next()).value!.records, ...(await pages.next()).value!.records]
    expect(records.map((record) => [said(record).links, record.complete])).toEqual([
      [[`blocked by acme/docs#${second!.number}`], true],
      [[], false],
    ])
  })

  test('more issues changed in one second than a page holds: none is skipped', async () => {
    backlog(450, 0)
    const held = mirror()
    await held.walk()
    expect(here(held)).toEqual(there())
  })

  test('a walk that ends in the middle goes on from its cursor; an edit meanwhile is not lost', async () => {
    const issues = backlog(600)
    const held = mirror()
    expect(await held.walk(2)).toBe(false)
    github.clock.at += 1_000
    // One that has been read, and one that has not: both move to the end.
    github.edit(issues[0]!, { title: 'Edited after reading' })
    github.edit(issues[590]!, { title: 'Edited before reading' })
    await held.walk()
    expect(here(held)).toEqual(there())
  })

  test('an issue that changes while its list is read does not push another one off the next page', async () => {
    const issues = backlog(300)
    const held = mirror()
    const ids = new Set<string>()
    let pages = 0
    for await (const { records } of held.source().changes(null, signal)) {
      for (const { id } of records) ids.add(id)
      github.clock.at += 1_000
      // It has been read, and moves to the end: all that follow move up.
      if (++pages === 1) github.edit(issues[0]!, { title: 'Edited' })
      if (pages === 4) break
    }
    expect(ids.size).toBe(300)
  })

  test('a page whose records were not written is read again, although GitHub says that it has not changed', async () => {
    const issues = backlog(4)
    const held = mirror()
    await held.walk()
    github.clock.at += 600_000
    github.edit(issues[0]!, { title: 'Edited' })
    const first = async () => {
      const pages = held.source().changes(held.cursor, signal)[Symbol.asyncIterator]()
      return (await pages.next()).value!.records.map((record: SourceRecord) => record.item['title'])
    }
    // The process ends here, before anything was written.
    expect(await first()).toContain('Edited')
    expect(await first()).toContain('Edited')
  })

  test('asking for what has not changed costs nothing of the limit', async () => {
    backlog(10)
    const held = mirror()
    for (let round = 0; round < 4; round++) await held.walk()
    const before = github.notModified
    await held.walk()
    // The list of repositories, and the changes of each of two.
    expect(github.notModified - before).toBeGreaterThanOrEqual(3)
  })

  test('a transferred issue ends and begins anew, a deleted one ends; both stay that way', async () => {
    const [moved, removed, kept] = backlog(3)
    github.block(kept!, removed!)
    const held = mirror()
    await held.walk()
    github.clock.at += 600_000
    const other = github.transfer(moved!, github.repositories[1]!)
    github.remove(removed!)
    await held.walk()
    await held.census()
    await held.walk()
    expect(held.ended).toEqual(new Set([moved!.node_id, removed!.node_id]))
    expect(held.live().map(({ id }) => id)).toContain(other.node_id)
    expect(here(held)).toEqual(there())
  })

  test('a new due date of a milestone and a removed dependency leave no trace, and are found all the same', async () => {
    const [first, second] = backlog(2)
    github.edit(first!, { milestone: github.milestones[1]! })
    github.block(first!, second!)
    // Later than what a walk reads again.
    github.clock.at += 600_000
    for (const repository of github.repositories) github.create('Another', repository)
    const held = mirror()
    await held.walk()
    github.milestones[1]!.due_on = '2026-05-01T08:00:00Z'
    github.unblock(first!)
    await held.walk()
    expect(here(held)).toEqual(there())
  })

  test('the second reading of more than 10,000 issues comes to its end, from whichever page it was left at', async () => {
    for (let count = 0; count < 10_300; count++) github.create(`Verse ${count}`)
    const held = mirror(['700'])
    // All have been read once, by a version that kept the number of a page.
    held.cursor = JSON.stringify({ since: { 700: '2026-03-02T09:00:00Z' }, again: { repository: '700', page: 100 } })
    github.clock.at += 7_200_000
    const reading = () => (JSON.parse(held.cursor!) as { again: object | null }).again
    let walks = 0
    do {
      await held.walk()
      github.clock.at += 3_600_000
    } while (reading() !== null && ++walks < 40)
    // 103 pages, three in each run.
    expect([reading(), walks, held.records.size]).toEqual([null, 34, 10_300])
    // A link that GitHub has forgotten: from the first page.
    held.cursor = held.cursor!.replace('"again":null', '"again":{"repository":"700","next":"https://api.github.com/repos/acme/app/issues?per_page=100&page=101"}') // prettier-ignore
    await held.walk()
    expect(reading()).toMatchObject({ repository: '700', next: expect.stringContaining('after=') as string })
  }, 60_000)

  test('a repository with another name keeps its items; one without issues has none', async () => {
    backlog(4)
    const held = mirror()
    await held.walk()
    github.repositories[0]!.full_name = 'acme/application'
    github.repositories[1]!.has_issues = false
    await held.walk()
    expect(held.live().filter(({ key }) => key.startsWith('acme/application#'))).toHaveLength(2)
  })

  test('a chosen repository without issues is left out, and the others are read', async () => {
    backlog(4)
    const held = mirror(['700', '701'])
    await held.walk()
    github.repositories[0]!.has_issues = false
    await held.walk()
    await held.census()
    expect(held.live().map(({ key }) => key.split('#')[0])).toEqual(['acme/docs', 'acme/docs'])
    const alone = mirror(['700'])
    await alone.walk()
    expect(alone.live()).toEqual([])
    expect((await alone.source().scopes(signal)).map(({ id }) => id)).toEqual(['701'])
    expect((await alone.source().check(signal)).abilities.every(({ works }) => works)).toBe(true)
  })

  test('a type is the tracker’s from when one was seen: then it also goes when an issue without one comes alone', async () => {
    const [first] = backlog(2)
    const read = async (cursor: string | null) => {
      const source = mirror().source()
      let reached = cursor
      for await (const page of source.changes(cursor, signal)) reached = page.cursor ?? reached
      return { cursor: reached, owns: source.owns.includes('type') }
    }
    const before = await read(null)
    expect(before.owns).toBe(false)
    github.clock.at += 600_000
    github.edit(first!, { type: 'Bug' })
    const typed = await read(before.cursor)
    expect(typed.owns).toBe(true)
    github.clock.at += 600_000
    github.edit(first!, { type: null })
    expect((await read(typed.cursor)).owns).toBe(true)
  })

  test('a token is tried at a few of many chosen repositories', async () => {
    for (let id = 702; id < 850; id++) github.repositories.push({ id, full_name: `acme/part-${id}`, has_issues: true })
    for (const repository of github.repositories) github.create('Verse', repository)
    const before = github.requests
    const { abilities } = await mirror(github.repositories.map(({ id }) => String(id)))
      .source()
      .check(signal)
    expect(abilities.every(({ works }) => works)).toBe(true)
    expect(github.requests - before).toBeLessThan(40)
  })

  test('a token that no longer sees a repository, or its issues, ends nothing', async () => {
    const [first] = backlog(4)
    const held = mirror(['700'])
    await held.walk()
    expect(held.live()).toHaveLength(2)
    github.blind = true
    expect((await held.walkOrFail())?.kind).toBe('missing')
    await expect(held.look([first!.node_id])).rejects.toMatchObject({ kind: 'missing' })
    github.blind = false
    github.repositories.shift()
    expect((await held.walkOrFail())?.kind).toBe('missing')
    expect(held.ended.size).toBe(0)
  })

  test.each<[Fault, string | null]>([
    ['limited', null],
    ['broken', null],
    ['busy', null],
    ['cut', null],
    ['slow', null],
    ['html', null],
    ['expired', 'credential'],
    ['elsewhere', 'host'],
  ])('%s in the middle of a walk: nothing is lost', async (fault, trouble) => {
    backlog(250)
    const held = mirror()
    await held.walk(1)
    github.faults = [fault]
    expect((await held.walkOrFail())?.kind ?? null).toBe(trouble)
    await held.walk()
    expect(here(held)).toEqual(there())
  })

  test('the hourly limit makes it wait until GitHub says so, not try again and again', async () => {
    backlog(250)
    github.limit = 4
    const held = mirror()
    const troubles: (number | null)[] = []
    for (let run = 0; run < 6; run++) {
      const trouble = await held.walkOrFail()
      if (trouble?.kind !== 'busy') break
      troubles.push(trouble.retryAfterMs)
      github.clock.at += trouble.retryAfterMs!
    }
    expect(here(held)).toEqual(there())
    expect(troubles.every((ms) => ms! > 0 && ms! <= 3_700_000)).toBe(true)
    expect(github.limited).toBeLessThanOrEqual(troubles.length + 1)
  })

  test('a token is tried before it is kept: a missing permission is named, and when it expires', async () => {
    backlog(2)
    const fine = await mirror(['700']).source().check(signal)
    expect(fine).toEqual({
      account: 'kim',
      expiresAt: new Date('2026-12-31T00:00:00Z'),
      abilities: ['account', 'repositories', 'issues of acme/app', 'dependencies and history of acme/app'].map(
        (name) => ({ name, needed: true, works: true, missing: null }),
      ),
    })
    github.blind = true
    const blind = await mirror(['700', '999']).source().check(signal)
    expect(blind.abilities.filter(({ works }) => !works).map(({ missing }) => missing)).toEqual([
      'The token cannot see one of the chosen repositories. In GitHub, open Settings › Developer settings › Fine-grained tokens, and add it under Repository access.',
      'The token needs the repository permission "Issues: Read-only". In GitHub, open Settings › Developer settings › Fine-grained tokens, and add it.',
    ])
  })
})

describe("GitHub's webhooks", () => {
  const last = () => github.deliveries.at(-1)!
  const read = (headers = last().headers, body: Uint8Array = last().body) =>
    readGithubWebhook(headers, body, github.secret, new Date(github.clock.at))

  test('issues, sub-issues, and dependencies say what to look at; a transfer names both issues', () => {
    const [first, second] = backlog(2)
    expect(read()).toMatchObject({ verified: true, look: [second!.node_id], deleted: [] })
    github.block(first!, second!)
    expect(read()).toMatchObject({ look: [first!.node_id, second!.node_id] })
    const moved = github.transfer(first!, github.repositories[1]!)
    expect(read()).toMatchObject({ look: [first!.node_id, moved.node_id], deleted: [] })
    github.remove(second!)
    expect(read()).toMatchObject({ look: [], deleted: [second!.node_id] })
    github.tell('star', { action: 'created' })
    expect(read()).toMatchObject({ verified: true, look: [], deleted: [] })
  })

  test('another signature, another body, no prefix, or no delivery id is refused', () => {
    backlog(1)
    const { headers, body } = last()
    const without = (name: string, value?: string) => {
      const other = new Headers(headers)
      if (value === undefined) other.delete(name)
      else other.set(name, value)
      return other
    }
    const bare = headers.get('x-hub-signature-256')!.slice(7)
    for (const other of [
      without('x-hub-signature-256'),
      without('x-hub-signature-256', bare),
      without('x-hub-signature-256', `sha256=${'0'.repeat(64)}`),
      without('x-github-delivery'),
    ])
      expect(read(other)).toMatchObject({ verified: false })
    expect(read(headers, Buffer.concat([body, Buffer.from(' ')]))).toMatchObject({ verified: false })
  })
})

test('after any events, faults, crashes, and lost or doubled webhooks, what is here is what GitHub has', async () => {
  await fc.assert(
    fc.asyncProperty(fc.integer(), async (seed) => {
      const roll = dice(seed)
      github.issues.clear()
      github.deliveries = []
      github.faults = []
      const held = mirror()
      for (let event = 0; event < 150; event++) {
        happenInGithub(github, roll)
        if (roll(4) === 0) {
          if (roll(3) === 0) github.faults = [passingFault(roll)]
          await held.walkOrFail(roll(5) === 0 ? 1 : undefined)
        }
        if (roll(3) === 0 && github.deliveries.length > 0) {
          // Late, out of order, twice, or lost.
          const delivery = github.deliveries.splice(roll(github.deliveries.length), 1)[0]!
          github.faults = []
          await held.deliver(delivery, github.secret, new Date(github.clock.at))
          if (roll(3) === 0) expect(await held.deliver(delivery, github.secret, new Date(github.clock.at))).toBe(false)
        }
        if (roll(40) === 0) await held.census()
      }
      github.faults = []
      // The second reading waits for requests that the hour has left.
      github.clock.at += 3_600_000
      await held.walk()
      await held.walk()
      await held.census()
      expect(here(held)).toEqual(there())
    }),
    { numRuns: 3 },
  )
})
