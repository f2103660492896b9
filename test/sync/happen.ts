/** What people do in a tracker, at random. Links and parents go from older to newer, so that none closes a circle. */
import type { FakeGithub } from './fakes/fake-github.ts'
import type { FakeJira } from './fakes/fake-jira.ts'
import type { FakeLinear } from './fakes/fake-linear.ts'
import type { Fault } from './fakes/fake-server.ts'

/** A number below another one. */
export type Dice = (below: number) => number

const PASSING: readonly Fault[] = ['limited', 'broken', 'busy', 'cut', 'html']
export const any = <Value>(list: readonly Value[], roll: Dice): Value => list[roll(list.length)]!

/** A fault that a run gets over. */
export const passingFault = (roll: Dice): Fault => any(PASSING, roll)

/** Something that can happen, and how often among all others; it says whether it did. */
type Happening = readonly [what: string, often: number, happen: () => boolean | void]

/** @returns what has happened; the first of them where another one has nothing to happen to */
function oneOf(happenings: readonly Happening[], roll: Dice): string {
  let at = roll(happenings.reduce((sum, [, often]) => sum + often, 0))
  const [what, , happen] = happenings.find(([, often]) => (at -= often) < 0)!
  if (happen() !== false) return what
  happenings[0]![2]()
  return happenings[0]![0]
}

export function happenInLinear(linear: FakeLinear, roll: Dice): string {
  linear.clock.at += 1 + roll(20_000)
  const all = [...linear.issues.values()]
  const issues = all.filter(({ trashed }) => trashed !== true)
  const trash = all.filter(({ trashed }) => trashed === true)
  const at = roll(Math.max(1, issues.length))
  const issue = issues[at]
  const newer = issues[at + 1 + roll(5)]
  const create: Happening = ['created', 5, () => void linear.create(`Plank ${linear.clock.at}`, any(linear.teams, roll))] // prettier-ignore
  if (!issue || issues.length < 3) return oneOf([create], roll)
  const day = () => new Date(linear.clock.at + roll(90) * 86_400_000).toISOString().slice(0, 10)
  return oneOf(
    [
      create,
      ['edited', 2, () => linear.edit(issue, { title: `Edited ${linear.clock.at}`, description: `Of ${roll(9)}` })],
      ['estimated', 1, () => linear.edit(issue, { estimate: roll(3) ? roll(8) : null, priority: roll(5) })],
      ['due date set', 1, () => linear.edit(issue, { dueDate: roll(3) ? day() : null })],
      ['moved on', 4, () => linear.moveTo(issue, any(linear.statesOf(issue.team), roll))],
      ['changed teams', 1, () => linear.transfer(issue, linear.teams[issue.team === linear.teams[0] ? 1 : 0]!)],
      ['linked', 2, () => newer !== undefined && linear.relate(issue, any(['blocks', 'related', 'duplicate'], roll), newer)], // prettier-ignore
      ['unlinked', 1, () => linear.relations.size > 0 && linear.unrelate(any([...linear.relations.keys()], roll))],
      ['given a parent', 1, () => newer !== undefined && linear.edit(newer, { parent: issue.id })],
      ['taken from its parent', 1, () => issue.parent !== null && linear.edit(issue, { parent: null })],
      ['put into a cycle', 1, () => linear.edit(issue, { cycle: roll(3) ? any(linear.cycles, roll) : null })],
      ['assigned', 1, () => linear.edit(issue, { assignee: roll(3) ? { id: `u${roll(3)}`, name: any(['Ode', 'Kim', 'Ana'], roll) } : null })], // prettier-ignore
      ['labeled', 1, () => linear.edit(issue, { labelIds: linear.labels.slice(roll(4)).map(({ id }) => id) })],
      ['archived', 1, () => issue.archivedAt === null && linear.archive(issue, true)],
      ['unarchived', 1, () => issue.archivedAt !== null && linear.archive(issue, false)],
      ['put in the trash', 1, () => linear.trash(issue)],
      ['restored', 1, () => trash.length > 0 && linear.restore(any(trash, roll))],
      ['deleted', 1, () => linear.remove(roll(2) && trash.length > 0 ? any(trash, roll) : issue)],
      // Neither leaves a trace at any issue.
      ['renamed a label or a cycle', 1, () => {
        if (roll(2)) any(linear.labels, roll).name = `label ${linear.clock.at}`
        else any(linear.cycles, roll).name = `Cycle of ${linear.clock.at}`
      }], // prettier-ignore
    ],
    roll,
  )
}

export function happenInGithub(github: FakeGithub, roll: Dice): string {
  github.clock.at += 1 + roll(20_000)
  const issues = [...github.issues.values()].filter(({ pull }) => !pull)
  const at = roll(Math.max(1, issues.length))
  const issue = issues[at]
  const newer = issues[at + 1 + roll(5)]
  const create: Happening = [
    'created',
    5,
    () => void github.create(`Verse ${github.clock.at}`, any(github.repositories, roll), roll(9) === 0),
  ]
  if (!issue || issues.length < 3) return oneOf([create], roll)
  return oneOf(
    [
      create,
      ['edited', 2, () => github.edit(issue, { title: `Edited ${github.clock.at}`, body: `Of ${roll(9)}` })],
      ['closed or reopened', 4, () => github.setState(issue, roll(2) === 0, any(['completed', 'not_planned', 'duplicate'], roll))], // prettier-ignore
      [
        'transferred',
        1,
        () => void github.transfer(issue, github.repositories[issue.repository === github.repositories[0] ? 1 : 0]!),
      ],
      ['blocked', 2, () => newer !== undefined && github.block(newer, issue)],
      ['unblocked', 1, () => issue.blockedBy.length > 0 && github.unblock(issue)],
      ['made a sub-issue', 2, () => newer !== undefined && github.adopt(newer, issue)],
      ['taken from its parent', 1, () => issue.parent !== null && github.adopt(issue, null)],
      ['given a milestone', 2, () => github.edit(issue, { milestone: roll(3) ? any(github.milestones, roll) : null }, 'milestoned')], // prettier-ignore
      ['labeled', 2, () => github.edit(issue, { labels: ['bug', 'P1', 'docs'].slice(roll(4)) }, 'labeled')],
      ['assigned', 1, () => github.edit(issue, { assignee: roll(3) ? any(['kim', 'ana'], roll) : null }, 'assigned')],
      ['deleted', 1, () => github.remove(issue)],
      // Neither leaves a trace at any issue.
      ['changed a milestone or a repository', 1, () => {
        const number = github.clock.at
        if (roll(6) === 0) any(github.repositories, roll).full_name = `acme/repository-${number}`
        else Object.assign(any(github.milestones, roll), { title: `v${number}`, state: roll(2) ? 'open' : 'closed' })
      }], // prettier-ignore
    ],
    roll,
  )
}

export interface JiraEvent {
  readonly what: string
  /** The webhook that Jira would send: what it is called, and the issue. */
  readonly told: { readonly event: string; readonly id: number } | null
}

export function happenInJira(jira: FakeJira, roll: Dice): JiraEvent {
  jira.clock += 1_000 + roll(20_000)
  // Every fifth change reaches the search index half a minute late.
  jira.lag = roll(5) === 0 ? 30_000 : 0
  const all = [...jira.issues.values()]
  const living = all.filter(({ archived }) => !archived)
  const shelved = all.filter(({ archived }) => archived)
  const epics = living.filter(({ type }) => type === 'Epic')
  const one = any(living, roll)
  let told: JiraEvent['told'] = null
  const changed = (id: number, change: Parameters<FakeJira['change']>[1]) => {
    jira.change(id, change)
    told = { event: 'jira:issue_updated', id }
  }
  const create: Happening = [
    'created',
    4,
    () => {
      const epic = living.length % 9 === 0
      const { id } = jira.create({
        type: epic ? 'Epic' : 'Story',
        parent: epic ? null : (epics[0]?.id ?? null),
        points: roll(3) === 0 ? null : 1 + roll(8),
      })
      told = { event: 'jira:issue_created', id }
    },
  ]
  const link = () => {
    // Only from older to newer.
    const [from, to] = [one.id, any(living, roll).id].sort((a, b) => a - b) as [number, number]
    if (from === to) return false
    jira.link(from, to, roll(3) > 0, roll(2) > 0)
    told = { event: 'jira:issue_updated', id: from }
  }
  const what = oneOf(
    living.length < 3
      ? [create]
      : [
          create,
          ['moved on', 3, () => changed(one.id, { status: any(['1', '3', '4', '5'], roll) })],
          ['edited', 1, () => changed(one.id, { summary: `Issue ${one.id}, edited at ${jira.clock}` })],
          ['assigned', 1, () => changed(one.id, { assignee: roll(2) ? null : `Person ${roll(4)}` })],
          ['estimated', 1, () => changed(one.id, { points: roll(2) ? null : roll(13) })],
          ['labeled', 1, () => changed(one.id, { labels: ['cards', 'web', 'api'].slice(roll(4)) })],
          ['put into a sprint', 1, () => changed(one.id, { sprint: any([null, 7, 8], roll) })],
          ['given a parent', 1, () => one.type !== 'Epic' && changed(one.id, { parent: any([...epics, null], roll)?.id ?? null })], // prettier-ignore
          ['linked or unlinked', 2, link],
          ['changed projects', 1, () => {
            jira.move(one.id, one.project === 10_001 ? 10_002 : 10_001)
            told = { event: 'jira:issue_updated', id: one.id }
          }], // prettier-ignore
          ['deleted', 1, () => {
            jira.delete(one.id)
            told = { event: 'jira:issue_deleted', id: one.id }
          }], // prettier-ignore
          ['archived', 1, () => jira.archive(one.id, true)],
          ['unarchived', 1, () => shelved.length > 0 && jira.archive(any(shelved, roll).id, false)],
        ],
    roll,
  )
  return { what, told }
}
