/**
 * The fields of a backlog item that a person can set, each stated once. Validation, rows, GraphQL fields and inputs,
 * import columns, export headers, and the detection of columns follow from this table. A new column is an entry here, a
 * property of the entity, and the generated files.
 */
import { ITEM_TYPES, PRIORITIES, STATUS_CATEGORIES } from './vocabulary.ts'

/** Inclusive; `above` excludes the lower bound. */
export interface Bounds {
  readonly least: number
  readonly most: number
  readonly above?: true
}

/** Column names in other people's files, in lower case, by the tool that writes them; `sheet` is any CSV. */
export interface Spellings {
  readonly sheet?: readonly string[]
  readonly jira?: readonly string[]
  readonly azure?: readonly string[]
}

interface Field {
  /** Column of the CSV export. */
  readonly header: string
  readonly description?: string
  /** What the input adds to the description. */
  readonly input?: string
  /** Name in an import mapping, where it differs. */
  readonly importedAs?: string
  /** Only where every format shares these names; words that a tool translates stand with the tool. */
  readonly spellings?: Spellings
  /** Not a column that is written as it stands: it follows rules of its own. */
  readonly ruled?: true
  /** Read apart, because it can be long and few questions ask for it. */
  readonly lazy?: true
}

export interface NumberField extends Field, Bounds {
  readonly kind: 'number'
  /** How a foreign file's number becomes ours: an amount of money in cents, or a percentage above 1 as a share. */
  readonly foreign?: 'money' | 'share'
}

interface TextField extends Field {
  readonly kind: 'text'
  /** Characters. */
  readonly longest: number
  /** What an item without it has; a text without `empty` is never empty. */
  readonly empty?: '' | null
}

interface WordField extends Field {
  readonly kind: 'word'
  readonly words: readonly string[]
  /** What a new item is. */
  readonly initial: string
}

interface DayField extends Field {
  readonly kind: 'day'
}

interface ListField extends Field {
  readonly kind: 'list'
  readonly entries: number
  /** Characters of an entry. */
  readonly longest: number
}

export type ItemField = NumberField | TextField | WordField | DayField | ListField

/** In the order of the export, kind by kind. */
export const ITEM_FIELDS = {
  title: { kind: 'text', header: 'Title', longest: 1_000 },
  description: { kind: 'text', header: 'Description', longest: 100_000, empty: '', lazy: true },
  type: { kind: 'word', header: 'Type', words: ITEM_TYPES, initial: 'story' },
  status: {
    kind: 'text',
    header: 'Status',
    longest: 120,
    description: 'The status name the team uses.',
    input: 'Its category is taken from other items with this status, unless statusCategory is given.',
    ruled: true,
  },
  statusCategory: {
    kind: 'word',
    header: 'Status category',
    words: STATUS_CATEGORIES,
    initial: 'backlog',
    input: "Without a status, the workspace's own status name for this category is used.",
    ruled: true,
  },
  priority: { kind: 'word', header: 'Priority', words: PRIORITIES, initial: 'none' },
  storyPoints: {
    kind: 'number',
    header: 'Story points',
    least: 0,
    most: 10_000,
    description: 'null if not estimated.',
  },
  jobSize: {
    kind: 'number',
    header: 'Job size',
    least: 0,
    most: 10_000,
    above: true,
    spellings: { sheet: ['job size'], jira: ['job size', 'wsjf job size'] },
  },
  businessValue: {
    kind: 'number',
    header: 'Business value',
    least: 0,
    most: 1_000,
    spellings: {
      sheet: ['business value', 'value'],
      jira: ['business value', 'user-business value', 'user business value'],
      azure: ['business value'],
    },
  },
  timeCriticality: {
    kind: 'number',
    header: 'Time criticality',
    least: 0,
    most: 1_000,
    spellings: { sheet: ['time criticality'], jira: ['time criticality'], azure: ['time criticality'] },
  },
  riskReduction: {
    kind: 'number',
    header: 'Risk reduction',
    least: 0,
    most: 1_000,
    spellings: {
      sheet: ['risk reduction', 'rr/oe'],
      jira: [
        'risk reduction',
        'risk reduction/opportunity enablement',
        'risk reduction and opportunity enablement',
        'rr/oe',
        'rr-oe',
      ],
    },
  },
  delayCostCents: {
    kind: 'number',
    header: 'Cost of delay in cents a week',
    least: 0,
    most: 1e15,
    description: 'Cost of delay in cents per week.',
    importedAs: 'delayCost',
    foreign: 'money',
    spellings: { sheet: ['cost of delay', 'cost of delay per week'] },
  },
  reach: {
    kind: 'number',
    header: 'Reach',
    least: 0,
    most: 1e12,
    description: 'RICE: people or events per quarter.',
    spellings: { sheet: ['reach'] },
  },
  impact: {
    kind: 'number',
    header: 'Impact',
    least: 0,
    most: 1_000,
    description: 'RICE: usually 0.25 to 3.',
    spellings: { sheet: ['impact'] },
  },
  confidence: {
    kind: 'number',
    header: 'Confidence',
    least: 0,
    most: 1,
    description: 'RICE: how confident you are in reach and impact.',
    foreign: 'share',
    spellings: { sheet: ['confidence'] },
  },
  dueDate: { kind: 'day', header: 'Due date' },
  deadline: { kind: 'day', header: 'Deadline', description: 'Finishing later has no value.' },
  releaseDate: {
    kind: 'day',
    header: 'Release date',
    description: 'Work cannot start before this date.',
    spellings: { sheet: ['release date'] },
  },
  labels: {
    kind: 'list',
    header: 'Labels',
    entries: 100,
    longest: 200,
    input: 'Replaces the labels.',
    ruled: true,
  },
  skills: {
    kind: 'list',
    header: 'Skills',
    entries: 50,
    longest: 120,
    description: 'Skills the work requires.',
    spellings: { sheet: ['skills'] },
  },
  assignee: { kind: 'text', header: 'Assignee', longest: 200, empty: null, description: 'Personal data.' },
  url: { kind: 'text', header: 'URL', longest: 2_000, empty: null, spellings: { sheet: ['url', 'link'] } },
} as const satisfies Record<string, ItemField>

type Fields = typeof ITEM_FIELDS
export type Member = keyof Fields
/** Members of one kind. */
export type MemberOf<Kind extends ItemField['kind']> = {
  [M in Member]: Fields[M] extends { kind: Kind } ? M : never
}[Member]
/** Members whose columns are written as they stand. */
export type PlainMember = { [M in Member]: Fields[M] extends { ruled: true } ? never : M }[Member]
/** Name of a member in an import mapping. */
export type ImportedAs<M extends Member> = Fields[M] extends { importedAs: infer Name } ? Name : M

type Word<F> = F extends { words: readonly (infer W)[] } ? W : string
/** What a caller can give. */
export type ItemValues = {
  [M in Member]: Fields[M] extends { kind: 'number' }
    ? number
    : Fields[M] extends { kind: 'list' }
      ? readonly string[]
      : Word<Fields[M]>
}
type Nullable<F> = F extends { kind: 'number' | 'day' } | { empty: null } ? null : never
/** What a row has. */
export type ItemColumns = {
  [M in PlainMember]: (Fields[M] extends { kind: 'list' } ? string[] : ItemValues[M]) | Nullable<Fields[M]>
}
/** What an imported record says: an empty description is none. */
export type RecordedValues = {
  readonly [M in Member]: ItemValues[M] | Nullable<Fields[M]> | (Fields[M] extends { empty: '' } ? null : never)
}

export const MEMBERS = Object.keys(ITEM_FIELDS) as Member[]
export const fieldOf = (member: Member): ItemField => ITEM_FIELDS[member]

export const PLAIN_MEMBERS = MEMBERS.filter((member): member is PlainMember => !fieldOf(member).ruled)
const ofKind = <Kind extends ItemField['kind']>(kind: Kind) =>
  MEMBERS.filter((member): member is MemberOf<Kind> => fieldOf(member).kind === kind)
export const NUMBERS = ofKind('number')
export const DAYS = ofKind('day')
export const TEXTS = ofKind('text')
export const LISTS = ofKind('list')

/** A value for each of some members. */
export const eachOf = <M extends Member, Value>(members: readonly M[], value: (member: M) => Value): Record<M, Value> =>
  Object.fromEntries(members.map((member) => [member, value(member)])) as Record<M, Value>

/** Name of a member in an import mapping. */
export const importedAs = <M extends Member>(member: M) => (fieldOf(member).importedAs ?? member) as ImportedAs<M>

/** How the files of a tool call the fields whose names every format shares. */
export function spellingsOf(tool: keyof Spellings): Partial<Record<ImportedAs<Member>, readonly string[]>> {
  return Object.fromEntries(
    MEMBERS.flatMap((member) => {
      const names = fieldOf(member).spellings?.[tool]
      return names ? [[importedAs(member), names]] : []
    }),
  )
}

/** Column of the table. */
export const columnOf = (member: string) => member.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)

/** What an item has before anybody says anything about it. */
export function emptyValue(member: Member): unknown {
  const field = fieldOf(member)
  if (field.kind === 'list') return []
  if (field.kind === 'word') return field.initial
  return field.kind === 'text' && field.empty !== null ? '' : null
}

/** `at least 0 and at most 1000`. */
export const rangeOf = ({ least, most, above }: Bounds) =>
  `${above ? 'above' : 'at least'} ${least} and at most ${most}`

export const within = ({ least, most, above }: Bounds, value: number) =>
  value <= most && (above ? value > least : value >= least)

export const isWebAddress = (text: string) => /^https?:\/\/\S+$/i.test(text)

/** Parts of the cost of delay (SAFe); divided by the job size they are the WSJF. */
export const COST_OF_DELAY = [
  'businessValue',
  'timeCriticality',
  'riskReduction',
] as const satisfies readonly MemberOf<'number'>[]

/** `risk reduction`. */
export const nameOf = (member: Member) => fieldOf(member).header.toLowerCase()

/** Weighted Shortest Job First, or null until all four parts are scored. */
export function wsjfOf(item: Pick<ItemColumns, (typeof COST_OF_DELAY)[number] | 'jobSize'>): number | null {
  const parts = COST_OF_DELAY.map((part) => item[part])
  if (!item.jobSize || parts.includes(null)) return null
  return parts.reduce<number>((sum, part) => sum + part!, 0) / item.jobSize
}
