/** What a file cannot answer, and what was decided about it: one sentence each, for the person. */
import { counted, figureText } from '../../../text.ts'
import type { StatusCategory } from '../../backlog/vocabulary.ts'
import type { StatusOutcome, StatusReport } from '../record/report.ts'
import type { Habits } from '../formats/source.ts'
import { rowCategory } from '../../backlog/status.ts'
import type { TalliedRow, Tally } from './tally.ts'
import { SIZES } from '../record/words.ts'

export interface Progress {
  done: number
  doneUndated: number
  started: number
  everStarted: number
  cancelledByRow: number
  archived: number
  /** Finished items whose last change of status stands in for the completion date. */
  doneByChange: number
  /** Unfinished items that have a completion date. */
  openDated: number
  /** Items in progress that nothing says when they were started. */
  ageless: number
}

/** Where the items of a file stand, once the statuses are decided. */
export function progressOf(rows: Iterable<TalliedRow>, statuses: ReadonlyMap<string, StatusCategory>): Progress {
  const progress: Progress = {
    done: 0,
    doneUndated: 0,
    started: 0,
    everStarted: 0,
    cancelledByRow: 0,
    archived: 0,
    doneByChange: 0,
    openDated: 0,
    ageless: 0,
  }
  for (const row of rows) {
    const byStatus = statuses.get(row.status) ?? 'todo'
    const category = rowCategory(byStatus, row.facts)
    const moved = (wanted: (category: StatusCategory | undefined) => boolean) =>
      row.moves.some((to) => wanted(statuses.get(to)))
    const underWay = category === 'active' || category === 'review'
    if (category === 'done') {
      progress.done += row.count
      const dated = row.resolved || moved((to) => to === 'done')
      if (!dated) progress[row.statusChanged ? 'doneByChange' : 'doneUndated'] += row.count
    } else if (category === 'cancelled') {
      if (byStatus !== 'cancelled') progress[row.facts.givenUp ? 'cancelledByRow' : 'archived'] += row.count
    } else if (row.resolved) progress.openDated += row.count
    const started = row.started || moved((to) => to === 'active' || to === 'review')
    if (category === 'done' && started) progress.started += row.count
    if (started || (underWay && row.statusChanged)) progress.everStarted += row.count
    else if (underWay) progress.ageless += row.count
  }
  return progress
}

/** Where the rows of each status are written: what `rowCategory` decides for them, counted. */
export function outcomesOf(
  rows: Iterable<TalliedRow>,
  statuses: ReadonlyMap<string, StatusCategory>,
): Map<string, StatusOutcome[]> {
  const found = new Map<string, StatusOutcome[]>()
  for (const { status, facts, count } of rows) {
    const byStatus = statuses.get(status) ?? 'todo'
    const category = rowCategory(byStatus, facts)
    const because: StatusOutcome['because'] =
      category === byStatus
        ? 'status'
        : category === 'done'
          ? 'completed'
          : category === 'cancelled'
            ? facts.givenUp
              ? 'resolution'
              : 'archived'
            : 'incomplete'
    const all = found.get(status) ?? []
    const known = all.find((other) => other.category === category)
    found.set(status, [
      ...all.filter((other) => other !== known),
      { category, because: known?.because ?? because, rows: (known?.rows ?? 0) + count },
    ])
  }
  for (const all of found.values()) all.sort((a, b) => b.rows - a.rows || (a.category < b.category ? -1 : 1))
  return found
}

/** Where a tool leaves out finished work unless it is asked for it. */
const HINTS: Readonly<Record<string, string>> = {
  'github-json': ' By default, `gh issue list` returns only 30 open issues. Use --state all --limit 5000.',
  'github-project-json': ' By default, `gh project item-list` returns only 30 items. Use --limit 5000.',
}

/** What the gaps of a file disable. */
export function gapsOf(tally: Tally, progress: Progress, habits: Habits): string[] {
  const gaps: string[] = []
  const has = (field: 'createdAt' | 'storyPoints' | 'sprint' | 'priority' | 'dueDate' | 'team' | 'project') =>
    (tally.withField.get(field) ?? 0) > 0
  if (tally.index.rowOf.size === 0) return ['There are no items, so there is nothing to plan or forecast.']
  const dated = progress.done - progress.doneUndated
  if (progress.done === 0)
    gaps.push(`Without finished items, there is no throughput and no forecast.${HINTS[habits.format] ?? ''}`)
  else if (dated === 0) gaps.push('Without completion dates, there is no throughput and no forecast.')
  else if (progress.doneUndated > 0)
    gaps.push(
      `${counted(progress.doneUndated, 'finished item')} without a completion date ${progress.doneUndated === 1 ? 'is' : 'are'} not counted in throughput.`,
    )
  if (tally.withoutStatus.length === tally.index.rowOf.size - tally.made)
    gaps.push(
      progress.done === 0
        ? 'Without statuses, all items are in the backlog.'
        : `Without statuses, items ${dated === 0 ? 'marked as completed' : 'with a completion date'} are done, and all others are in the backlog.`,
    )
  if (!has('createdAt')) gaps.push('Without created dates, there is no scope growth, and there are no lead times.')
  if (progress.done > 0 && progress.started === 0)
    gaps.push(
      `Without started dates${progress.everStarted > 0 ? ' on finished items' : ''}, there are no cycle times${dated > 0 ? '; throughput forecasts still work' : ''}${progress.everStarted > 0 ? ', and the age of work in progress is known' : ''}.`,
    )
  else if (progress.started > 0 && progress.started < progress.done)
    gaps.push(
      `${counted(progress.done - progress.started, 'finished item')} without a started date ${progress.done - progress.started === 1 ? 'is' : 'are'} not counted in cycle times.`,
    )
  if (tally.statusChanges === 0)
    gaps.push(
      'Without status history, time in status and past states of the board are unknown. History starts with this import.',
    )
  if (!has('storyPoints')) gaps.push('Without story points, velocity and forecasts count items.')
  if (!has('sprint')) gaps.push('Without sprints, there are no sprint commitments.')
  if (!has('team') && !has('project')) gaps.push('Without teams, everything is planned as one team.')
  if (!has('priority')) gaps.push('Without priorities, ranking is based on size, age, and dependencies.')
  if (!has('dueDate')) gaps.push('Without due dates, plans cannot show what will be late.')
  if (tally.parents.size === 0) gaps.push('Without parents, items cannot be grouped by epic.')
  if (tally.before.length === 0) gaps.push('Without dependency links, plans and rankings treat items as independent.')
  if (habits.family === 'trello')
    gaps.push('Trello exports about a thousand actions at most, so earlier moves are unknown.')
  return gaps
}

/** Decisions a person may want to overrule. */
export function notesOf(tally: Tally, progress: Progress, table: readonly StatusReport[], habits: Habits): string[] {
  const notes: string[] = []
  if (progress.doneByChange > 0)
    notes.push(
      `${figureText(progress.doneByChange)} of ${counted(progress.done, 'finished item')} ${progress.doneByChange === 1 ? 'has' : 'have'} no completion date: the date of the last status change is used.`,
    )
  if (progress.openDated > 0)
    notes.push(
      `${counted(progress.openDated, 'item')} ${progress.openDated === 1 ? 'has' : 'have'} a completion date, but ${progress.openDated === 1 ? 'its status is not done; it counts' : 'their status is not done; they count'} as open. If this is wrong, set the status to done in the mapping.`,
    )
  if (progress.ageless > 0)
    notes.push(
      `${counted(progress.ageless, 'item')} in progress ${progress.ageless === 1 ? 'has' : 'have'} no started date, so ${progress.ageless === 1 ? 'its' : 'their'} age is unknown.`,
    )
  if (progress.cancelledByRow > 0)
    notes.push(
      `${counted(progress.cancelledByRow, 'closed item')} with a resolution such as won't do, duplicate, or not planned ${progress.cancelledByRow === 1 ? 'counts' : 'count'} as canceled, not done.`,
    )
  if (progress.archived > 0)
    notes.push(
      `${counted(progress.archived, 'archived item')} that ${progress.archived === 1 ? 'was not finished counts' : 'were not finished count'} as canceled.`,
    )
  if (tally.suggested > 0)
    notes.push(
      `${counted(tally.suggested, 'link')} found in descriptions ${tally.suggested === 1 ? 'is kept as a suggestion' : 'are kept as suggestions'}, not used for planning.`,
    )
  if ((habits.format === 'github-json' || habits.family === 'trello') && (tally.withField.get('storyPoints') ?? 0) > 0)
    notes.push(
      `Points come from labels and titles, with these sizes: ${Object.entries(SIZES)
        .map(([size, points]) => `${size.toUpperCase()} ${points}`)
        .join(', ')}.`,
    )
  const guessed = table.filter(({ because, rows }) => rows > 0 && ['dates', 'place', 'default'].includes(because))
  if (guessed.length > 0)
    notes.push(
      `Statuses with unrecognized names: ${guessed.map(({ status, category }) => `"${status}" read as ${category}`).join(', ')}. Set them in the mapping: {"statuses": {"${guessed[0]!.status}": "…"}}.`,
    )
  return notes
}
