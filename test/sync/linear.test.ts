import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { linearJson } from '../../api/imports/formats/trackers/linear.ts'
import type { SourceRecord } from '../../api/sync/source.ts'
import { linearSource } from '../../api/sync/linear/source.ts'
import { readLinearWebhook } from '../../api/sync/linear/webhook.ts'
import { FakeLinear, type FakeIssue } from './fakes/fake-linear.ts'
import { dice, type Fault } from './fakes/fake-server.ts'
import { happenInLinear, passingFault } from './happen.ts'
import { clientFor, Mirror, settings } from './mirror.ts'

const NOTHING = { names: new Map(), lists: new Map(), moves: new Map() }
const signal = new AbortController().signal

let linear: FakeLinear
let address: string
beforeEach(async () => {
  linear = new FakeLinear()
  address = await linear.start()
})
afterEach(() => linear.close())

const mirror = (scopes: readonly string[] = []) =>
  new Mirror(linearSource, readLinearWebhook, settings(linear.token, scopes), clientFor('linear', address, linear))

/** What a record says, as the importer reads it. */
function said({ item }: SourceRecord) {
  const raw = linearJson.read(item, 1, NOTHING)
  return {
    key: raw.values('key')[0],
    title: raw.values('title')[0],
    status: raw.values('status')[0],
    points: raw.values('storyPoints')[0] ?? null,
    labels: [...raw.values('labels')].sort(),
    parent: raw.values('parent')[0] ?? null,
    sprint: raw.sprints[0]?.name ?? null,
    links: raw.links
      .map(({ name, direction, target }) => `${direction === 'inward' ? 'is ' : ''}${name} ${target}`)
      .sort(),
    steps: raw.changes.length,
  }
}

/** The same of an issue in Linear. */
function shown(issue: FakeIssue): ReturnType<typeof said> {
  const keyOf = (id: string) => linear.issues.get(id)!.identifier
  const links = [...linear.relations.values()].flatMap(({ type, issue: from, relatedIssue: to }) => [
    ...(from === issue.id
      ? [`${{ blocks: 'blocks', related: 'relates to', duplicate: 'duplicate of' }[type]!} ${keyOf(to)}`]
      : []),
    ...(to === issue.id && type === 'blocks' ? [`blocked by ${keyOf(from)}`] : []),
    ...(to === issue.id && type === 'related' ? [`relates to ${keyOf(from)}`] : []),
    ...(to === issue.id && type === 'duplicate' ? [`is duplicate of ${keyOf(from)}`] : []),
  ])
  return {
    key: issue.identifier,
    title: issue.title,
    status: issue.state.name === 'Ready' ? `Ready (${issue.state.team.key})` : issue.state.name,
    points: issue.estimate === null ? null : String(issue.estimate),
    labels: issue.labelIds.map((id) => linear.labels.find((label) => label.id === id)!.name).sort(),
    parent: issue.parent === null ? null : keyOf(issue.parent),
    sprint: issue.cycle === null ? null : (issue.cycle.name ?? `Cycle ${issue.cycle.number} (${issue.team.key})`),
    links: links.sort(),
    steps: issue.history.filter(({ toStateId }) => toStateId !== undefined).length,
  }
}

const byKey = (a: { key: string | undefined }, b: { key: string | undefined }) => (a.key! < b.key! ? -1 : 1)
const here = (held: Mirror) => held.live().map(said).sort(byKey)
const there = () =>
  [...linear.issues.values()]
    .filter(({ trashed }) => trashed !== true)
    .map(shown)
    .sort(byKey)

function backlog(count: number): FakeIssue[] {
  const issues = Array.from({ length: count }, (_, at) => {
    linear.clock.at += 60_000
    return linear.create(`Plank ${at}`, linear.teams[at % 2])
  })
  return issues
}

describe('Linear', () => {
  test('a first walk brings everything: links from both ends, cycles, estimates, labels, and all of a long history', async () => {
    const issues = backlog(300)
    const [first, second] = issues
    linear.edit(first!, { estimate: 5, labelIds: [linear.labels[0]!.id], cycle: linear.cycles[0]!, parent: second!.id })
    // More than one answer holds of one issue.
    for (let step = 0; step < 45; step++) linear.moveTo(second!, linear.statesOf(second!.team)[step % 5]!)
    for (const other of issues.slice(10, 24)) linear.relate(first!, 'blocks', other)
    linear.relate(second!, 'related', issues[30]!)
    const held = mirror()
    await held.walk()
    expect(here(held)).toEqual(there())
    expect(here(held).find(({ key }) => key === first!.identifier)!.links).toHaveLength(14)
    expect(here(held).find(({ key }) => key === second!.identifier)!.steps).toBe(45)
  })

  test('a name that means different things in two teams is told apart, with the category that its type says', async () => {
    const { statuses } = await mirror().source().about(signal)
    expect(statuses).toEqual({
      Backlog: 'backlog',
      'Ready (BOAT)': 'todo',
      'Ready (SAIL)': 'active',
      'In Review': 'review',
      Shipped: 'done',
      Dropped: 'cancelled',
    })
  })

  test('each team counts its own cycles: the same number is another sprint with its own dates', async () => {
    const [boat] = linear.cycles
    const sail = { ...boat!, id: 'another', startsAt: '2026-12-07T00:00:00.000Z', endsAt: '2026-12-21T00:00:00.000Z', team: linear.teams[1]! } // prettier-ignore
    linear.cycles.push(sail)
    for (const [issue, cycle] of [
      [linear.create('Plank'), boat!],
      [linear.create('Cloth', linear.teams[1]), sail],
    ] as const)
      // prettier-ignore
      linear.edit(issue, { cycle })
    const held = mirror()
    await held.walk()
    const both = [
      { name: 'Cycle 1 (BOAT)', startDate: '2026-03-02', endDate: '2026-03-16', state: null },
      { name: 'Cycle 1 (SAIL)', startDate: '2026-12-07', endDate: '2026-12-21', state: null },
    ]
    const named = held.live().flatMap(({ item }) => linearJson.read(item, 1, NOTHING).sprints)
    expect(named.sort((a, b) => (a.name < b.name ? -1 : 1))).toEqual(both)
    const listed = async (scopes: readonly string[]) => {
      const found = []
      for await (const page of mirror(scopes).source().sprints!(signal)) found.push(page)
      return found
    }
    const thaw = { name: 'Thaw', startDate: '2026-03-16', endDate: '2026-03-30', state: null }
    expect(await listed([])).toEqual([[both[0], thaw, both[1]]])
    expect(await listed([linear.teams[1]!.id])).toEqual([[both[1]]])
  })

  test('a walk that ends in the middle goes on from its cursor; an edit meanwhile is not lost', async () => {
    const issues = backlog(600)
    const held = mirror()
    expect(await held.walk(1)).toBe(false)
    const before = linear.requests
    // Deep in what has not been read yet, and in what has.
    linear.clock.at += 1_000
    linear.edit(issues[5]!, { title: 'Edited while reading' })
    linear.edit(issues[590]!, { title: 'Edited after reading' })
    await held.walk()
    // The one that has moved to the newest comes with the next walk.
    expect(held.live().length).toBeGreaterThanOrEqual(599)
    await held.walk()
    expect(here(held)).toEqual(there())
    expect(linear.requests - before).toBeLessThan(40)
  })

  test('many issues are usable before their links and history, also when the process dies in between', async () => {
    const many = Array.from({ length: 2_600 }, (_, at) => linear.create(`Plank ${at}`, linear.teams[at % 2]))
    linear.edit(many[7]!, { parent: many[6]!.id, cycle: linear.cycles[1]!, assignee: { id: 'u2', name: 'Ode' } })
    linear.relate(many[1]!, 'blocks', many[2]!)
    const here = mirror()
    expect(await here.walk(4)).toBe(false)
    let usable = false
    for await (const page of here.source().changes(here.cursor, signal)) {
      for (const record of page.records) here.records.set(record.id, record)
      here.cursor = page.cursor ?? here.cursor
      usable ||= page.usable === true
      if (usable) break
    }
    expect(here.records.size).toBe(2_600)
    const bare = here.records.get(many[7]!.id)!
    expect(said(bare)).toEqual({ ...shown(many[7]!), parent: null, sprint: null })
    expect(bare.lacks).toContain('parent')
    await here.walk()
    for (const issue of [many[1]!, many[2]!, many[7]!]) expect(said(here.records.get(issue.id)!)).toEqual(shown(issue))
    expect([...here.records.values()].filter(({ complete, lacks }) => !complete || lacks)).toEqual([])
  })

  test('a walk goes on although the issue that it stopped at has been deleted', async () => {
    const issues = backlog(600)
    const held = mirror()
    await held.walk(1)
    // Newest first: the 250th from the end is the last of the first page.
    linear.remove(issues[350]!)
    await held.walk()
    await held.census()
    expect(here(held)).toEqual(there())
  })

  test('a changed issue costs a few points, not a walk', async () => {
    const issues = backlog(600)
    const held = mirror()
    await held.walk()
    for (let at = 0; at < 3; at++) await held.walk()
    linear.clock.at += 60_000
    linear.moveTo(issues[3]!, linear.statesOf(issues[3]!.team)[3]!)
    await held.walk(1)
    expect(here(held)).toEqual(there())
  })

  test('another team, the trash, and a removal: the id stays, the key changes, what is gone ends and stays ended', async () => {
    const [moved, trashed, removed, archived] = backlog(4)
    const held = mirror()
    await held.walk()
    linear.clock.at += 1_000
    linear.transfer(moved!, linear.teams[1]!)
    linear.trash(trashed!)
    linear.remove(removed!)
    linear.edit(archived!, { archivedAt: linear.clock.iso() })
    await held.walk()
    expect(held.ended).toEqual(new Set([trashed!.id]))
    expect(held.records.get(moved!.id)!.key).toBe(moved!.identifier)
    await held.census()
    expect(held.ended).toEqual(new Set([trashed!.id, removed!.id]))
    await held.walk()
    expect(here(held)).toEqual(there())
  })

  test('only issues of the chosen teams are read; one that leaves them ends', async () => {
    const issues = backlog(6)
    const held = mirror([linear.teams[0]!.id])
    await held.walk()
    expect(held.live()).toHaveLength(3)
    linear.clock.at += 1_000
    linear.transfer(issues[0]!, linear.teams[1]!)
    await held.walk()
    await held.census()
    expect(held.live()).toHaveLength(2)
  })

  test('a relation that was removed leaves no trace in Linear, and is found all the same', async () => {
    const [a, b] = backlog(2)
    linear.relate(a!, 'blocks', b!)
    // Later than what a walk reads again.
    linear.clock.at += 600_000
    linear.create('Another')
    const held = mirror()
    await held.walk()
    linear.unrelate([...linear.relations.keys()][0]!)
    await held.walk()
    expect(here(held)).toEqual(there())
  })

  test('a new relation is found although neither of its issues changed', async () => {
    const issues = backlog(800)
    const held = mirror()
    await held.walk()
    linear.clock.at += 600_000
    linear.relate(issues[0]!, 'blocks', issues[1]!)
    await held.walk(1)
    expect(here(held)).toEqual(there())
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
    backlog(300)
    const held = mirror()
    await held.walk(1)
    linear.faults = [fault]
    expect((await held.walkOrFail())?.kind ?? null).toBe(trouble)
    await held.walk()
    expect(here(held)).toEqual(there())
  })

  test('a key that may not read something names it, and where to allow it', async () => {
    backlog(1)
    linear.forbidden = ['issueRelations']
    const { account, abilities, expiresAt } = await mirror().source().check(signal)
    expect(account).toBe('Kim in Boat')
    expect(expiresAt).toBeNull()
    expect(abilities.filter(({ works }) => !works)).toEqual([
      {
        name: 'relations',
        needed: true,
        works: false,
        missing:
          'The key does not have permission to read relations. In Linear, open Settings › Security & access › Personal API keys, and give it the Read permission for the teams to keep in sync.',
      },
    ])
    linear.forbidden = []
    linear.token = 'another'
    const refused = await linearSource(settings('expired'), clientFor('linear', address, linear)).check(signal)
    expect(refused.abilities.map(({ works, missing }) => [works, missing])).toEqual([
      [
        false,
        'Linear refuses the token: it has expired or been revoked. In Linear, open Settings › Security & access › Personal API keys, and create a new key.',
      ],
    ])
  })
})

describe("Linear's webhooks", () => {
  const last = () => linear.deliveries.at(-1)!
  const read = (headers = last().headers, body: Uint8Array = last().body, at = linear.clock.at) =>
    readLinearWebhook(headers, body, linear.secret, new Date(at))

  test('a signed one says which issue to look at; a removal says that it is deleted', () => {
    const [issue] = backlog(1)
    const delivery = last().headers.get('linear-delivery')
    expect(read()).toEqual({ verified: true, delivery, look: [issue!.id], deleted: [] })
    linear.remove(issue!)
    expect(read()).toMatchObject({ verified: true, look: [], deleted: [issue!.id] })
  })

  test('an old one is a reason to look, and never ends anything by itself', () => {
    const [issue] = backlog(1)
    linear.remove(issue!)
    expect(read(undefined, undefined, linear.clock.at + 61_000)).toMatchObject({ look: [issue!.id], deleted: [] })
  })

  test('another signature, another body, or no delivery id is refused', () => {
    backlog(1)
    const { headers, body } = last()
    const other = new Headers(headers)
    other.set('linear-signature', '0'.repeat(64))
    expect(read(other)).toMatchObject({ verified: false })
    other.set('linear-signature', 'not hex')
    expect(read(other)).toMatchObject({ verified: false })
    expect(read(headers, Buffer.concat([body, Buffer.from(' ')]))).toMatchObject({ verified: false })
    const nameless = new Headers(headers)
    nameless.delete('linear-delivery')
    expect(read(nameless)).toMatchObject({ verified: false })
  })
})

test('after any events, faults, crashes, and lost or doubled webhooks, what is here is what Linear has', async () => {
  await fc.assert(
    fc.asyncProperty(fc.integer(), async (seed) => {
      const roll = dice(seed)
      linear.issues.clear()
      linear.relations.clear()
      linear.deliveries = []
      linear.faults = []
      const held = mirror()
      for (let event = 0; event < 100; event++) {
        happenInLinear(linear, roll)
        if (roll(4) === 0) {
          if (roll(3) === 0) linear.faults = [passingFault(roll)]
          await held.walkOrFail(roll(5) === 0 ? 1 : undefined)
        }
        if (roll(3) === 0 && linear.deliveries.length > 0) {
          // Late, out of order, twice, or lost.
          const delivery = linear.deliveries.splice(roll(linear.deliveries.length), 1)[0]!
          await held.deliver(delivery, linear.secret, new Date(linear.clock.at))
          if (roll(3) === 0) expect(await held.deliver(delivery, linear.secret, new Date(linear.clock.at))).toBe(false)
        }
        if (roll(40) === 0) await held.census()
      }
      linear.faults = []
      // The second reading waits for points that the hour has left.
      linear.clock.at += 3_600_000
      await held.walk()
      await held.census()
      expect(here(held)).toEqual(there())
    }),
    { numRuns: 3 },
  )
})
