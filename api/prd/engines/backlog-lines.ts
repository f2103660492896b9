/** What the backlog itself says of the work: how much there is, who has it, what it waits for, what is missing. */
import { counted } from '../../../text.ts'
import type { EngineOutput } from '../document.ts'
import { isOpen, type ItemRecord } from '../material.ts'
import { called } from './plan-lines.ts'

/** A dependency that crosses the border of the work, both ends by key and title. */
export interface OutsideLink {
  readonly item: { readonly key: string; readonly title: string }
  readonly other: { readonly key: string; readonly title: string; readonly epic: string | null }
}

export interface BacklogFacts {
  readonly head: ItemRecord | null
  /** Without the epic. */
  readonly items: readonly ItemRecord[]
  /** Open blockers outside the work. */
  readonly waitsFor: readonly OutsideLink[]
  /** Open work outside that waits for this. */
  readonly holdsUp: readonly OutsideLink[]
  /** Of the work, in words. */
  readonly stalled: readonly string[]
  readonly personal: boolean
}

const NAMED = 5

export function backlogLines({
  head,
  items,
  waitsFor,
  holdsUp,
  stalled,
  personal,
}: BacklogFacts): EngineOutput['lines'] {
  const work = items.filter(({ piece }) => piece)
  const open = work.filter(isOpen)
  const done = work.filter(({ statusCategory }) => statusCategory === 'done')
  const active = open.filter(({ statusCategory }) => statusCategory === 'active' || statusCategory === 'review')
  const unsized = open.filter(({ points }) => points === null)
  const points = open.reduce((sum, item) => sum + (item.points ?? 0), 0)
  const unowned = open.filter(({ assignee }) => assignee === null)
  const what = head
    ? `${called(head)} is ${head.type === 'epic' || /^[aeiou]/.test(head.type) ? 'an' : 'a'} ${head.type} with`
    : 'This covers'
  return {
    summary: [
      `${what} ${counted(open.length, 'open item')}${active.length ? `, ${active.length} in progress` : ''}${done.length ? `, and ${done.length} done` : ''}${
        head?.dueDate ? `. It is due on ${head.dueDate}` : ''
      }.`,
    ],
    scope: open.length
      ? [
          `${counted(open.length, 'item is', 'items are')} open${
            unsized.length < open.length
              ? `: ${counted(Math.round(points * 10) / 10, 'point')} in ${unsized.length ? `the ${open.length - unsized.length} that have an estimate` : 'all'}`
              : ', none of them estimated'
          }.`,
          ...teamLine(open),
          ...(done.length ? [`${counted(done.length, 'item is', 'items are')} already done.`] : []),
        ]
      : [],
    constraints: [
      ...grouped(waitsFor, ({ other }) => other)
        .slice(0, NAMED)
        .map(
          ([{ other }, links]) =>
            `${calledAll(links.map(({ item }) => called(item)))} ${links.length === 1 ? 'waits' : 'wait'} for ${outside(other)}, which is open.`,
        ),
      ...more(grouped(waitsFor, ({ other }) => other).length, 'blocker outside', 'blockers outside'),
      ...grouped(holdsUp, ({ item }) => item)
        .slice(0, NAMED)
        .map(
          ([{ item }, links]) =>
            `${called(item)} holds up ${links.length === 1 ? '' : `${links.length} items elsewhere: `}${calledAll(links.map(({ other }) => outside(other)))}.`,
        ),
      ...more(grouped(holdsUp, ({ item }) => item).length, 'item that holds up others', 'items that hold up others'),
    ],
    risks: [
      ...(unsized.length
        ? [
            `${unsized.length} of ${counted(open.length, 'open item')} ${unsized.length === 1 ? 'has' : 'have'} no estimate: ${listed(unsized)}.`,
          ]
        : []),
      ...(personal && unowned.length > 0 && unowned.length < open.length
        ? [
            `${unowned.length} of ${counted(open.length, 'open item')} ${unowned.length === 1 ? 'has' : 'have'} no assignee: ${listed(unowned)}.`,
          ]
        : []),
      ...stalled,
    ],
    questions:
      open.length && !unsized.length && !unowned.length ? ['Every open item has an estimate and an assignee.'] : [],
  }
}

function teamLine(open: readonly ItemRecord[]): string[] {
  const teams = [...Map.groupBy(open, ({ team }) => team)].sort(([, a], [, b]) => b.length - a.length)
  const [first] = teams
  if (!first) return []
  if (teams.length === 1) return [first[0] === null ? 'No team is assigned.' : `${first[0]} has all of it.`]
  return [`By team: ${teams.map(([team, some]) => `${team ?? 'no team'} ${some.length}`).join(', ')}.`]
}

const outside = ({ epic, ...one }: OutsideLink['other']) => `${called(one)}${epic ? ` (in “${epic}”)` : ''}`

/** Links that share an end, each group under its first. */
const grouped = (links: readonly OutsideLink[], end: (link: OutsideLink) => { readonly key: string }) =>
  [...Map.groupBy(links, (link) => end(link).key).values()].map((some) => [some[0]!, some] as const)

/** "a", "a and b", "a, b, and c"; five at most. */
function calledAll(names: readonly string[]): string {
  const shown = [...names.slice(0, NAMED), ...(names.length > NAMED ? [`${names.length - NAMED} more`] : [])]
  if (shown.length < 3) return shown.join(' and ')
  return `${shown.slice(0, -1).join(', ')}, and ${shown.at(-1)}`
}

const listed = (items: readonly { key: string }[]) =>
  `${items
    .slice(0, NAMED)
    .map(({ key }) => key)
    .join(', ')}${items.length > NAMED ? `, and ${items.length - NAMED} more` : ''}`

const more = (all: number, one: string, many: string) =>
  all > NAMED ? [`There ${all - NAMED === 1 ? `is 1 more ${one}` : `are ${all - NAMED} more ${many}`}.`] : []
