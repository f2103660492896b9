import { basename } from 'node:path'
import type { ImportReport, Question, StatusOutcome, StatusReport } from '../../api/imports/record/report.ts'
import type { Found, WrittenCounts } from '../../api/imports/writing/written.ts'
import { answerAs } from './ask-mapping.ts'
import { counted, figureText } from '../../text.ts'
import { table } from '../table.ts'

/** What became of one file. */
export interface Outcome {
  file: string
  /** What a person has to say before the file can be read. */
  question?: Question
  state: string
  report: ImportReport | null
  refusal: { code: string; message: string; next: string } | null
  written: WrittenCounts | null
  workspace: { key: string; name: string } | null
  id: string
}

/** One file's report, as a person reads it. */
export function reportText(
  { file, report, refusal, question, written, workspace, id }: Outcome,
  dryRun: boolean,
): string {
  if (refusal)
    return `Could not import ${basename(file)}: ${refusal.message}\n${question ? answerAs(question, file) : refusal.next}\nNothing was written.`
  if (!report) return `${basename(file)}: the server sent no report. Run the import again.`
  const { rows } = report
  const other = report.candidates.filter(({ format }) => format !== report.format)
  const lines = [
    `${basename(file)}: detected format ${report.format}${other.length ? ` (could also be ${other.map(({ format }) => format).join(', ')}; choose with --mapping)` : ''}`,
    `  ${counted(rows.read, 'row')}: ${counted(rows.imported, 'item')}, ${figureText(rows.repaired)} repaired, ${figureText(rows.quarantined)} skipped, ${figureText(rows.dropped)} dropped`,
    ...report.quarantine.map(({ reason, rows: at }) => `    skipped: ${reason} (${listed(at)})`),
    ...report.drops.map(({ reason, count }) => `    dropped: ${reason} (${count})`),
    ...report.repairs.map(({ reason, count }) => `    repaired: ${reason} (${count})`),
    '',
    statusTable(report, written?.found),
  ]
  const ignored = report.columnsNotRead.filter(({ populated }) => populated > 0)
  const empty = report.columnsNotRead.length - ignored.length
  if (report.columnsNotRead.length) {
    lines.push(
      '',
      `  Ignored ${report.columnsNotRead.length} of ${counted(report.columnsRead.length + report.columnsNotRead.length, 'column')}${empty ? `, ${empty} of them empty` : ''}${ignored.length ? ':' : '.'}`,
    )
    lines.push(...ignored.map(({ header, populated }) => `    ${header} (${counted(populated, 'value')})`))
  }
  for (const { part, skipped } of report.parts ?? [])
    lines.push(
      ...skipped.map(({ reason, rows: at }) => `  ${PART_NAMES[part] ?? part}: skipped: ${reason} (${entries(at)})`),
    )
  lines.push(...report.gaps.map((gap) => `  ! ${gap}`), ...report.notes.map((note) => `  · ${note}`), '')
  if (dryRun) lines.push('  Dry run: nothing was written.')
  else if (written && workspace) {
    lines.push(
      `  Workspace "${workspace.name}" (${workspace.key}): ${figureText(written.created)} created, ${figureText(written.updated)} updated, ${figureText(written.unchanged)} unchanged, ${figureText(written.refused)} not imported.`,
      ...written.refusals.map(({ reason, rows: at }) => `    not imported: ${reason} (${listed(at)})`),
      ...(written.parts ?? []).flatMap(({ part, added, kept, refused }) => [
        `  ${PART_NAMES[part] ?? part}: ${figureText(added)} added${kept ? `, ${figureText(kept)} already in place and left unchanged` : ''}.`,
        ...refused.map(({ reason, rows: at }) => `    not imported: ${reason} (${entries(at)})`),
      ]),
      `  Links: ${figureText(written.dependenciesStarted)} added, ${figureText(written.dependenciesEnded)} removed.${written.dependenciesLeftOut ? ` ${figureText(written.dependenciesLeftOut)} ${written.dependenciesLeftOut === 1 ? 'was skipped because it' : 'were skipped because they'} would form a cycle.` : ''}`,
      ...(written.endedItems ? [`  Closed ${counted(written.endedItems, 'item')} missing from the file.`] : []),
      ...(written.found ? foundLines(written.found) : []),
      `  To undo: npx pm33 import --undo ${id.replace('Import:', '')}`,
    )
  }
  return lines.join('\n')
}

const REASONS: Readonly<Record<StatusReport['because'] | Exclude<StatusOutcome['because'], 'status'>, string>> = {
  mapping: 'your mapping',
  source: 'category in the file',
  word: 'known name',
  dates: 'guessed from dates',
  place: 'guessed from its place on the board',
  default: 'unknown name',
  completed: 'completed',
  incomplete: 'not completed',
  resolution: 'not done or duplicate',
  archived: 'archived',
}

/** Where the items of each status are; once written, as many as the database has. */
function statusTable(report: ImportReport, found: Found | undefined): string {
  const written = new Map(found?.statuses.map(({ status, category, items }) => [`${category} ${status}`, items]))
  return table(
    ['status', 'category', 'items', 'reason'],
    report.statuses.flatMap(({ status, category, rows, because, outcomes }) =>
      (outcomes.length > 0 ? outcomes : [{ category, rows, because: 'status' } as const]).map((outcome) => [
        `  ${status}`,
        outcome.category,
        found ? (written.get(`${outcome.category} ${status}`) ?? 0) : outcome.rows,
        REASONS[outcome.because === 'status' ? because : outcome.because],
      ]),
    ),
  )
}

const DATES: Readonly<Record<keyof Found['dates'], string>> = {
  createdAt: 'created',
  startedAt: 'started',
  resolvedAt: 'finished',
  dueDate: 'due',
}

/** "Of this file, the workspace now has …", as the database counts it. */
function foundLines(found: Found): string[] {
  const dates = (Object.keys(DATES) as (keyof Found['dates'])[])
    .map((name) => ({ name: DATES[name], ...found.dates[name] }))
    .filter(({ items }) => items > 0)
    .map(({ name, items, first, last }) => `${figureText(items)} ${name} ${first} to ${last}`)
  return [
    `  In the workspace from this file: ${counted(found.items, 'item')}, ${figureText(found.withParent)} with a parent, ${figureText(found.inSprint)} in a sprint, ${figureText(found.estimated)} with points, ${counted(found.links, 'link')}${found.linksOutside ? ` (${figureText(found.linksOutside)} to items elsewhere)` : ''}.`,
    ...(dates.length ? [`  Dates: ${dates.join('; ')}.`] : []),
  ]
}

/** Parts of an export whose names in the file are not their names in a sentence. */
const PART_NAMES: Readonly<Record<string, string>> = {
  workspace: 'currency',
  objectiveItems: 'links to objectives',
  capabilityItems: 'links to capabilities',
}

const entries = (at: readonly number[]) =>
  `${at.length === 1 ? 'entry' : 'entries'} ${at.slice(0, 8).join(', ')}${at.length > 8 ? ', …' : ''}`

/** "rows 2, 5, 9, …" */
const listed = (rows: readonly number[]) =>
  `row${rows.length === 1 ? '' : 's'} ${rows.slice(0, 8).join(', ')}${rows.length > 8 ? ', …' : ''}`
