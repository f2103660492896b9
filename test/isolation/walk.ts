/** The walk itself: each question is first answered with one's own names, then refused with the other side's. */
import { getNamedType, isObjectType } from 'graphql'
import { expect } from 'vitest'
import { FULL } from '../depth.ts'
import { publicSchema, schema } from './examples.ts'
import {
  ask,
  coordinateOf,
  LEVELS,
  slotsOf,
  valueAt,
  waysThrough,
  type Given,
  type Question,
  type Slot,
  type Way,
} from './probes.ts'
import type { Door, Reply, Side } from './side.ts'
import { leaks } from './verdict.ts'

/** Fields for the adapter and for the console. To a tenant they do not exist. */
export const INTERNAL: ReadonlySet<string> = new Set(
  ['Query.introspect', 'Query.operatorTenants', 'Query.verifyAuditLogs'].concat(
    [
      'countCalls',
      'noteRefusedCall',
      'openMcpSession',
      'touchMcpSession',
      'endMcpSession',
      'copyDatabase',
      'createDemo',
      'createTenant',
      'assume',
      'disableUser',
      'erasePerson',
      'exportPerson',
      'enableUser',
      'resetLink',
      'grantCredits',
      'revokeCredits',
      'rotateKeys',
      'setUpLink',
    ].map((name) => `Mutation.${name}`),
  ),
)
/** Fields that ask no tenant: a browser, a password or a one-time link speaks there. The tests of identity walk them. */
export const BEFORE_A_TENANT: ReadonlySet<string> = new Set(
  ['Query.interaction', 'Query.link'].concat(
    [
      'acceptInvite',
      'changePassword',
      'chooseTenant',
      'decideInteraction',
      'eraseMyAccount',
      'eraseOrganization',
      'exportMyData',
      'openDemo',
      'restrictMyData',
      'resetPassword',
      'setUp',
      'signIn',
      'signOut',
      'signOutEverywhere',
    ].map((name) => `Mutation.${name}`),
  ),
)
/** Fields for people with a role, which a key never has. */
const FOR_PEOPLE: ReadonlySet<string> = new Set(
  [
    'node',
    'nodes',
    'apiKeys',
    'connections',
    'import',
    'imports',
    'invites',
    'members',
    'syncConnection',
    'syncConnections',
  ]
    .map((name) => `Query.${name}`)
    .concat(
      [
        'createApiKey',
        'revokeApiKey',
        'setApiKeyWorkspace',
        'createImport',
        'applyImport',
        'undoImport',
        'createWorkspace',
        'renameWorkspace',
        'deleteWorkspace',
        'updateSettings',
        'trySync',
        'createSyncConnection',
        'updateSyncConnection',
        'pauseSyncConnection',
        'resumeSyncConnection',
        'syncNow',
        'setSyncWebhookSecret',
        'removeSyncConnection',
      ].map((name) => `Mutation.${name}`),
      ['cancelInvite', 'changeMember', 'disconnect', 'inviteMember', 'memberResetLink', 'removeMember'].map(
        (name) => `Mutation.${name}`,
      ),
    ),
)

export const ways = waysThrough(schema, new Set([...INTERNAL, ...BEFORE_A_TENANT]))
export const internal = waysThrough(schema, new Set()).filter((way) => INTERNAL.has(coordinateOf(way)))

/** Fields that keep what they are told as words; what the words name is looked for when they are used. */
export const KEEPS_NAMES: ReadonlySet<string> = new Set(['Mutation.saveScenario'])

export const doorOf = ({ steps }: Way): Door =>
  steps.some(({ owner, field }) => FOR_PEOPLE.has(`${owner}.${field.name}`) || !isPublic(owner, field.name))
    ? 'person'
    : 'key'
const isPublic = (owner: string, field: string) => {
  const type = publicSchema.getType(owner)
  return isObjectType(type) && field in type.getFields()
}
/** A key asks only for what it is served. */
export const servedTo = (way: Way) => (doorOf(way) === 'key' ? publicSchema : schema)
/** The log of an organization has every call of a walk in it, so it never says the same twice. */
export const GROWING: ReadonlySet<string> = new Set(['Query.auditEvents', 'Query.auditLog', 'AuditLog.verification'])
/** What an answer to a name that nobody has can say. */
const REFUSED = ['NOT_FOUND', 'BAD_CURSOR', 'BAD_USER_INPUT']

/** Every value that a side can give in a slot: names of its own, or values that name nothing. */
async function values(way: Way, slot: Slot, side: Side): Promise<readonly unknown[]> {
  const { example } = slot
  if ('names' in example) return example.names(side)
  if ('plain' in example) return example.plain(side)
  const page = await ask(
    servedTo(way),
    way,
    side,
    { path: [...slot.path.slice(0, -1), 'first'], value: 1 },
    'pageInfo { endCursor }',
  )
  const { data } = await side.ask(page.document, page.variables, doorOf(way))
  return [(valueAt(data, page.path) as { pageInfo: { endCursor: string } }).pageInfo.endCursor]
}

/** A field asked for by its owner, its arguments at their examples. */
export async function answered(way: Way, side: Side, given: Given | null = null): Promise<Reply> {
  const { question, reply } = await deepest(way, side, given)
  expect(
    reply.codes.length ? `${reply.body} to ${question.document} with ${JSON.stringify(question.variables)}` : '',
  ).toBe('')
  return reply
}

/** A change answers with what it changed; whole analyses of a new workspace would say that it is too new. */
function levelsOf({ kind, steps }: Way): number {
  if (kind === 'query') return LEVELS
  return getNamedType(steps.at(-1)!.field.type).name === 'Workspace' ? 0 : 1
}

/** The answer to as many levels of fields as the API allows at once. */
export async function deepest(
  way: Way,
  side: Side,
  given: Given | null = null,
): Promise<{ question: Question; reply: Reply }> {
  for (let levels = allowed.get(coordinateOf(way)) ?? levelsOf(way); ; levels--) {
    const question = await ask(servedTo(way), way, side, given, levels)
    const reply = await side.ask(question.document, question.variables, doorOf(way))
    if (levels > 0 && reply.body.includes('The query is too large')) continue
    // With a value that lists less, more levels may be allowed: what the plain question may ask is enough.
    if (given === null) allowed.set(coordinateOf(way), levels)
    return { question, reply }
  }
}

/** How many levels the API allows of each way, once it was asked. */
const allowed = new Map<string, number>()

/**
 * How far a walk goes: `all` gives every argument each of its values, `names` leaves out the arguments that name nothing,
 * and `theirs` asks each field once with its own names and, in each place for a name, once with the other side's.
 */
export type Reach = 'all' | 'names' | 'theirs'

/**
 * Own names are answered, the other side's are not found, and nothing of the other side shows either way.
 * @param shared places that name what both sides have
 * @param among the ways of this walk: a place that several share is asked in full on the first
 */
export async function walk(
  way: Way,
  own: Side,
  other: Side,
  which: Reach = 'all',
  shared: ReadonlySet<string> = new Set(),
  among: readonly Way[] = ways,
): Promise<void> {
  expect(leaks((await answered(way, own)).body, other)).toEqual([])
  // What a change is given beside names concerns nobody else; its own tests try it.
  for (const slot of slotsOf(way, among).filter(
    ({ coordinate, example, again }) =>
      !shared.has(coordinate) && ((which === 'all' && way.kind === 'query' && !again) || !('plain' in example)),
  )) {
    const mine = await values(way, slot, own)
    const once = slot.again || which === 'theirs'
    const most = once ? 1 : mine.length
    // A change does the same under each form of a name, and some write a whole analysis.
    const forms = which === 'theirs' ? 0 : FULL || way.kind === 'query' ? most : 1
    for (const value of mine.slice(0, forms)) {
      const reply = await answered(way, own, { path: slot.path, value, with: slot.example.with })
      if ('names' in slot.example && isObjectType(getNamedType(way.steps.at(-1)!.field.type)))
        expect(
          valueAt(
            reply.data,
            way.steps.map(({ field }) => field.name),
          ),
          `${slot.coordinate} = ${String(value)}`,
        ).not.toBeNull()
      expect(leaks(reply.body, other), slot.coordinate).toEqual([])
    }
    const theirs = (await values(way, slot, other)).filter((value) => !mine.includes(value)).slice(0, most)
    for (const [at, value] of theirs.entries())
      await refused(way, slot, own, other, value, at === 0 && which !== 'theirs')
  }
}

/** @param thorough also compares with a name that nobody has and, where something could be written, with what was there before */
async function refused(way: Way, slot: Slot, own: Side, other: Side, value: unknown, thorough: boolean): Promise<void> {
  const given = { path: slot.path, value, with: slot.example.with }
  const what = `${slot.coordinate} = ${String(value)}`
  const { question, reply } =
    way.kind === 'mutation' && thorough && !KEEPS_NAMES.has(coordinateOf(way))
      ? await writingNothing(way, own, other, given, what)
      : await deepest(way, own, given)
  expect(leaks(reply.body, other, [value]), what).toEqual([])
  if ('plain' in slot.example || KEEPS_NAMES.has(coordinateOf(way))) return
  const found = valueAt(reply.data, question.path)
  expect(Array.isArray(found) ? found.filter((one) => one !== null) : found, what).toEqual(
    Array.isArray(found) ? [] : null,
  )
  // Relay's own `node` and `nodes` say "not found" by null.
  if (/^Query\.nodes?\(/.test(slot.coordinate)) return
  expect(reply.codes.length, what).toBeGreaterThan(0)
  expect(
    reply.codes.filter((code) => !REFUSED.includes(code)),
    `${what}: ${reply.body}`,
  ).toEqual([])
  if ('cursor' in slot.example || !thorough) return
  const nobodys = namedByNobody(value, other)
  const { reply: unknown } = await deepest(way, own, { ...given, value: nobodys })
  expect(gist(reply.body, value), `${what} is told apart from what nobody has`).toBe(gist(unknown.body, nobodys))
}

/**
 * A refusal without the name that was asked for, and without the caller's own names: they are listed by their likeness to it, and the
 * questions of a walk make more of them.
 */
const gist = (body: string, value: unknown) =>
  body
    .replaceAll(String(value), '…')
    .replaceAll(/("names":\[)[^\]]*/g, '$1…')
    .replaceAll(/"named":\d+/g, '"named":…')

async function writingNothing(
  way: Way,
  own: Side,
  other: Side,
  given: Given,
  what: string,
): Promise<{ question: Question; reply: Reply }> {
  const question = await ask(servedTo(way), way, own, given, 0)
  const before = [await own.imprint(), await other.imprint()]
  const reply = await own.ask(question.document, question.variables, doorOf(way))
  expect([await own.imprint(), await other.imprint()], what).toEqual(before)
  return { question, reply }
}

/** A side's answers to questions about each thing of the other's that a field could be asked about. */
export async function questionsOf(way: Way, own: Side, other: Side): Promise<{ reply: Reply; sent: unknown }[]> {
  const answers: { reply: Reply; sent: unknown }[] = []
  for (const slot of slotsOf(way, ways).filter(({ example }) => 'names' in example)) {
    const sent = (await values(way, slot, other))[0]
    answers.push({ reply: (await deepest(way, own, { path: slot.path, value: sent })).reply, sent })
  }
  return answers
}

/** A name of the same form that nobody has. */
export function namedByNobody(value: unknown, { marker }: Side): string {
  return String(value)
    .replace(/[0-9a-f]{8}-[0-9a-f-]{27}/, () => crypto.randomUUID())
    .replaceAll(marker, 'nobody')
    .replaceAll(marker.toUpperCase(), 'NOBODY')
}
