/** A random history of a tracker: what people do in it, what its webhooks lose, and what the network does to it. */
import { seeded } from '../../api/math/random.ts'
import type { FakeJira } from './fake-jira.ts'
import type { FakeIssue } from './jira-site.ts'
import type { Fault } from './faults.ts'

const FAULTS: readonly Fault[] = ['429', '503', '500', 'cut', 'html']

export interface Told {
  event: 'jira:issue_created' | 'jira:issue_updated' | 'jira:issue_deleted'
  id: number
}

/** One thing that happens. @returns the webhook that the tracker would send */
export function happen(jira: FakeJira, random: (below: number) => number): Told | null {
  jira.clock += 1_000 + random(20_000)
  // Every fifth change reaches the search index half a minute late.
  jira.lag = random(5) === 0 ? 30_000 : 0
  const living = [...jira.issues.values()].filter(({ archived }) => !archived)
  const one = (): FakeIssue => living[random(living.length)]!
  const updated = (id: number): Told => ({ event: 'jira:issue_updated', id })
  const what = living.length < 3 ? 0 : random(20)
  if (what < 4) {
    const parent = living.find(({ type }) => type === 'Epic') ?? null
    const { id } = jira.create({
      type: living.length % 9 === 0 ? 'Epic' : 'Story',
      parent: living.length % 9 === 0 ? null : (parent?.id ?? null),
      points: random(3) === 0 ? null : 1 + random(8),
    })
    return { event: 'jira:issue_created', id }
  }
  const { id } = one()
  switch (what) {
    case 4:
    case 5:
    case 6:
      jira.change(id, { status: ['1', '3', '4', '5'][random(4)]! })
      return updated(id)
    case 7:
      jira.change(id, { summary: `Issue ${id}, edited at ${jira.clock}` })
      return updated(id)
    case 8:
      jira.change(id, { assignee: random(2) ? null : `Person ${random(4)}` })
      return updated(id)
    case 9:
      jira.change(id, { points: random(2) ? null : random(13) })
      return updated(id)
    case 10:
      jira.change(id, { labels: ['cards', 'web', 'api'].slice(random(4)) })
      return updated(id)
    case 11:
      jira.change(id, { sprint: [null, 7, 8][random(3)]! })
      return updated(id)
    case 12: {
      const above = living.filter(({ type, id: other }) => type === 'Epic' && other !== id)
      if (jira.issues.get(id)!.type === 'Epic') return null
      jira.change(id, { parent: above[random(above.length + 1)]?.id ?? null })
      return updated(id)
    }
    case 13:
    case 14: {
      // Only from older to newer, so that no circle of dependencies comes about, which PM33 would leave out.
      const [from, to] = [id, one().id].sort((a, b) => a - b) as [number, number]
      if (from === to) return null
      jira.link(from, to, random(3) > 0, random(2) > 0)
      return updated(from)
    }
    case 15:
      jira.move(id, jira.issues.get(id)!.project === 10_001 ? 10_002 : 10_001)
      return updated(id)
    case 16:
      jira.delete(id)
      return { event: 'jira:issue_deleted', id }
    case 17:
      jira.archive(id, true)
      return null
    case 18: {
      const shelved = [...jira.issues.values()].filter(({ archived }) => archived)
      if (shelved.length) jira.archive(shelved[random(shelved.length)]!.id, false)
      return null
    }
    default:
      jira.faults.push(...FAULTS.slice(0, 1 + random(2)).map(() => FAULTS[random(FAULTS.length)]!))
      return null
  }
}

export function dice(seed: number): (below: number) => number {
  const random = seeded(seed)
  return (below) => Math.floor(random() * below)
}
