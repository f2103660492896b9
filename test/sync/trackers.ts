/** The fakes of all sources, as one history sees them. */
import type { SourceKind } from '../../api/sync/source.ts'
import { FakeGithub } from './fakes/fake-github.ts'
import { FakeJira } from './fakes/fake-jira.ts'
import { FakeLinear } from './fakes/fake-linear.ts'
import { FakeClock, type FakeServer } from './fakes/fake-server.ts'
import type { Fault } from './faults.ts'
import { any, type Dice, happenInGithub, happenInJira, happenInLinear, passingFault } from './happen.ts'
import type { Held } from './held.ts'
import { saidByGithub, saidByJira, saidByLinear } from './said.ts'

export interface Webhook {
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

export interface Tracker {
  /** Through which its hosts are reached. */
  readonly hosts: readonly string[]
  /** What webhooks are signed with. */
  readonly secret: string
  /** What a person enters to connect it. */
  access(): { readonly kind: SourceKind; readonly site?: string; readonly account?: string; readonly token: string }
  /** Its clock, epoch ms. */
  now(): number
  pass(ms: number): void
  /** What stands in it before it is connected. */
  begin(): void
  /** One thing that people do. @returns what it was, and the webhooks that are sent about it */
  happen(roll: Dice): { readonly what: string; readonly webhooks: readonly Webhook[] }
  /** One of the next requests goes wrong: so that a run gets over it, or as a refused token. */
  misbehave(roll: Dice, refused?: boolean): void
  /** Nothing more goes wrong. @returns how many faults nobody met */
  behave(): number
  /** The token is of no use any more; from then on, another one is. */
  expire(): void
  /** Requests turned away for their number or cost. */
  limited(): number
  said(): Map<string, Held>
  /** Time between the last reads, after which nothing may be left that no change has marked. */
  catchUp(): readonly number[]
  close(): Promise<void>
}

const HOUR = 3_600_000
/** A little more than between two comparisons of all ids. */
const HOURLY = HOUR + 60_000
/** Issues that one run of Linear and of GitHub reads again. */
const AGAIN = 300
const BEGINS_WITH = 30

let tokens = 0
const anotherToken = () => `another-token-${++tokens}`

/** A second reading may have passed what changed: it ends, and goes through all once more. */
const readAgain = (issues: number) => Array.from({ length: 2 * Math.ceil(issues / AGAIN) + 2 }, () => HOURLY)

async function jira(): Promise<Tracker> {
  const made = new FakeJira()
  made.clock = Date.now()
  made.pageSize = 20
  const at = await made.listen()
  const secret = 'a webhook secret of ours'
  const faults: readonly Fault[] = ['429', '503', '500', 'cut', 'slow', 'html']
  return {
    hosts: [`acme.atlassian.net=${at}`, `api.atlassian.com=${at}`],
    secret,
    access: () => ({ kind: 'jira', site: 'acme.atlassian.net', account: made.account, token: made.token }),
    now: () => made.clock,
    pass: (ms) => void (made.clock += ms),
    begin: () => {
      for (let n = 0; n < BEGINS_WITH; n++) made.create({ type: n % 7 === 0 ? 'Epic' : 'Story' })
    },
    happen: (roll) => {
      const { what, told } = happenInJira(made, roll)
      return { what, webhooks: told ? [made.webhook(secret, told.event, told.id)] : [] }
    },
    misbehave: (roll, refused = false) => void made.faults.push(refused ? 'expired' : any(faults, roll)),
    behave: () => {
      made.lag = 0
      return made.faults.splice(0).length
    },
    expire: () => void (made.token = anotherToken()),
    limited: () => made.limited,
    said: () => saidByJira(made),
    // Jira marks no change for some links: a day later, everything is read again.
    catchUp: () => [2 * HOUR, 25 * HOUR],
    close: () => made.close(),
  }
}

function served(
  kind: 'linear' | 'github',
  made: FakeServer,
  address: string,
  own: Pick<Tracker, 'begin' | 'said' | 'catchUp'> & { happen(roll: Dice): string },
): Tracker {
  const host = { linear: 'api.linear.app', github: 'api.github.com' }[kind]
  const sent = () =>
    made.deliveries.splice(0).map(({ headers, body }) => ({
      headers: { 'content-type': 'application/json', ...Object.fromEntries(headers) },
      body: body.toString(),
    }))
  return {
    ...own,
    hosts: [`${host}=${address}`],
    secret: made.secret,
    access: () => ({ kind, token: made.token }),
    now: () => made.clock.at,
    pass: (ms) => void (made.clock.at += ms),
    happen: (roll) => {
      made.deliveries = []
      return { what: own.happen(roll), webhooks: sent() }
    },
    misbehave: (roll, refused = false) =>
      void made.faults.push(refused ? 'expired' : roll(6) === 0 ? 'slow' : passingFault(roll)),
    behave: () => made.faults.splice(0).length,
    expire: () => void (made.token = anotherToken()),
    limited: () => made.limited,
    close: () => made.close(),
  }
}

/** With the smaller of the budgets that Linear is said to give, so that it runs out now and then. */
async function linear(): Promise<Tracker> {
  const made = new FakeLinear({ points: 250_000, requests: 1_500 }, new FakeClock(Date.now()))
  return served('linear', made, await made.start(), {
    begin: () => {
      for (let n = 0; n < BEGINS_WITH; n++) made.create(`Plank ${n}`, made.teams[n % 2])
    },
    happen: (roll) => happenInLinear(made, roll),
    said: () => saidByLinear(made),
    catchUp: () => readAgain(made.issues.size),
  })
}

async function github(): Promise<Tracker> {
  const made = new FakeGithub(5_000, new FakeClock(Date.now()))
  return served('github', made, await made.start(), {
    begin: () => {
      for (let n = 0; n < BEGINS_WITH; n++) made.create(`Verse ${n}`, made.repositories[n % 2])
    },
    happen: (roll) => happenInGithub(made, roll),
    said: () => saidByGithub(made),
    catchUp: () => readAgain(made.issues.size),
  })
}

export const TRACKERS: Readonly<Record<SourceKind, () => Promise<Tracker>>> = { jira, linear, github }
