/** Jira's documented wire format: an issue, its status, and the fields of a site. */
import { STATUSES, type FakeIssue, type FakeSprint, type JiraSite } from './jira-site.ts'

const HOUR = 3_600_000

export function issueOf(issue: FakeIssue, site: JiraSite) {
  const other = (id: number) => ({ id: String(id), key: site.issues.get(id)?.key ?? 'GONE-1', fields: {} })
  const type = { id: '10', name: 'Blocks', inward: 'is blocked by', outward: 'blocks' }
  const blockers = site.blockersOf(issue.id)
  const live = site.issues.get(issue.id) ?? issue
  const sprint = issue.sprint === null ? null : site.sprints.get(issue.sprint)!
  return {
    id: String(issue.id),
    key: issue.key,
    fields: {
      summary: issue.summary,
      description: null,
      issuetype: { id: '10004', name: issue.type, subtask: false },
      status: statusOf(issue.status),
      statuscategorychangedate: null,
      priority: { id: '3', name: 'Medium' },
      resolution: null,
      resolutiondate: issue.resolved === null ? null : stamp(issue.resolved),
      created: stamp(issue.created),
      updated: stamp(issue.updated),
      duedate: null,
      labels: issue.labels,
      assignee: issue.assignee === null ? null : { accountId: issue.assignee, displayName: issue.assignee },
      ...(issue.parent === null || !site.issues.has(issue.parent) ? {} : { parent: other(issue.parent) }),
      issuelinks: [
        ...live.blocks
          .filter((id) => site.issues.has(id))
          .map((id) => ({ id: `${issue.id}${id}`, type, outwardIssue: other(id) })),
        ...blockers.map(({ id }) => ({ id: `${id}${issue.id}`, type, inwardIssue: other(id) })),
      ],
      project: { id: String(issue.project), ...site.projects.get(issue.project)! },
      timeoriginalestimate: null,
      timeestimate: null,
      timespent: null,
      customfield_10020: sprint && [{ ...sprintOf(issue.sprint!, sprint), boardId: 4 }],
      customfield_10016: null,
      customfield_10024: issue.points,
      ...issue.custom,
    },
  }
}

/** As a board lists it. */
export const sprintOf = (id: number, { name, state, goal = '', start, end }: FakeSprint) => ({
  id,
  name,
  state,
  goal,
  ...(start && { startDate: `${start}T08:00:00.000Z` }),
  ...(end && { endDate: `${end}T08:00:00.000Z` }),
})

/** In the zone of whoever the token belongs to, without a colon. */
export const stamp = (ms: number) => new Date(ms + HOUR).toISOString().replace('Z', '+0100')

export const statusOf = (id: string) => ({
  id,
  name: STATUSES[id]!.name,
  statusCategory: { key: STATUSES[id]!.key, name: '번역됨' },
})

/** Names in the language of the site: only their types tell. */
export const FIELDS = [
  { id: 'summary', name: '요약', custom: false, schema: { type: 'string', system: 'summary' } },
  {
    id: 'customfield_10020',
    name: '스프린트',
    custom: true,
    schema: { type: 'array', items: 'json', custom: 'com.pyxis.greenhopper.jira:gh-sprint' },
  },
  {
    id: 'customfield_10016',
    name: 'Story point estimate',
    custom: true,
    schema: { type: 'number', custom: 'com.pyxis.greenhopper.jira:jsw-story-points' },
  },
  {
    id: 'customfield_10024',
    name: 'ストーリーポイント',
    custom: true,
    schema: { type: 'number', custom: 'com.atlassian.jira.plugin.system.customfieldtypes:float' },
  },
  {
    id: 'customfield_10099',
    name: 'Risk',
    custom: true,
    schema: { type: 'number', custom: 'com.atlassian.jira.plugin.system.customfieldtypes:float' },
  },
]
