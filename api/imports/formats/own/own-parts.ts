/** What our own JSON export holds beside the items: each part's entries, in the order in which they can be written. */
import { storableJson } from '../../../../text.ts'
import { CAPABILITY_LEVELS, COMPETITOR_CATEGORIES, MOST_ALIASES, MOST_IMPORTANCE } from '../../../competitive/bounds.ts'
import { CHANGE_TYPES, type AskedChange } from '../../../scenarios/asked-change.ts'
import { CHANGE_NUMBERS, LONGEST_NAME, LONGEST_TEAM, MOST_CHANGES, MOST_ITEMS } from '../../../scenarios/bounds.ts'
import type { BaselineItem } from '../../../scheduling/plan/baseline.ts'
import { OBJECTIVE_STATES } from '../../../strategy/states.ts'
import { SPRINT_STATES } from '../../../teams/states.ts'
import { among, isDay, isInstant, isText, listed, maybe, nullOr, texts } from './own-format.ts'
import { UNITS, type Unit } from '../../../planning/work.ts'
import { LONGEST_SUBJECT, type IssuedInputs } from '../../../velocity/issued/issued.ts'
import { isIssuedInputs } from './own-forecasts.ts'
import { isObject } from '../source.ts'

type Test = (value: unknown) => boolean
type Level = (typeof CAPABILITY_LEVELS)[number]

/** Entries of each part; names stand for what they refer to, and source keys for items. */
export interface PartEntries {
  workspace: { currency: string | null }
  calendars: { name: string; weekdays: number[]; closedDays: string[]; createdAt: string }
  teams: {
    name: string
    /** null is unknown. */
    members: number | null
    skills: string[]
    absences: { from: string; to: string; members: number; reason?: string }[]
    /** Of one member for one week, in cents. */
    costRateCents: number | null
    calendar: string | null
    createdAt: string
  }
  sprints: {
    name: string
    team: string | null
    goal: string | null
    state: (typeof SPRINT_STATES)[number]
    startDate: string | null
    endDate: string | null
    completedAt: string | null
    createdAt: string
  }
  mission: { statement: string }
  themes: { name: string; description: string; position: number; createdAt: string }
  objectives: {
    name: string
    theme: string | null
    description: string
    measure: string | null
    target: string | null
    current: string | null
    dueDate: string | null
    state: (typeof OBJECTIVE_STATES)[number]
    position: number
    createdAt: string
  }
  plans: {
    name: string
    asOf: string
    /** How often the data had changed since the plan was saved; 0 when it was still current. */
    changesSince: number
    inputHash: string
    items: BaselineItem[]
    createdAt: string
  }
  scenarios: { name: string; changes: AskedChange[]; createdAt: string }
  /** What was promised, and from what it was computed. */
  forecasts: {
    subject: string
    asOf: string
    /** How often the data had changed since. */
    changesSince: number
    inputHash: string
    questionHash: string | null
    unit: Unit
    size: number
    p50: string | null
    p75: string | null
    p90: string | null
    p95: string | null
    inputs: IssuedInputs
    createdAt: string
  }
  competitors: {
    name: string
    aliases: string[]
    category: (typeof COMPETITOR_CATEGORIES)[number]
    positioning: string
    url: string | null
    createdAt: string
  }
  capabilities: { name: string; description: string; importance: number; own: Level | null; createdAt: string }
  claims: {
    number: number
    competitor: string
    capability: string | null
    statement: string
    level: Level | null
    source: string | null
    url: string | null
    capturedAt: string | null
    confidence: number
    createdAt: string
  }
  objectiveItems: { objective: string; item: string }
  capabilityItems: { capability: string; item: string }
}
export type Part = keyof PartEntries
export type LinkPart = 'objectiveItems' | 'capabilityItems'

const whole =
  (least: number, most = 2_147_483_647) =>
  (value: unknown) =>
    Number.isInteger(value) && (value as number) >= least && (value as number) <= most
const integer = whole(-2_147_483_648)
const list =
  (test: Test, most: number, least = 0) =>
  (value: unknown) =>
    Array.isArray(value) && value.length >= least && value.length <= most && value.every(test)
const named = (most: number) => (value: unknown) => isText(value) && value.trim() === value && isName(most)(value)
const isName = (most: number) => (value: unknown) => isText(value) && value.length >= 1 && value.length <= most
const nullOrText = nullOr(isText)

function inBounds(bounds: (typeof CHANGE_NUMBERS)[keyof typeof CHANGE_NUMBERS]): Test {
  return (value) =>
    typeof value === 'number' &&
    ('above' in bounds ? value > bounds.above : value >= bounds.least) &&
    value <= bounds.most &&
    (!('whole' in bounds) || Number.isInteger(value))
}

const CHANGE: Readonly<Record<keyof AskedChange, Test>> = {
  type: among(CHANGE_TYPES),
  team: maybe(isName(LONGEST_TEAM)),
  toTeam: maybe(isName(LONGEST_TEAM)),
  itemIds: maybe(list(isText, MOST_ITEMS, 1)),
  size: maybe(inBounds(CHANGE_NUMBERS.size)),
  first: maybe((value) => typeof value === 'boolean'),
  factor: maybe(inBounds(CHANGE_NUMBERS.factor)),
  members: maybe(inBounds(CHANGE_NUMBERS.members)),
  from: maybe(isDay),
  until: maybe(isDay),
  rampUpDays: maybe(inBounds(CHANGE_NUMBERS.rampUpDays)),
  date: maybe(isDay),
  costRate: maybe(inBounds(CHANGE_NUMBERS.costRate)),
}
const isChange: Test = (value) =>
  isObject(value) &&
  Object.keys(value).every((name) => Object.hasOwn(CHANGE, name)) &&
  Object.entries(CHANGE).every(([name, test]) => test(value[name]))

const createdAt: Test = isInstant
/** What each member must be; lengths that the API also checks are checked when the entry is written. */
const MEMBERS: { readonly [P in Part]: Readonly<Record<keyof PartEntries[P], Test>> } = {
  workspace: { currency: nullOrText },
  calendars: { name: isText, weekdays: list(integer, 7), closedDays: list(isDay, Infinity), createdAt },
  teams: {
    name: isText,
    members: nullOr(integer),
    skills: texts,
    absences: listed(
      ({ from, to, members, reason }) => isDay(from) && isDay(to) && integer(members) && maybe(isText)(reason),
    ),
    costRateCents: nullOr(integer),
    calendar: nullOrText,
    createdAt,
  },
  sprints: {
    name: isText,
    team: nullOrText,
    goal: nullOrText,
    state: among(SPRINT_STATES),
    startDate: nullOr(isDay),
    endDate: nullOr(isDay),
    completedAt: nullOr(isInstant),
    createdAt,
  },
  mission: { statement: (value) => isText(value) && value.trim() !== '' },
  themes: { name: isText, description: isText, position: integer, createdAt },
  objectives: {
    name: isText,
    theme: nullOrText,
    description: isText,
    measure: nullOrText,
    target: nullOrText,
    current: nullOrText,
    dueDate: nullOr(isDay),
    state: among(OBJECTIVE_STATES),
    position: integer,
    createdAt,
  },
  plans: {
    name: named(LONGEST_NAME),
    asOf: isDay,
    changesSince: whole(0),
    inputHash: isName(32),
    items: listed(({ id, teamId, start, finish }) => isText(id) && isText(teamId) && isDay(start) && isDay(finish)),
    createdAt,
  },
  scenarios: { name: named(LONGEST_NAME), changes: list(isChange, MOST_CHANGES, 1), createdAt },
  forecasts: {
    subject: isName(LONGEST_SUBJECT),
    asOf: isDay,
    changesSince: whole(0),
    inputHash: isName(32),
    questionHash: nullOr(isName(32)),
    unit: among(UNITS),
    size: (value) => typeof value === 'number' && value > 0,
    p50: nullOr(isDay),
    p75: nullOr(isDay),
    p90: nullOr(isDay),
    p95: nullOr(isDay),
    inputs: isIssuedInputs,
    createdAt,
  },
  competitors: {
    name: isText,
    aliases: list(isText, MOST_ALIASES),
    category: among(COMPETITOR_CATEGORIES),
    positioning: isText,
    url: nullOrText,
    createdAt,
  },
  capabilities: {
    name: isText,
    description: isText,
    importance: (value) => typeof value === 'number' && value > 0 && value <= MOST_IMPORTANCE,
    own: nullOr(among(CAPABILITY_LEVELS)),
    createdAt,
  },
  claims: {
    number: whole(1),
    competitor: isText,
    capability: nullOrText,
    statement: isText,
    level: nullOr(among(CAPABILITY_LEVELS)),
    source: nullOrText,
    url: nullOrText,
    capturedAt: nullOr(isDay),
    confidence: (value) => typeof value === 'number' && value >= 0 && value <= 1,
    createdAt,
  },
  objectiveItems: { objective: isText, item: isText },
  capabilityItems: { capability: isText, item: isText },
}

export const isLinkPart = (part: Part): part is LinkPart => part === 'objectiveItems' || part === 'capabilityItems'

/** The part that a value of the file belongs to: an element of a list, or an object under a key; null for what is none. */
export function partOf({ list: within, key }: { readonly list: string | null; readonly key: string }): Part | null {
  const name = within ?? key
  return Object.hasOwn(MEMBERS, name) ? (name as Part) : null
}

/** An entry as it stands in a file, or why it cannot be read. */
export type ReadPart<P extends Part = Part> =
  | { readonly entry: PartEntries[P]; readonly unknown: readonly string[] }
  | { readonly entry: null; readonly reason: string }

/** @param value undefined when it was too large to read */
export function readPart<P extends Part>(part: P, value: unknown): ReadPart<P> {
  const none = (reason: string) => ({ entry: null, reason })
  if (value === undefined) return none('too large to read')
  if (!isObject(value)) return none('not an object')
  const members: Readonly<Record<string, Test>> = MEMBERS[part]
  const wrong = Object.entries(members).find(([name, test]) => !test(value[name]))
  if (wrong) return none(`${wrong[0]} is ${value[wrong[0]] === undefined ? 'missing' : 'not valid'}`)
  const entry = Object.fromEntries(Object.keys(members).map((name) => [name, value[name]]))
  if (JSON.stringify(storableJson(entry)) !== JSON.stringify(entry)) return none('characters that cannot be stored')
  return {
    entry: entry as unknown as PartEntries[P],
    unknown: Object.keys(value).filter((name) => !Object.hasOwn(members, name)),
  }
}
