/** What people do in Linear and in GitHub, at random. Links and parents go from older to newer, so that none closes a circle. */
import type { FakeGithub } from './fake-github.ts'
import type { FakeLinear } from './fake-linear.ts'
import type { Fault } from './fake-server.ts'

type Dice = (below: number) => number

const PASSING: readonly Fault[] = ['limited', 'broken', 'busy', 'cut', 'html']
const any = <Value>(list: readonly Value[], roll: Dice): Value => list[roll(list.length)]!

/** A fault that a run gets over. */
export const passingFault = (roll: Dice): Fault => any(PASSING, roll)

export function happenInLinear(linear: FakeLinear, roll: Dice): void {
  linear.clock.at += 1 + roll(20_000)
  const issues = [...linear.issues.values()].filter(({ trashed }) => trashed !== true)
  const at = roll(Math.max(1, issues.length))
  const issue = issues[at]
  const newer = issues[at + 1 + roll(5)]
  const what = issues.length < 3 ? 0 : roll(12)
  if (what < 3 || !issue) linear.create(`Plank ${linear.clock.at}`, any(linear.teams, roll))
  else if (what === 3) linear.edit(issue, { title: `Edited ${linear.clock.at}`, estimate: roll(2) ? null : roll(8) })
  else if (what === 4) linear.moveTo(issue, any(linear.statesOf(issue.team), roll))
  else if (what === 5) linear.transfer(issue, linear.teams[issue.team === linear.teams[0] ? 1 : 0]!)
  else if (what === 6 && newer) linear.relate(issue, any(['blocks', 'related', 'duplicate'], roll), newer)
  else if (what === 7 && linear.relations.size > 0) linear.unrelate(any([...linear.relations.keys()], roll))
  else if (what === 8) linear.trash(issue)
  else if (what === 9) linear.remove(issue)
  else if (what === 10 && newer) linear.edit(newer, { parent: issue.id, cycle: any(linear.cycles, roll) })
  else if (what === 11)
    linear.edit(issue, { cycle: null, parent: null, assignee: roll(2) ? null : { id: 'u2', name: 'Ode' } })
  else linear.edit(issue, { labelIds: [any(linear.labels, roll).id] })
}

export function happenInGithub(github: FakeGithub, roll: Dice): void {
  github.clock.at += 1 + roll(20_000)
  const issues = [...github.issues.values()].filter(({ pull }) => !pull)
  const at = roll(Math.max(1, issues.length))
  const issue = issues[at]
  const newer = issues[at + 1 + roll(5)]
  const what = issues.length < 3 ? 0 : roll(12)
  if (what < 3 || !issue) github.create(`Verse ${github.clock.at}`, any(github.repositories, roll), roll(9) === 0)
  else if (what === 3) github.edit(issue, { title: `Edited ${github.clock.at}` })
  else if (what === 4) github.setState(issue, roll(2) === 0, any(['completed', 'not_planned', 'duplicate'], roll))
  else if (what === 5) github.transfer(issue, any(github.repositories, roll))
  else if (what === 6 && newer) github.block(newer, issue)
  else if (what === 7) github.unblock(issue)
  else if (what === 8) github.edit(issue, { milestone: roll(3) ? any(github.milestones, roll) : null })
  else if (what === 9) github.remove(issue)
  else if (what === 10 && newer) github.edit(newer, { parent: roll(3) ? issue.node_id : null })
  else github.edit(issue, { labels: [any(['bug', 'P1', 'docs'], roll)], assignee: roll(2) ? null : 'kim' })
}
