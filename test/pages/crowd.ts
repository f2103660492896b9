/** An organization in which there is a lot of everything. */
import { randomUUID } from 'node:crypto'
import { ApiKey, Membership, User, Workspace } from '../../api/identity/entity.ts'
import { CreditAccount, CreditEntry } from '../../api/billing/entity.ts'
import { Invite } from '../../api/identity/people/people-entity.ts'
import { Import } from '../../api/imports/entity.ts'
import { OauthGrant } from '../../api/oauth/entity.ts'
import { Calendar, Team } from '../../api/teams/entity.ts'
import { Competitor } from '../../api/competitive/entity.ts'
import { Objective } from '../../api/strategy/entity.ts'
import { SCOPES } from '../../api/identity/scope.ts'
import { givenItems, type TenantInTest } from '../world.ts'

const MANY = 600
/** How many competitors an organization has at most. */
const MOST_COMPETITORS = 500
/** How many teams and calendars, and how many imports, the API gives at once. */
const MOST_TEAMS = 500
const MOST_IMPORTS = 100

const HOUR = 3_600_000

export async function crowd(tenant: TenantInTest, now: Date): Promise<void> {
  const [first] = [await tenant.workspace('Aardvark')]
  const em = tenant.em()
  const tenantId = tenant.id
  const many = <T>(make: (at: number) => T, count = MANY) => Array.from({ length: count }, (_, at) => make(at))
  const ago = (hours: number) => new Date(now.getTime() - hours * HOUR)
  const inside = { tenantId, createdAt: ago(900) }
  const users = many((at) => ({
    id: randomUUID(),
    email: `person-${at}@example.test`,
    name: `Person ${at}`,
    createdAt: ago(900),
  }))
  await em.insertMany(User, users as never)
  await em.insertMany(
    Membership,
    users.map(({ id }, at) => ({
      ...inside,
      id: randomUUID(),
      user: id,
      role: (['viewer', 'member', 'admin', 'owner'] as const)[at % 4],
      workspaceIds: at % 3 ? null : [first.id],
    })) as never,
  )
  await em.insertMany(
    Invite,
    many((at) => ({
      ...inside,
      id: randomUUID(),
      hash: `invite-${at}`,
      email: `guest-${at}@example.test`,
      role: 'member',
      workspaceIds: null,
      invitedBy: 'Maja Lind',
      expiresAt: ago(-100),
    })) as never,
  )
  await em.insertMany(
    Workspace,
    many(
      (at) => ({
        ...inside,
        id: randomUUID(),
        key: `space-${at}`,
        name: `Space ${String(at).padStart(3, '0')}`,
        dataVersion: 1,
        dataChangedAt: ago(1),
      }),
      MANY - 1,
    ) as never,
  )
  await em.insertMany(
    ApiKey,
    many((at) => ({
      ...inside,
      createdAt: ago(900 + at),
      id: randomUUID(),
      hash: `hash-${at}`,
      hint: `pm33_live_…${String(at).padStart(4, '0')}`,
      name: `Key ${at}`,
      user: users[at]!.id,
      scopes: at % 2 ? ['mcp:enabled', 'backlog:read', 'velocity:read'] : [...SCOPES],
      surfaces: at % 3 ? ['mcp'] : ['mcp', 'graphql'],
      workspaceIds: at % 4 ? null : [first.id],
      createdIp: null,
      lastUsedAt: at % 5 ? ago(at / 10) : null,
      expiresAt: at % 7 ? ago(-24 * (at + 3)) : at % 2 ? ago(30) : null,
      revokedAt: at % 11 === 10 ? ago(50) : null,
    })) as never,
  )
  await em.insertMany(
    OauthGrant,
    many((at) => ({
      ...inside,
      id: randomUUID(),
      user: users[at]!.id,
      clientId: `https://app-${at}.example/client.json`,
      clientName: at % 2 ? 'Assistant' : 'Claude Code',
      clientHost: at % 2 ? `app-${at}.example` : null,
      redirectHost: at % 2 ? `app-${at}.example` : '127.0.0.1:53682',
      scopes: at % 3 ? [...SCOPES] : SCOPES.slice(0, 8),
      workspaceIds: null,
      lastUsedAt: ago(at),
      revokedAt: null,
    })) as never,
  )
  await em.insertMany(CreditAccount, [
    { ...inside, id: randomUUID(), kind: 'organization', owner: tenantId, granted: 6_000 },
    ...users.map(({ id }) => ({ ...inside, id: randomUUID(), kind: 'person', owner: id, monthlyCap: 10 })),
  ] as never)
  await em.insertMany(
    CreditEntry,
    many((at) => ({
      ...inside,
      id: randomUUID(),
      kind: 'grant',
      amount: 10,
      subject: 'operator',
      createdAt: ago(at),
      reason: `Grant ${at}`,
      key: `grant ${at}`,
      expiresAt: at % 2 ? ago(-24 * at) : null,
    })) as never,
  )
  const calendars = many(
    (at) => ({
      ...inside,
      id: randomUUID(),
      workspace: first.id,
      name: `Calendar ${String(at).padStart(3, '0')}`,
      weekdays: at % 2 ? [0, 1, 2, 3] : [0, 1, 2, 3, 4],
      closedDays: at % 3 ? ['2030-12-25'] : [],
    }),
    MOST_TEAMS,
  )
  await em.insertMany(Calendar, calendars as never)
  await em.insertMany(
    Team,
    many(
      (at) => ({
        ...inside,
        id: randomUUID(),
        workspace: first.id,
        name: `Team ${String(at).padStart(3, '0')}`,
        members: 1 + (at % 9),
        skills: at % 2 ? ['web', 'payments'] : [],
        absences: at % 3 ? [] : [{ from: '2030-07-01', to: '2030-07-14', members: 1 }],
        costRateCents: at % 2 ? 250_000 : null,
        calendar: at % 4 ? null : calendars[at]!.id,
      }),
      MOST_TEAMS,
    ) as never,
  )
  await em.insertMany(
    Objective,
    many((at) => ({
      ...inside,
      id: randomUUID(),
      workspace: first.id,
      name: `Objective ${at}`,
      description: '',
      state: at % 5 ? 'active' : 'achieved',
      target: at % 2 ? '80%' : null,
      position: at,
    })) as never,
  )
  await em.insertMany(
    Competitor,
    many(
      (at) => ({
        ...inside,
        id: randomUUID(),
        name: `Competitor ${at}`,
        category: 'direct',
        aliases: [],
        positioning: at % 2 ? 'Cheaper' : '',
        url: null,
      }),
      MOST_COMPETITORS,
    ) as never,
  )
  await em.insertMany(
    Import,
    many(
      (at) => ({
        ...inside,
        id: randomUUID(),
        subject: 'session:x',
        fileName: `export-${at}.csv`,
        workspaceName: 'Aardvark',
        workspace: first.id,
        state: at % 6 ? 'applied' : 'undone',
        ticketHash: `ticket-${at}`,
        ticketExpiresAt: ago(1),
        mapping: null,
        report: null,
        refusal: null,
        written: {
          created: 1_237,
          updated: 43,
          unchanged: 0,
          refused: 0,
          dependenciesStarted: 12,
          dependenciesEnded: 0,
          endedItems: 0,
        },
        appliedAt: ago(at),
        dataVersion: 1,
        madeWorkspace: false,
        createdAt: ago(at),
      }),
      MOST_IMPORTS,
    ) as never,
  )
  await givenItems(
    tenant,
    first,
    many((at) => ({
      key: `ARD-${at + 1}`,
      status: 'To Do',
      statusCategory: (['backlog', 'todo', 'active', 'review', 'done'] as const)[at % 5]!,
    })) as never,
  )
}
