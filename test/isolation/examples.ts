/** A value for every argument of the API and of the tools, by its coordinate or by its name alone. */
import { readFileSync } from 'node:fs'
import { buildSchema, type GraphQLInterfaceType } from 'graphql'
import { User } from '../../api/identity/entity.ts'
import { importRoutes } from '../../api/imports/http-service.ts'
import type { Side } from './side.ts'
import { WALKED_JIRA } from './walked-jira.ts'

/** The contract of the API, as it is committed. */
const contract = (file: string) => buildSchema(readFileSync(new URL(`../../schema/${file}`, import.meta.url), 'utf8'))
export const schema = contract('api.graphql')
/** The part of it that a key is served. */
export const publicSchema = contract('public.graphql')

export type Example = {
  /** Given in every question. */ always?: true
  /** Arguments beside it, without which it means nothing. */ with?:
    | ((side: Side) => Record<string, unknown>)
    | undefined
} & (
  | /** Values that name nothing: each must be accepted. */ { plain: (side: Side) => readonly unknown[] }
  /** Each names something that belongs to the side, in one of the ways in which it can be named. */
  | { names: (side: Side) => readonly unknown[] | Promise<readonly unknown[]> }
  /** A place in a list: taken from a page of the side's own. */
  | { cursor: true }
)

/** The entity behind a type, where the two are named differently. */
const entityOf = (type: string) => ({ ScheduleBaseline: 'Schedule' })[type] ?? type

const plain = (...values: unknown[]): Example => ({ plain: () => values })
const named = (entity: string, ...others: ((side: Side) => unknown)[]): Example => ({
  names: (side) => [
    side.id(entityOf(entity)),
    `${entity}:${side.id(entityOf(entity))}`,
    ...others.map((other) => other(side)),
  ],
})
/** Something new each time, because the question takes it away or changes what it is. */
const fresh = (entity: string, given?: (side: Side) => Record<string, unknown>, typename = entity): Example => ({
  names: async (side) => [
    await side.fresh(entity, given?.(side)),
    `${typename}:${await side.fresh(entity, given?.(side))}`,
  ],
})
const TODAY = new Date().toISOString().slice(0, 10)
let count = 0
const unique = (text: string): Example => ({ plain: ({ marker }) => [`${marker} ${text} ${++count}`] })

const itemKey = ({ marker }: Side) => `${marker.toUpperCase()}-1`
const workspace = named('Workspace', ({ marker }) => `${marker}-shop`)
const item = named('BacklogItem', itemKey)
const newItem = fresh('BacklogItem', ({ marker }) => ({
  key: `${marker.toUpperCase()}-N${++count}`,
  source_key: `new ${count}`,
  parent_id: null,
  epic_id: null,
  sprint_id: null,
}))
const team = named('Team')
const sprint = named('Sprint')
const everyNode: Example = {
  names: (side) =>
    NODES.filter((name) => side.filled.has(entityOf(name))).map((name) => `${name}:${side.id(entityOf(name))}`),
}
const imported = (applied: boolean): Example => ({ names: async (side) => [await anImport(side, applied)] })

const EXAMPLES: Record<string, Example> = {
  // Lists
  first: plain(2),
  last: { ...plain(2), with: () => ({ first: 2 }) },
  limit: plain(2),
  after: { cursor: true },
  before: { cursor: true },
  cursor: { cursor: true },

  // What belongs to somebody
  'Query.workspace(id)': { ...workspace, always: true },
  'Query.node(id)': everyNode,
  'Query.nodes(ids)': everyNode,
  'Query.import(id)': named('Import'),
  'Workspace.item(id)': item,
  workspaceId: { ...workspace, always: true },
  workspaceIds: workspace,
  defaultWorkspaceId: workspace,
  itemId: item,
  itemIds: item,
  epicId: item,
  parentId: item,
  teamId: team,
  teamIds: team,
  sprintId: sprint,
  sprint,
  themeId: named('Theme'),
  calendarId: named('Calendar'),
  baselineId: named('ScheduleBaseline', ({ marker }) => `${marker} baseline`),

  objectiveIds: named('Objective'),
  competitorId: { ...named('Competitor'), always: true },
  capabilityId: { ...named('Capability'), always: true },
  competitorIds: named('Competitor'),
  'Tenant.competitorClaims(competitorId)': named('Competitor'),
  'Tenant.competitorClaims(capabilityId)': named('Capability'),
  // A name that nobody follows is said back, not refused.
  competitorNames: { plain: (side) => [side.nameOf('Competitor')] },
  'Query.tenant(id)': named('Tenant'),
  'Workspace.whyMoved(fromId)': named('IssuedForecast'),
  'Workspace.whyMoved(toId)': named('IssuedForecast'),
  'Workspace.scenarioAnalysis(saved)': { names: ({ marker }) => [`${marker} scenario`], always: true },
  'analyze_scenario.saved': { names: ({ marker }) => [`${marker} scenario`], always: true },
  'ScenarioChangeInput.type': { ...plain('costRate'), always: true },
  'ScenarioChangeInput.costRate': { ...plain(100), always: true },
  'ScenarioChangeInput.team': { ...team, always: true },
  'ScenarioChangeInput.itemIds': {
    ...item,
    with: () => ({ type: 'removeItems', costRate: undefined, team: undefined }),
  },
  'ScenarioChangeInput.toTeam': {
    ...team,
    with: (side) => ({ type: 'moveItems', itemIds: [itemKey(side)], costRate: undefined, team: undefined }),
  },
  'ScenarioChangeInput.date': {
    ...plain('2030-01-07'),
    with: () => ({ type: 'targetDate', costRate: undefined, team: undefined }),
  },
  'ScenarioChangeInput.factor': { ...plain(0.8), with: () => ({ type: 'capacity', costRate: undefined }) },
  'ScenarioChangeInput.from': {
    ...plain('2030-01-07'),
    with: () => ({ type: 'capacity', factor: 0.8, costRate: undefined }),
  },
  'ScenarioChangeInput.until': {
    ...plain('2030-01-07'),
    with: () => ({ type: 'capacity', factor: 0.8, costRate: undefined }),
  },
  'ScenarioChangeInput.members': { ...plain(1), with: () => ({ type: 'hire', costRate: undefined }) },
  'ScenarioChangeInput.rampUpDays': { ...plain(10), with: () => ({ type: 'hire', members: 1, costRate: undefined }) },
  'ScenarioChangeInput.size': { ...plain(2), with: () => ({ type: 'addScope', costRate: undefined }) },
  'ScenarioChangeInput.first': { ...plain(true), with: () => ({ type: 'addScope', size: 2, costRate: undefined }) },

  'Mutation.generatePrd(epicId)': { ...item, always: true },
  'Mutation.generatePrd(itemIds)': { ...item, with: () => ({ epicId: undefined }) },
  'generate_prd.epicId': { ...item, always: true },
  'generate_prd.itemIds': { ...item, with: () => ({ epicId: undefined }) },
  topic: { plain: ({ marker }) => [`${marker} item`], with: () => ({ epicId: undefined }) },
  'Mutation.generatePrd(template)': { ...plain('lean'), always: true },
  'generate_prd.template': { ...plain('lean'), always: true },
  sections: plain('risks'),
  'Mutation.setPrdStatus(id)': { names: async (side) => [await aPrd(side), `Prd:${await aPrd(side)}`] },
  'Mutation.setPrdStatus(status)': { ...plain('review'), always: true },
  'Mutation.editPrdSection(id)': { names: async (side) => [await aPrd(side), `Prd:${await aPrd(side)}`] },
  'Mutation.regeneratePrdSection(id)': { names: async (side) => [await aPrd(side), `Prd:${await aPrd(side)}`] },
  'Mutation.createPrdItems(id)': { names: async (side) => [await aPrd(side), `Prd:${await aPrd(side)}`] },
  'Mutation.undoPrdItems(id)': { names: async (side) => [await aPrdWithItems(side)] },
  'Mutation.createPrdItems(epicTitle)': unique('epic'),
  'PrdNewStory.sentence': { ...unique('sentence'), always: true },
  'PrdNewStory.title': { ...unique('title'), always: true },
  'Mutation.deletePrd(id)': { names: async (side) => [await aPrd(side), `Prd:${await aPrd(side)}`] },
  section: plain('scope'),
  version: plain(1),
  sentences: unique('sentence'),
  openQuestions: unique('question'),
  'Prd.version(number)': plain(1),
  'Prd.markdown(number)': plain(1),
  'Prd.html(number)': plain(1),
  'Prd.changes(from)': plain(1),
  'Prd.changes(to)': plain(1),
  'Workspace.prds(status)': plain('draft'),
  'Workspace.sprints(after)': sprint,
  keep: plain(true),
  'Workspace.prd(id)': named('Prd'),
  'AiProviderInput.provider': { ...plain('anthropic'), always: true },
  'AiProviderInput.model': { ...plain('a-model'), always: true },
  'AiProviderInput.apiKey': { ...plain('sk-example-key'), always: true },
  'AiProviderInput.baseUrl': plain('https://provider.example'),
  'AiProviderInput.agree': { ...plain(false), always: true },
  'AccessPolicyInput.clientHosts': plain('claude.ai'),
  'AccessPolicyInput.toolsOff': plain('no_such_tool'),
  'AccessPolicyInput.views': plain(true),
  'AccessPolicyInput.keyDays': plain(3_650),
  'AccessPolicyInput.keySurfaces': plain('mcp'),
  'AccessPolicyInput.signInHours': plain(168),
  'AccessPolicyInput.networks': plain('127.0.0.0/8'),
  requestId: unique('request'),
  'Query.syncConnection(id)': named('SyncConnection'),
  ...Object.fromEntries(
    ['TrySyncInput', 'CreateSyncConnectionInput'].flatMap((input) => [
      [`${input}.kind`, { ...plain('jira'), always: true as const }],
      [`${input}.site`, { ...plain(WALKED_JIRA.site), always: true as const }],
      [`${input}.account`, { ...plain(WALKED_JIRA.account), always: true as const }],
      [`${input}.token`, { ...plain(WALKED_JIRA.token), always: true as const }],
    ]),
  ),
  'TrySyncInput.connectionId': named('SyncConnection'),
  'UpdateSyncConnectionInput.account': plain(WALKED_JIRA.account),
  'UpdateSyncConnectionInput.token': { ...plain(WALKED_JIRA.token), always: true },
  tokenExpiresAt: plain('2030-01-07T00:00:00.000Z'),
  'CreateSyncConnectionInput.projects': plain('10001'),
  'UpdateSyncConnectionInput.projects': plain('10001'),
  'CreateSyncConnectionInput.filter': plain('labels = cards'),
  'UpdateSyncConnectionInput.filter': plain('labels = cards'),
  'CreateSyncConnectionInput.name': unique('connection'),
  'UpdateSyncConnectionInput.name': unique('connection'),
  secret: plain('a secret for webhooks'),
  withItems: { ...plain(false), always: true },

  // What is changed, ended or taken away
  'Mutation.deleteScenario(id)': {
    names: async (side) => [await aScenario(side), `SavedScenario:${await aScenario(side)}`],
  },
  'Mutation.updateCompetitor(id)': fresh('Competitor'),
  'Mutation.deleteCompetitor(id)': fresh('Competitor'),
  'Mutation.updateCapability(id)': fresh('Capability'),
  'Mutation.deleteCapability(id)': fresh('Capability'),
  'Mutation.linkItemsToCapability(id)': fresh('Capability'),
  'Mutation.unlinkItemsFromCapability(id)': fresh('Capability'),
  'Mutation.updateClaim(id)': fresh('CompetitorClaim', () => ({ number: 1_000 + ++count })),
  'Mutation.deleteClaim(id)': fresh('CompetitorClaim', () => ({ number: 1_000 + ++count })),
  ...Object.fromEntries(
    [
      'updateSyncConnection',
      'pauseSyncConnection',
      'resumeSyncConnection',
      'syncNow',
      'setSyncWebhookSecret',
      'removeSyncConnection',
    ].map((name) => [
      `Mutation.${name}(id)`,
      fresh('SyncConnection', () => ({
        kind: 'jira',
        site: WALKED_JIRA.site,
        account: WALKED_JIRA.account,
        scopes: '["10001"]',
        filter: null,
        mapping: null,
        state: 'active',
      })),
    ]),
  ),
  'Mutation.planImport(id)': imported(false),
  'Mutation.addDependency(blocker)': newItem,
  'Mutation.addDependency(item)': newItem,
  'Mutation.endDependency(id)': fresh('Dependency'),
  'Mutation.rankItem(id)': newItem,
  'Mutation.rankItem(after)': { ...item, always: true },
  'Mutation.rankItem(before)': { ...item, with: () => ({ after: undefined }) },
  'Mutation.updateItem(id)': newItem,
  'Mutation.deleteItems(ids)': newItem,
  'ItemUpsert.id': newItem,
  'Mutation.linkItems(id)': fresh('Objective'),
  'Mutation.unlinkItems(id)': fresh('Objective'),
  'Mutation.updateObjective(id)': fresh('Objective'),
  'Mutation.deleteObjective(id)': fresh('Objective'),
  'Mutation.updateTheme(id)': fresh('Theme'),
  'Mutation.deleteTheme(id)': fresh('Theme'),
  'Mutation.deleteScheduleBaseline(id)': fresh('Schedule'),
  'Mutation.updateTeam(id)': fresh('Team'),
  'Mutation.deleteTeam(id)': fresh('Team'),
  'Mutation.updateCalendar(id)': fresh('Calendar'),
  'Mutation.deleteCalendar(id)': fresh('Calendar'),
  'Mutation.startSprint(id)': fresh('Sprint', () => ({ state: 'future' })),
  'Mutation.closeSprint(id)': fresh('Sprint'),
  'Mutation.closeSprint(moveUnfinishedTo)': fresh('Sprint', () => ({ state: 'future' })),
  'Mutation.updateSprint(id)': fresh('Sprint'),
  'Mutation.deleteSprint(id)': fresh('Sprint', () => ({ state: 'future' })),
  'Mutation.renameWorkspace(id)': fresh('Workspace', (side) => newWorkspace(side)),
  'Mutation.deleteWorkspace(id)': fresh('Workspace', (side) => newWorkspace(side)),
  'Mutation.applyImport(id)': imported(false),
  'Mutation.undoImport(id)': imported(true),
  'Mutation.eraseAssignee(name)': { names: async (side) => [await aPerson(side)] },
  'Mutation.revokeApiKey(id)': fresh('ApiKey'),
  'Mutation.setApiKeyWorkspace(id)': fresh('ApiKey', () => ({ revoked_at: null, workspace_ids: null })),
  'Mutation.setConnectionWorkspace(id)': fresh(
    'OauthGrant',
    () => ({ revoked_at: null, workspace_ids: null }),
    'Connection',
  ),
  'Mutation.disconnect(id)': fresh('OauthGrant', () => ({ revoked_at: null }), 'Connection'),
  'Mutation.cancelInvite(id)': fresh('Invite'),
  'Mutation.changeMember(id)': { names: async (side) => [await aMember(side)] },
  'Mutation.setMemberCreditCap(id)': { names: async (side) => [await aMember(side)] },
  monthlyCap: plain(100),
  below: plain(10),
  amount: plain(5),
  key: { plain: ({ marker }) => [`${marker} ${++count}`] },
  expiresAt: plain('2040-01-01T00:00:00Z'),
  perKey: plain(100),
  perOrganization: plain(500),
  calls: plain(1),
  'Query.auditEvents(action)': plain('graphql'),
  'Query.auditEvents(order)': plain('oldest'),
  'Query.auditEvents(failed)': plain(true),
  'Query.auditEvents(person)': { names: async (side) => [await aMember(side)] },
  'Query.auditEvents(since)': plain('2026-01-01T00:00:00Z'),
  'Query.auditEvents(until)': plain('2030-01-01T00:00:00Z'),
  'Mutation.exportAuditEvents(action)': plain('graphql'),
  'Mutation.exportAuditEvents(afterSequence)': plain(0),
  'Mutation.exportAuditEvents(failed)': plain(true),
  'Mutation.exportAuditEvents(format)': plain('jsonl'),
  'Mutation.exportAuditEvents(person)': { names: async (side) => [await aMember(side)] },
  'Mutation.exportAuditEvents(since)': plain('2026-01-01T00:00:00Z'),
  'Mutation.exportAuditEvents(until)': plain('2030-01-01T00:00:00Z'),
  'Mutation.setAuditRetention(days)': plain(400),
  'Mutation.exportMemberData(id)': { names: async (side) => [await aMember(side)] },
  'Mutation.restrictMember(id)': { names: async (side) => [await aMember(side)] },
  'Mutation.restrictMember(ground)': plain('restriction'),
  'Mutation.removeMember(id)': { names: async (side) => [await aMember(side)] },
  'Mutation.memberResetLink(id)': { names: async (side) => [await aMember(side)] },

  // What names nothing
  labels: { plain: ({ marker }) => [`${marker} label`] },
  search: { plain: ({ marker }) => [marker, 'item'] },
  prefix: { plain: ({ marker }) => [marker.toUpperCase(), ''] },
  status: { plain: ({ marker }) => [`${marker} todo`] },
  statusNames: { plain: ({ marker }) => [`${marker} todo`] },
  asOf: plain(TODAY),
  targetDate: plain('2030-01-07'),
  count: plain(5),
  points: plain(8),
  weeks: plain(12),
  horizonWeeks: plain(12),
  updatedSince: plain('2020-01-01T00:00:00Z'),
  unchangedSince: plain('2040-01-01T00:00:00Z'),
  finishedFrom: plain('2020-01-01'),
  finishedUntil: plain('2030-01-07'),
  dueFrom: plain('2020-01-01'),
  dueUntil: plain('2030-01-07'),
  name: unique('name'),
  title: unique('title'),
  description: unique('description'),
  goal: unique('goal'),
  measure: unique('measure'),
  target: unique('target'),
  current: unique('current'),
  reason: unique('reason'),
  assignee: { names: async ({ marker }) => [`${marker} person`] },
  'NewItem.assignee': { plain: ({ marker }) => [`${marker} person`] },
  'PrdNewStory.assignee': { plain: ({ marker }) => [`${marker} person`] },
  'ItemChanges.assignee': { plain: ({ marker }) => [`${marker} person`] },
  'ItemUpsert.assignee': { plain: ({ marker }) => [`${marker} person`] },
  'NewItem.title': { ...unique('title'), always: true },
  'NewItem.key': { plain: ({ marker }) => [`${marker.toUpperCase()}-X${++count}`] },
  'ItemUpsert.key': { plain: ({ marker }) => [`${marker.toUpperCase()}-X${++count}`], always: true },
  'ItemUpsert.title': { ...unique('title'), always: true },
  'ItemUpsert.status': { plain: ({ marker }) => [`${marker} todo`] },
  'SprintInput.name': { ...unique('sprint'), always: true },
  'TeamInput.name': { ...unique('team'), always: true },
  'ThemeInput.name': { ...unique('theme'), always: true },
  'ObjectiveInput.name': { ...unique('objective'), always: true },
  'CalendarInput.name': { ...unique('calendar'), always: true },
  'Mutation.createWorkspace(key)': { plain: ({ marker }) => [`${marker}-${++count}`] },
  'Mutation.setCurrency(currency)': { plain: () => ['EUR'] },
  'Mutation.renameWorkspace(key)': { plain: ({ marker }) => [`${marker}-${++count}`] },
  'Mutation.renameWorkspace(name)': { ...unique('workspace'), always: true },
  'Mutation.openMcpSession(id)': plain('a'),
  'Mutation.touchMcpSession(id)': plain('a'),
  'Mutation.endMcpSession(id)': plain('a'),
  ownerEmail: { plain: ({ marker }) => [`${marker}${++count}@example.test`] },
  email: { plain: ({ marker }) => [`${marker}${++count}@example.test`] },
  aliases: unique('alias'),
  positioning: unique('positioning'),
  statement: unique('statement'),
  source: unique('source'),
  csv: { plain: ({ marker }) => [`competitor,capability,level\n${marker} rival,${marker} ability,full\n`] },
  'CompetitorInput.name': { ...unique('competitor'), always: true },
  'CapabilityInput.name': { ...unique('capability'), always: true },
  'ClaimInput.statement': { ...unique('claim'), always: true },
  'ScenarioInput.name': unique('scenario'),
  'Query.introspect(apiKey)': plain('x'),
  importance: plain(3),
  capturedAt: plain('2026-03-02'),
  minConfidence: plain(0),
  sinceDays: plain(365),
  alignmentWeight: plain(0.3),
  competitiveWeight: plain(0.3),
  url: plain('https://example.test/1'),
  skills: plain('sql'),
  scopes: plain('mcp:enabled'),
  expiresInDays: plain(30),
  sessionMinutes: plain(45),
  fileName: plain('backlog.csv'),
  workspaceName: unique('workspace'),
  mapping: plain({}),
  lagDays: plain(1),
  position: plain(1),
  members: plain(1),
  weekdays: plain(0),
  closedDays: plain('2026-12-25'),
  from: plain('2026-07-01'),
  to: plain('2026-07-02'),
  startDate: plain('2026-03-02'),
  endDate: plain('2026-03-13'),
  dueDate: plain('2026-09-01'),
  deadline: plain('2026-09-30'),
  releaseDate: plain('2026-03-02'),
  costRateCents: plain(100_000),
  delayCostCents: plain(100_000),
  storyPoints: plain(3),
  jobSize: plain(3),
  businessValue: plain(5),
  timeCriticality: plain(5),
  riskReduction: plain(5),
  reach: plain(100),
  impact: plain(1),
  confidence: plain(0.5),
}

const newWorkspace = ({ marker }: Side) => ({ key: `${marker}-new-${++count}`, name: `${marker} new ${count}` })

/** Somebody whom an item is assigned to, by name. */
async function aPerson(side: Side): Promise<string> {
  const assignee = `${side.marker} person ${++count}`
  const key = `${side.marker.toUpperCase()}-P${count}`
  const above = { parent_id: null, epic_id: null, sprint_id: null }
  await side.fresh('BacklogItem', { key, source_key: `person ${count}`, assignee, ...above })
  return assignee
}

async function aMember(side: Side): Promise<string> {
  const user = crypto.randomUUID()
  await side.world.orm.em
    .fork()
    .insert(User, { id: user, email: `${user}@example.test`, name: `${side.marker} member`, createdAt: new Date() })
  return side.fresh('Membership', { user_id: user, role: 'member', restricted_at: null })
}

/** A scenario kept for later. */
async function aScenario(side: Side): Promise<string> {
  const { data } = await side.ask(
    'mutation($id: ID!, $name: String!) { saveScenario(workspaceId: $id, name: $name, changes: [{ type: addScope, size: 3 }]) { id } }',
    { id: side.workspace.id, name: `${side.marker} scenario ${++count}` },
  )
  return (data!.saveScenario as { id: string }).id.split(':')[1]!
}

/** A document from which an epic and a story were created. */
async function aPrdWithItems(side: Side): Promise<string> {
  const id = await aPrd(side)
  await side.ask(
    'mutation($id: ID!, $title: String!) { createPrdItems(id: $id, version: 1, stories: [{ sentence: $title, title: $title }]) { id } }',
    { id, title: `${side.marker} story ${++count}` },
  )
  return id
}

/** A document of its own, written by the product. */
async function aPrd(side: Side): Promise<string> {
  const { data } = await side.ask(
    'mutation($id: ID!, $topic: String!) { generatePrd(workspaceId: $id, topic: $topic, sections: ["scope"]) { prd { id } } }',
    { id: side.workspace.id, topic: `${side.marker} item ${++count}` },
  )
  return (data!.generatePrd as { prd: { id: string } }).prd.id.split(':')[1]!
}

/** A file that was uploaded and planned and, if asked for, applied. */
export async function anImport(side: Side, applied: boolean): Promise<string> {
  const routes = importRoutes({
    orm: side.world.orm,
    desk: side.world.api.imports,
    linkKey: new Uint8Array(32),
    now: side.world.clock.now,
    refusal: async () => null,
    opened: () => undefined,
    from: () => '127.0.0.1',
  })
  const opened = await side.ask(
    'mutation($input: CreateImportInput!) { createImport(input: $input) { uploadUrl import { id } } }',
    { input: { fileName: 'more.csv', workspaceId: side.workspace.id } },
    'person',
  )
  const {
    uploadUrl,
    import: { id },
  } = opened.data!.createImport as { uploadUrl: string; import: { id: string } }
  await routes.request(uploadUrl, {
    method: 'POST',
    body: `Issue key,Summary,Issue Type,Status\n${side.marker.toUpperCase()}-${10_000 + ++count},${side.marker} imported,Story,To Do\n`,
  })
  if (applied) await side.ask('mutation($id: ID!) { applyImport(id: $id) { id } }', { id }, 'person')
  return id
}

/** Types with a global id. */
const NODES = schema.getPossibleTypes(schema.getType('Node') as GraphQLInterfaceType).map(({ name }) => name)

export const knownExample = (coordinate: string, name: string): Example | undefined =>
  EXAMPLES[coordinate] ?? EXAMPLES[name]

/** @throws for an argument that has no example yet */
export function exampleFor(coordinate: string, name: string, type: string): Example {
  const example = knownExample(coordinate, name)
  if (!example) throw new Error(`${coordinate} is new here: add an example of its value to test/isolation/examples.ts`)
  if (type === 'ID' && 'plain' in example)
    throw new Error(`${coordinate} is an id, so its example must say whose: use names in test/isolation/examples.ts`)
  return example
}
