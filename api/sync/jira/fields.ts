/** Jira's fields, found by what they are and not by what they are called: names are translated. */
import { foldHeader, plainHeader } from '../../imports/formats/headers.ts'
import { JIRA_NAMES } from '../../imports/formats/jira/jira-names.ts'
import { isObject, listOf, textOf } from '../../imports/formats/source.ts'
import type { Field } from '../../imports/record/fields.ts'
import type { Mapping } from '../../imports/record/mapping.ts'

/** What the importer knows as a name, by the type of a custom field. */
const BY_TYPE: ReadonlyMap<string, string> = new Map([
  ['com.pyxis.greenhopper.jira:gh-sprint', 'Sprint'],
  ['com.pyxis.greenhopper.jira:jsw-story-points', 'Story point estimate'],
  ['com.pyxis.greenhopper.jira:gh-epic-link', 'Epic Link'],
  ['com.pyxis.greenhopper.jira:gh-epic-label', 'Epic Name'],
  ['com.atlassian.jpo:jpo-custom-field-baseline-start', 'Start date'],
  ['com.atlassian.teams:rm-teams-custom-field-team', 'Team'],
])
/** A company-managed project keeps points in a plain number: only its name tells. */
const NUMBER = 'com.atlassian.jira.plugin.system.customfieldtypes:float'
const POINTS = new Set(JIRA_NAMES.storyPoints!.map(foldHeader))

/** Fields of every site that the importer reads. */
export const SYSTEM_FIELDS = [
  'summary',
  'description',
  'issuetype',
  'status',
  'statuscategorychangedate',
  'priority',
  'resolution',
  'resolutiondate',
  'created',
  'updated',
  'duedate',
  'labels',
  'assignee',
  'parent',
  'issuelinks',
  'project',
  'timeoriginalestimate',
  'timeestimate',
  'timespent',
] as const

/** Custom field ids → the name by which the importer reads them. @param fields the answer of `GET /rest/api/3/field` */
export function customNames(fields: unknown): Map<string, string> {
  const found = listOf(fields)
    .filter(isObject)
    .flatMap((field) => {
      const type = isObject(field['schema']) ? textOf(field['schema']['custom']) : ''
      const known = BY_TYPE.get(type)
      const points =
        type === NUMBER &&
        [field['untranslatedName'], field['name']].some((name) => POINTS.has(foldHeader(textOf(name))))
      const name = known ?? (points ? 'Story Points' : null)
      return name === null ? [] : [[textOf(field['id']), name] as const]
    })
  // A site can have both fields for points: the company-managed one comes first, and the first that is filled counts.
  return new Map(found.sort(([, a], [, b]) => Number(b === 'Story Points') - Number(a === 'Story Points')))
}

/** What a person decided about custom fields, by id, and the columns that no field of the site is. */
export interface MappedFields {
  readonly names: ReadonlyMap<string, string>
  readonly targets: ReadonlyMap<string, Field | 'ignore'>
  readonly unknown: readonly string[]
}

/** A mapping names a field by its id or by its name. @param fields the answer of `GET /rest/api/3/field` */
export function mappedFields(fields: unknown, columns: Mapping['columns'] = {}): MappedFields {
  const all = listOf(fields).filter(isObject)
  const found = Object.entries(columns).map(([column, target]) => ({
    column,
    target,
    fields: all.filter((field) =>
      ['id', 'name', 'untranslatedName'].some((of) => plainHeader(textOf(field[of])) === plainHeader(column)),
    ),
  }))
  const custom = found.flatMap(({ column, target, fields: those }) =>
    those.filter((field) => field['custom'] === true).map((field) => ({ id: textOf(field['id']), column, target })),
  )
  return {
    names: new Map(custom.map(({ id, column }) => [id, column])),
    targets: new Map(custom.map(({ id, target }) => [id, target])),
    unknown: found.filter(({ fields: those }) => those.length === 0).map(({ column }) => column),
  }
}

/** What the history of each field is read for, first what matters most: Jira takes ten fields at most. */
const HISTORY = ['Epic Link', 'Team', 'Story Points', 'Story point estimate']

/** `fieldIds` of a request for history: at most ten. @param names as the history calls them */
export const historyFields = (names: ReadonlyMap<string, string>): string[] => {
  const ids = HISTORY.map((wanted) => [...names].filter(([, name]) => name === wanted).map(([id]) => id))
  // One field of each kind before the second one of any.
  const rounds = Math.max(0, ...ids.map((of) => of.length))
  const inTurn = Array.from({ length: rounds }, (_, at) => ids.flatMap((of) => of.slice(at, at + 1))).flat()
  return ['status', 'duedate', 'summary', 'parent', 'IssueParentAssociation', ...inTurn].slice(0, 10)
}
