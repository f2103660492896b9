/** What a source has, in the words in which PM33 holds it. */
import type { FakeGithub, FakeGithubIssue } from './fakes/fake-github.ts'
import type { FakeJira } from './fakes/fake-jira.ts'
import type { FakeLinear } from './fakes/fake-linear.ts'
import type { Held } from './held.ts'
import { STATUSES, type FakeIssue } from './fakes/jira-site.ts'

/** Each word once, in order. */
const list = (words: readonly string[]): string => [...new Set(words)].sort().join(',')

const JIRA_CATEGORIES: Readonly<Record<string, string>> = { '1': 'todo', '3': 'active', '4': 'review', '5': 'done' }

export function saidByJira(jira: FakeJira): Map<string, Held> {
  const living = [...jira.issues.values()].filter(({ archived }) => !archived)
  const lives = (id: number | null): FakeIssue | null => living.find((issue) => issue.id === id) ?? null
  const key = (id: number | null) => lives(id)?.key ?? null
  return new Map(
    living.map((issue) => [
      String(issue.id),
      {
        key: issue.key,
        title: issue.summary,
        status: STATUSES[issue.status]!.name,
        category: JIRA_CATEGORIES[issue.status]!,
        points: issue.points,
        assignee: issue.assignee,
        labels: list(issue.labels),
        parent: key(issue.parent),
        sprint: issue.sprint === null ? null : jira.sprints.get(issue.sprint)!.name,
        blockers: list(living.filter(({ blocks }) => blocks.includes(issue.id)).map((blocker) => blocker.key)),
        others: '',
        team: jira.projects.get(issue.project)!.name,
        priority: 'medium',
        due: null,
        steps: issue.history
          .flatMap(({ items }) => items as { fieldId: string; toString: string }[])
          .filter(({ fieldId }) => fieldId === 'status')
          .map((step) => step.toString)
          .join(' > '),
      },
    ]),
  )
}

const LINEAR_CATEGORIES: Readonly<Record<string, string>> = {
  Backlog: 'backlog',
  'Ready (BOAT)': 'todo',
  'Ready (SAIL)': 'active',
  'In Review': 'review',
  Shipped: 'done',
  Dropped: 'cancelled',
}
const LINEAR_PRIORITIES = ['none', 'critical', 'high', 'medium', 'low'] as const
const LINEAR_KINDS: Readonly<Record<string, string>> = { related: 'relates', duplicate: 'duplicates' }

export function saidByLinear(linear: FakeLinear): Map<string, Held> {
  const living = new Map([...linear.issues].filter(([, { trashed }]) => trashed !== true))
  const keyOf = (id: string | null) => (id === null ? undefined : living.get(id)?.identifier)
  const blockers = new Map<string, string[]>()
  const others = new Map<string, string[]>()
  const put = (into: Map<string, string[]>, at: string, word: string) => into.set(at, [...(into.get(at) ?? []), word])
  for (const { type, issue, relatedIssue } of linear.relations.values()) {
    const [from, to] = [keyOf(issue), keyOf(relatedIssue)]
    if (from === undefined || to === undefined) continue
    if (type === 'blocks') put(blockers, relatedIssue, from)
    else {
      put(others, issue, `${LINEAR_KINDS[type]!} ${to}`)
      put(others, relatedIssue, `${LINEAR_KINDS[type]!} ${from}`)
    }
  }
  const shown = ({ name, team }: FakeLinear['states'][number]) => (name === 'Ready' ? `Ready (${team.key})` : name)
  const stateOf = (wanted: unknown) => shown(linear.states.find(({ id }) => id === wanted)!)
  return new Map(
    [...living.values()].map((issue) => {
      const status = shown(issue.state)
      const category = LINEAR_CATEGORIES[status]!
      return [
        issue.id,
        {
          key: issue.identifier,
          title: issue.title,
          status,
          category: issue.archivedAt === null || category === 'done' ? category : 'cancelled',
          points: issue.estimate,
          assignee: issue.assignee?.name ?? null,
          labels: list(issue.labelIds.map((id) => linear.labels.find((label) => label.id === id)!.name)),
          parent: keyOf(issue.parent) ?? null,
          sprint: issue.cycle && (issue.cycle.name ?? `Cycle ${issue.cycle.number} (${issue.team.key})`),
          blockers: list(blockers.get(issue.id) ?? []),
          others: list(others.get(issue.id) ?? []),
          team: issue.team.name,
          priority: LINEAR_PRIORITIES[issue.priority]!,
          due: issue.dueDate,
          steps: issue.history
            .map(({ fromStateId, toStateId }) => [stateOf(fromStateId), stateOf(toStateId)])
            .filter(([from, to]) => from !== to)
            .map(([, to]) => to)
            .join(' > '),
        },
      ]
    }),
  )
}

const closedAs = (reason: string | null) =>
  reason === 'not_planned' || reason === 'duplicate' ? `closed as ${reason.replace('_', ' ')}` : 'closed'

export function saidByGithub(github: FakeGithub): Map<string, Held> {
  const shown = ({ repository, number }: FakeGithubIssue) => `${repository.full_name.split('/')[1]}#${number}`
  const keyOf = (id: string | null) => {
    const found = github.issues.get(id ?? '')
    return found && shown(found)
  }
  return new Map(
    [...github.issues.values()]
      .filter(({ pull }) => !pull)
      .map((issue) => {
        const status = issue.state === 'open' ? 'open' : closedAs(issue.state_reason)
        return [
          issue.node_id,
          {
            key: shown(issue),
            title: issue.title,
            status,
            category: status === 'open' ? 'todo' : status === 'closed' ? 'done' : 'cancelled',
            points: null,
            assignee: issue.assignee,
            labels: list(issue.labels),
            parent: keyOf(issue.parent) ?? null,
            sprint: issue.milestone?.title ?? null,
            blockers: list(issue.blockedBy.flatMap((id) => keyOf(id) ?? [])),
            others: '',
            team: issue.repository.full_name,
            priority: issue.labels.includes('P1') ? 'high' : 'none',
            due: null,
            steps: issue.timeline
              .map(({ event, reason }) => (event === 'closed' ? closedAs(reason) : 'open'))
              .join(' > '),
          },
        ]
      }),
  )
}
