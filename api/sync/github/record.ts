/** Issues of GitHub as the importer reads them: in the form of its REST API, whichever way they came. */
import { githubJson } from '../../imports/formats/trackers/github.ts'
import { isObject, type JsonItem, textOf } from '../../imports/formats/source.ts'
import type { SourceRecord } from '../source.ts'
import type { GithubIssuesQuery } from './operations.generated.ts'

type Node = NonNullable<GithubIssuesQuery['nodes'][number]>
export type GithubIssue = Extract<Node, { number: number }>
const NOTHING = { names: new Map(), lists: new Map(), moves: new Map() }

/** The key that the importer reads from an item. */
const keyOf = (item: JsonItem): string => githubJson.read(item, 1, NOTHING).values('key')[0] ?? ''

export const isIssue = (node: Node | null): node is GithubIssue => node !== null && 'number' in node

/** Of a list: without what issues wait for and when they were closed. */
export function listedRecord(issue: JsonItem): SourceRecord {
  const of = (name: string) => issue[name] ?? null
  const item: JsonItem = {
    number: of('number'),
    title: of('title'),
    body: of('body'),
    html_url: of('html_url'),
    state: of('state'),
    state_reason: of('state_reason'),
    created_at: of('created_at'),
    updated_at: of('updated_at'),
    closed_at: of('closed_at'),
    type: of('type'),
    labels: of('labels'),
    assignees: of('assignees'),
    milestone: of('milestone'),
    parent_issue_url: of('parent_issue_url'),
    blocked_by: [],
  }
  return {
    id: textOf(issue['node_id']),
    key: keyOf(item),
    updatedAt: Date.parse(textOf(issue['updated_at'])),
    mentions: [],
    complete: false,
    item,
  }
}

/** Whether a listed issue waits for others. */
export const waits = ({ issue_dependencies_summary: summary }: JsonItem): boolean =>
  isObject(summary) && Number(summary['total_blocked_by']) > 0

const addressOf = (repository: string, number: number) => `https://api.github.com/repos/${repository}/issues/${number}`

export function wholeRecord(issue: GithubIssue): SourceRecord {
  const blockers = (issue.blockedBy.nodes ?? []).filter((blocker) => blocker !== null)
  const item: JsonItem = {
    number: issue.number,
    title: issue.title,
    body: issue.body,
    html_url: issue.url,
    state: issue.state.toLowerCase(),
    state_reason: issue.stateReason?.toLowerCase() ?? null,
    created_at: issue.createdAt,
    updated_at: issue.updatedAt,
    closed_at: issue.closedAt,
    type: issue.issueType,
    labels: issue.labels?.nodes ?? [],
    assignees: issue.assignees.nodes ?? [],
    milestone: issue.milestone && {
      title: issue.milestone.title,
      state: issue.milestone.state.toLowerCase(),
      due_on: issue.milestone.dueOn,
    },
    parent_issue_url: issue.parent && addressOf(issue.parent.repository.nameWithOwner, issue.parent.number),
    blocked_by: blockers.map(({ number, url }) => ({ number, html_url: url })),
    timeline: (issue.timelineItems.nodes ?? []).flatMap((step) =>
      step === null
        ? []
        : [
            step.__typename === 'ClosedEvent'
              ? { event: 'closed', created_at: step.createdAt, state_reason: step.stateReason }
              : { event: 'reopened', created_at: step.createdAt },
          ],
    ),
  }
  const named = [...(issue.parent ? [issue.parent] : []), ...blockers]
  return {
    id: issue.id,
    key: keyOf(item),
    updatedAt: Date.parse(issue.updatedAt),
    mentions: named.map(({ id, number, repository }) => ({ id, key: `${repository.nameWithOwner}#${number}` })),
    complete: true,
    item,
  }
}
