/**
 * GitHub issues: `gh issue list --json …` (camel case) and the REST API (snake case, pull requests mixed in), with what it
 * answers under `dependencies/blocked_by` and `timeline` as `blocked_by` and `timeline` of the issue.
 */
import { isoDayOf } from '../../../files/dates.ts'
import type { Field } from '../../record/fields.ts'
import type { RawLink } from '../../record/links.ts'
import type { ImportedSprint } from '../../record/record.ts'
import {
  isObject,
  type JsonItem,
  type JsonSource,
  listOf,
  NO_WORDS,
  type RawChange,
  textOf,
  textsOf,
} from '../source.ts'
import { pointsOfLabel, priorityOfLabel, typeOfLabel } from '../../record/words.ts'

const READS: ReadonlyMap<string, Field> = new Map(
  Object.entries<Field>({
    number: 'key',
    title: 'title',
    body: 'description',
    state: 'status',
    stateReason: 'resolution',
    state_reason: 'resolution',
    createdAt: 'createdAt',
    created_at: 'createdAt',
    updatedAt: 'updatedAt',
    updated_at: 'updatedAt',
    closedAt: 'resolvedAt',
    closed_at: 'resolvedAt',
    labels: 'labels',
    milestone: 'sprint',
    assignee: 'assignee',
    assignees: 'assignee',
    type: 'type',
    issueType: 'type',
    parent: 'parent',
    parent_issue_url: 'parent',
    projectItems: 'status',
    blocked_by: 'blockedBy',
    timeline: 'history',
    url: 'project',
    html_url: 'project',
    repository_url: 'project',
    repository: 'project',
    repo: 'project',
    date: 'createdAt',
  }),
)

/** `owner/name` out of any address of an issue, or null. */
function repositoryOf(item: JsonItem): string | null {
  for (const [name, pattern] of [
    ['html_url', /^[a-z]+:\/\/[^/]+\/([^/]+\/[^/]+)\/(?:issues|pull)\/\d+/i],
    ['url', /^[a-z]+:\/\/[^/]+\/(?:api\/v3\/)?(?:repos\/)?([^/]+\/[^/]+)\/(?:issues|pull)\/\d+/i],
    ['repository_url', /\/repos\/([^/]+\/[^/]+)\/?$/i],
  ] as const) {
    const found = pattern.exec(textOf(item[name]))?.[1]
    if (found !== undefined) return found
  }
  const { repository, repo } = item
  const named = isObject(repository)
    ? textOf(repository['nameWithOwner'] ?? repository['full_name'] ?? repository['name'])
    : textOf(repository) || textOf(repo)
  return named === '' ? null : named.replace(/^https?:\/\/[^/]+\//, '')
}

function keyIn(repository: string | null, number: string): string {
  return `${repository ?? ''}#${number}`
}

const PROSE = /\b(blocked by|depends on|blocks|duplicate of)\s+((?:(?:[\w.-]+\/[\w.-]+)?#\d+(?:\s*(?:,|and|&)\s*)?)+)/gi
const REFERENCE = /([\w.-]+\/[\w.-]+)?#(\d+)/g
const TASK =
  /^[ \t]*[-*] \[[ xX]\] (?:https?:\/\/\S+\/([\w.-]+\/[\w.-]+)\/issues\/(\d+)|([\w.-]+\/[\w.-]+)?#(\d+))\s*$/gm

/** Links that the text of an issue mentions: offered, not planned by. */
function suggestedLinks(body: string, repository: string | null): RawLink[] {
  const links: RawLink[] = []
  for (const [, word, list] of body.matchAll(PROSE))
    for (const [, other, number] of list!.matchAll(REFERENCE))
      links.push({
        name: word!.toLowerCase(),
        direction: 'outward',
        target: keyIn(other ?? repository, number!),
        suggested: true,
      })
  for (const [, fullRepository, fullNumber, other, number] of body.matchAll(TASK))
    links.push({
      name: 'task list',
      direction: 'outward',
      target: keyIn(fullRepository ?? other ?? repository, fullNumber ?? number!),
      suggested: true,
    })
  return links
}

/** Issues that an issue waits for, as the API states them. */
const statedLinks = (blockers: unknown, repository: string | null): RawLink[] =>
  listOf(blockers)
    .filter(isObject)
    .map((blocker) => ({
      name: 'blocked by',
      direction: 'outward',
      target: keyIn(repositoryOf(blocker) ?? repository, textOf(blocker['number'])),
      suggested: false,
    }))

/** What an issue stands under: GitHub itself knows only open and closed, and why. */
const closedAs = (reason: string): string => (givenUp(reason) ? `closed as ${reason}` : 'closed')
const givenUp = (reason: string): boolean => reason === 'not planned' || reason === 'duplicate'
const reasonOf = (value: unknown): string => textOf(value).toLowerCase().replaceAll('_', ' ')

/** Each time that an issue was closed or opened again. */
function changesOf(timeline: unknown): RawChange[] {
  let from = 'open'
  return listOf(timeline)
    .filter(isObject)
    .flatMap((step) => {
      const event = textOf(step['event'])
      if (event !== 'closed' && event !== 'reopened') return []
      const to = event === 'closed' ? closedAs(reasonOf(step['state_reason'])) : 'open'
      const change = { at: textOf(step['created_at']), from, to }
      from = to
      return [change]
    })
}

function milestone(value: unknown): ImportedSprint[] {
  if (!isObject(value) || textOf(value['title']) === '') return []
  const due = textOf(value['dueOn'] ?? value['due_on'])
  const state = textOf(value['state']).toLowerCase()
  return [
    {
      name: textOf(value['title']),
      startDate: null,
      endDate: isoDayOf(due),
      state: state === 'closed' ? 'closed' : state === 'open' ? 'active' : null,
    },
  ]
}

/** The board column of an open issue, from Projects; GitHub itself knows only open and closed. */
function boardStatus(item: JsonItem): string {
  for (const project of listOf(item['projectItems']))
    if (isObject(project) && isObject(project['status'])) return textOf(project['status'])
  return ''
}

/** The first person that an issue is assigned to. */
function assigneeOf(item: JsonItem): string {
  const first = listOf(item['assignees'])[0] ?? item['assignee']
  return isObject(first) ? textOf(first['name']) || textOf(first['login']) : textOf(first)
}

function parentOf(item: JsonItem, repository: string | null): string {
  const parent = item['parent']
  if (isObject(parent) && parent['number'] !== undefined)
    return keyIn(repositoryOf(parent) ?? repository, textOf(parent['number']))
  const address = /\/([\w.-]+\/[\w.-]+)\/issues\/(\d+)$/.exec(textOf(item['parent_issue_url']))
  return address === null ? '' : keyIn(address[1]!, address[2]!)
}

/** Whether an item is a pull request: by its mark, its address, or what only pull requests have. */
function isPull(item: JsonItem): boolean {
  return (
    ('pull_request' in item && item['pull_request'] !== null) ||
    'merged_at' in item ||
    'mergedAt' in item ||
    'headRefName' in item ||
    (isObject(item['head']) && isObject(item['base'])) ||
    /\/pull\/\d+$/.test(textOf(item['url'])) ||
    /\/pull\/\d+$/.test(textOf(item['html_url']))
  )
}

export const githubJson: JsonSource = {
  format: 'github-json',
  family: 'github',
  list: null,
  hours: 'hours',
  defaultType: 'task',
  byName: false,
  completionDecides: false,
  words: NO_WORDS,
  lists: ['', 'items', 'issues', 'nodes'],
  score: (item) => {
    if (typeof item['number'] !== 'number' || typeof item['title'] !== 'string') return 0
    const known = ['state', 'labels', 'createdAt', 'created_at', 'stateReason', 'html_url', 'url', 'body'].filter(
      (name) => name in item,
    ).length
    return Math.min(1, 0.5 + known * 0.125)
  },
  learn: () => {},
  columns: (item) => item,
  reads: (column) => READS.get(column) ?? null,
  read: (item, row) => {
    const repository = repositoryOf(item)
    const number = textOf(item['number'])
    const labels = textsOf(item['labels'])
    const reason = reasonOf(item['stateReason'] ?? item['state_reason'])
    const closed = textOf(item['state']).toLowerCase() === 'closed'
    const body = textOf(item['body'])
    const own = textsOf(item['type'] ?? item['issueType'])
    const firstOf = <Value>(read: (label: string) => Value | null) => labels.map(read).find((value) => value !== null)
    const byField: Partial<Record<Field, readonly string[]>> = {
      key: number === '' ? [] : [keyIn(repository, number)],
      title: textsOf(item['title']),
      description: [body],
      type: own.length > 0 ? own : [firstOf(typeOfLabel) ?? ''],
      status: [closed ? closedAs(reason) : boardStatus(item) || (textOf(item['state']) === '' ? '' : 'open')],
      resolution: givenUp(reason) ? [reason] : [],
      priority: [firstOf(priorityOfLabel) ?? ''],
      storyPoints: [String(firstOf(pointsOfLabel) ?? '')],
      createdAt: textsOf(item['createdAt'] ?? item['created_at'] ?? item['date']),
      updatedAt: textsOf(item['updatedAt'] ?? item['updated_at']),
      resolvedAt: textsOf(item['closedAt'] ?? item['closed_at']),
      labels,
      assignee: [assigneeOf(item)],
      parent: [parentOf(item, repository)],
      project: repository === null ? [] : [repository],
    }
    return {
      row,
      values: (field) => (byField[field] ?? []).filter((text) => text.trim() !== ''),
      links: [...statedLinks(item['blocked_by'], repository), ...suggestedLinks(body, repository)],
      sprints: milestone(item['milestone']),
      changes: changesOf(item['timeline']),
      shownKey: number === '' ? null : `${repository?.split('/')[1] ?? ''}#${number}`,
      drop: isPull(item) ? 'pull request' : null,
    }
  },
}
