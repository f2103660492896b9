/** Large trackers, filled before anybody reads them. */
import { FakeGithub } from './fakes/fake-github.ts'
import { FakeJira } from './fakes/fake-jira.ts'
import { FakeLinear } from './fakes/fake-linear.ts'
import { FakeClock } from './fakes/fake-server.ts'

/** Between one issue and the next. */
const APART_MS = 100

export function largeJira(count: number): FakeJira {
  const made = new FakeJira()
  for (let at = 0; at < count; at++) {
    made.clock += APART_MS
    const { id } = made.create({ summary: `Board ${at}`, points: at % 8, labels: ['cards'] })
    if (at % 5 === 0) made.change(id, { status: '3' })
    if (at % 20 === 19) made.link(id - 1, id, true, false)
  }
  made.historyPage = 1_000
  return made
}

export function largeLinear(count: number, points: number): FakeLinear {
  const made = new FakeLinear({ points, requests: 5_000 }, new FakeClock(Date.now()))
  const issues = Array.from({ length: count }, (_, at) => {
    made.clock.at += APART_MS
    return made.create(`Plank ${at}`, made.teams[at % 2])
  })
  for (let at = 0; at < count / 5; at++) made.relate(issues[at]!, 'blocks', issues[count - 1 - at]!)
  made.deliveries = []
  return made
}

export function largeGithub(count: number): FakeGithub {
  const made = new FakeGithub(5_000, new FakeClock(Date.now()))
  const issues = Array.from({ length: count }, (_, at) => {
    made.clock.at += APART_MS
    return made.create(`Verse ${at}`, made.repositories[at % 2])
  })
  // One in twenty waits for another.
  for (let at = 20; at < count; at += 20) made.block(issues[at]!, issues[at - 1]!)
  made.deliveries = []
  return made
}
