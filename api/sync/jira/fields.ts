/** Jira's fields, found by what they are and not by what they are called: names are translated. */
import { foldHeader } from '../../imports/formats/headers.ts'
import { JIRA_NAMES } from '../../imports/formats/jira/jira-names.ts'
import { isObject, listOf, textOf } from '../../imports/formats/source.ts'

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

/** `fieldIds` of a request for history: at most ten. */
export const historyFields = (names: ReadonlyMap<string, string>): string[] =>
  [
    'status',
    'duedate',
    'summary',
    'parent',
    'IssueParentAssociation',
    ...[...names].filter(([, name]) => name !== 'Start date' && name !== 'Epic Name').map(([id]) => id),
  ].slice(0, 10)
