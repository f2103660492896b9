/**
 * Packs the stories of planned epics into sprints. A story belongs to one sprint of its epic's team, not before the
 * epic begins, not before the stories it waits for, and never split. The team's capacity in a sprint is what its
 * calendar offers, less the epics that come without stories.
 */

export interface SprintWindow {
  readonly id: string
  readonly teamId: string
  /** Periods from … to − 1. */
  readonly from: number
  readonly to: number
  /** Points that the team can finish in it. */
  readonly points: number
}

export interface PackedEpic {
  readonly id: string
  readonly teamId: string
  readonly start: number
  readonly finish: number
}

export interface Story {
  readonly id: string
  readonly epicId: string
  readonly points: number
  /** Period in which it may begin; its sprint does not end before. */
  readonly earliest?: number
  /** Cost of delay; stories of higher value per point go first within their epic. */
  readonly value: number
}

export interface PackedStory {
  readonly id: string
  readonly epicId: string
  readonly sprintId: string
  /** Its sprint begins after the epic's planned finish: whole stories do not always fill a sprint. */
  readonly spills: boolean
}

export type NotPackedReason = 'EPIC_NOT_PLANNED' | 'LARGER_THAN_SPRINT' | 'NO_SPRINT_LEFT' | 'PREDECESSOR'

export interface StoryPacking {
  /** By sprint, then id. */
  readonly stories: readonly PackedStory[]
  readonly notPacked: readonly { readonly id: string; readonly reason: NotPackedReason }[]
  /** Points packed and offered, in the order of the sprints given. */
  readonly sprints: readonly { readonly sprintId: string; readonly packed: number; readonly offered: number }[]
}

export interface StoryDependency {
  readonly predecessor: string
  readonly successor: string
}

/** First fit by epic start, then value ÷ points (WSJF), predecessors first. Dependencies between stories must not run in a circle. */
export function packStories(
  epics: readonly PackedEpic[],
  stories: readonly Story[],
  sprints: readonly SprintWindow[],
  dependencies: readonly StoryDependency[],
): StoryPacking {
  const epicOf = new Map(epics.map((epic) => [epic.id, epic]))
  const lanes = Map.groupBy(
    [...sprints].sort((a, b) => a.from - b.from || (a.id < b.id ? -1 : 1)),
    (s) => s.teamId,
  )
  const left = new Map(sprints.map((s) => [s.id, s.points]))
  const storied = new Set(stories.map((s) => s.epicId))
  for (const epic of epics) if (!storied.has(epic.id)) holdCapacity(epic, lanes.get(epic.teamId) ?? [], left)
  const offered = new Map(left)

  const placed = new Map<string, SprintWindow>()
  const packed: PackedStory[] = []
  const notPacked: { id: string; reason: NotPackedReason }[] = []
  const known = new Set(stories.map((s) => s.id))
  const waits = Map.groupBy(
    dependencies.filter((d) => known.has(d.predecessor)),
    (d) => d.successor,
  )
  for (const story of inOrder(stories, epicOf, waits)) {
    const epic = epicOf.get(story.epicId)
    const lane = epic === undefined ? [] : (lanes.get(epic.teamId) ?? [])
    const before = (waits.get(story.id) ?? []).map((d) => placed.get(d.predecessor))
    const refuse = (reason: NotPackedReason) => notPacked.push({ id: story.id, reason })
    if (epic === undefined) refuse('EPIC_NOT_PLANNED')
    else if (before.includes(undefined)) refuse('PREDECESSOR')
    else if (lane.every((s) => s.points < story.points)) refuse('LARGER_THAN_SPRINT')
    else {
      // in the same sprint only within one team: there the order of work settles it
      const free = lane.find(
        (s) =>
          s.to > epic.start &&
          s.to > (story.earliest ?? 0) &&
          left.get(s.id)! >= story.points - 1e-9 &&
          before.every((b) => (b!.teamId === s.teamId ? b!.from <= s.from : b!.to <= s.from)),
      )
      if (free === undefined) {
        refuse('NO_SPRINT_LEFT')
        continue
      }
      left.set(free.id, left.get(free.id)! - story.points)
      placed.set(story.id, free)
      packed.push({ id: story.id, epicId: epic.id, sprintId: free.id, spills: free.from >= epic.finish })
    }
  }
  const at = (id: string) => placed.get(id)!.from
  return {
    stories: packed.sort(
      (a, b) =>
        at(a.id) - at(b.id) || (a.sprintId < b.sprintId ? -1 : a.sprintId > b.sprintId ? 1 : a.id < b.id ? -1 : 1),
    ),
    notPacked: notPacked.sort((a, b) => (a.id < b.id ? -1 : 1)),
    sprints: sprints.map((s) => ({
      sprintId: s.id,
      packed: offered.get(s.id)! - left.get(s.id)!,
      offered: offered.get(s.id)!,
    })),
  }
}

/** An epic without stories takes its share of each sprint that it runs through. */
function holdCapacity(epic: PackedEpic, lane: readonly SprintWindow[], left: Map<string, number>): void {
  for (const sprint of lane) {
    const shared = Math.max(0, Math.min(epic.finish, sprint.to) - Math.max(epic.start, sprint.from))
    left.set(
      sprint.id,
      Math.max(0, left.get(sprint.id)! - (sprint.points * shared) / Math.max(1, sprint.to - sprint.from)),
    )
  }
}

function inOrder(
  stories: readonly Story[],
  epicOf: ReadonlyMap<string, PackedEpic>,
  waits: ReadonlyMap<string, readonly StoryDependency[]>,
): Story[] {
  const start = (story: Story) => epicOf.get(story.epicId)?.start ?? Infinity
  const ratio = (story: Story) => story.value / Math.max(story.points, 1e-9)
  const preferred = [...stories].sort(
    (a, b) => (start(a) === start(b) ? 0 : start(a) - start(b)) || ratio(b) - ratio(a) || (a.id < b.id ? -1 : 1),
  )
  const byId = new Map(stories.map((s) => [s.id, s]))
  const seen = new Set<string>()
  const order: Story[] = []
  const visit = (story: Story): void => {
    if (seen.has(story.id)) return
    seen.add(story.id)
    for (const { predecessor } of [...(waits.get(story.id) ?? [])].sort((a, b) =>
      a.predecessor < b.predecessor ? -1 : 1,
    ))
      visit(byId.get(predecessor)!)
    order.push(story)
  }
  for (const story of preferred) visit(story)
  return order
}
