import type { AnalysisContext } from '../data/context.ts'
import type { Workspace } from '../identity/entity.ts'
import { isoOf } from '../math/calendar.ts'
import { stampOf } from '../graphql/stamp.ts'
import { wordsOf } from '../planning/choice-service.ts'
import { blockersOf } from '../planning/blockers.ts'
import { loadFlow, type FlowInputs } from '../planning/load-service.ts'
import { stalledAmong, stalledWords } from '../planning/stalled.ts'
import { leavesOf } from '../planning/work.ts'
import type { EngineOutput } from './document.ts'
import { backlogLines, type OutsideLink } from './engines/backlog-lines.ts'
import { askEngines } from './engines/engines-service.ts'
import { isOpen, type Brief, type ItemRecord, type Material, type Subject } from './material.ts'
import type { ItemRow } from '../backlog/row.ts'
import { MOST_RECORDS } from './vocabulary.ts'
import { chosenFor, claimsIn, LONGEST_DESCRIPTION, objectivesIn, recordsFrom, type Chosen } from './records-service.ts'
import { safeText } from '../ai/safe-text.ts'

/** Everything that a document about the subject can say. @throws NOT_FOUND, BAD_USER_INPUT */
export async function loadMaterial(
  context: AnalysisContext,
  workspace: Workspace,
  brief: Omit<Brief, 'title'>,
  strategic: boolean,
): Promise<Material> {
  const { db } = context
  const loaded = await db.snapshot(async () => {
    const chosen = await chosenFor(context, workspace, brief.subject)
    const words = await wordsOf(context, workspace, new Set(citableOf(chosen).map(({ id }) => id)), LONGEST_DESCRIPTION)
    return { chosen, words, inputs: await loadFlow(context, workspace, null) }
  })
  const { chosen, words, inputs } = loaded
  const pieces = new Set([...leavesOf(inputs.items), ...inputs.history.items].map(({ key }) => key))
  const records = recordsFrom(chosen.rows, words, pieces)
  const head = records.find(({ key }) => key === chosen.head?.key) ?? null
  const mine = new Set(records.map(({ key }) => key))
  const leaves = leavesOf(inputs.items).filter(({ key }) => mine.has(key))
  const teams = [...new Set(leaves.flatMap(({ teamId }) => teamId ?? []))].sort()
  const own = teams.length === 1 ? inputs.teams.find(({ name }) => name === teams[0]) : undefined
  const staffed = own && own.members > 0 ? own.name : null
  const asked = { head, leaves: leaves.map(({ key }) => key), teams, staffed }
  const backlog = backlogOutput(workspace, brief, inputs, records, head, asked.leaves)
  const { outputs, warnings } = await askEngines(context, workspace, asked, strategic)
  const alignment = outputs.find(({ name }) => name === 'alignment')
  const competition = outputs.find(({ name }) => name === 'competition')
  return {
    brief: { ...brief, title: titleOf(brief.subject, head ? [head] : records) },
    head,
    items: records,
    engines: [backlog, ...outputs].map(safeOutput),
    objectives: alignment
      ? await objectivesIn(context, workspace, (name) => (alignment.lines.goal ?? []).join('\n').includes(`“${name}”`))
      : [],
    claims: competition ? await claimsIn(context, isoOf(inputs.today), claimsSaid(competition)) : [],
    warnings: [
      ...chosen.warnings,
      ...(strategic
        ? []
        : ['Strategic context is not included: set includeStrategicContext to add objectives and competitors.']),
      ...warnings,
      ...inputs.warnings,
    ],
  }
}

/** Items whose words can be cited, and so are read: no more than a document has sources, in the order that it takes them in. */
function citableOf({ head, rows }: Chosen): readonly ItemRow[] {
  const others = rows.filter(({ id }) => id !== head?.id)
  const [open, closed] = [others.filter(isOpen), others.filter((row) => !isOpen(row))]
  return [...(head ? [head] : []), ...open, ...closed].slice(0, MOST_RECORDS)
}

const safeOutput = ({ title, lines, context, ...output }: EngineOutput): EngineOutput => ({
  ...output,
  title: safeText(title),
  lines: Object.fromEntries(Object.entries(lines).map(([key, some]) => [key, some.map(safeText)])),
  context: context ? { label: context.label, text: safeText(context.text) } : null,
})

const claimsSaid = ({ lines }: EngineOutput) => new Set((lines.evidence ?? []).join(' ').match(/\bC-\d+\b/g) ?? [])

function titleOf(subject: Subject, records: readonly ItemRecord[]): string {
  if (subject.kind === 'topic') return safeText(subject.topic)
  const first = records[0]?.title ?? ''
  return subject.kind === 'epic' || records.length === 1 ? first : `${first} and ${records.length - 1} more`
}

function backlogOutput(
  workspace: Workspace,
  brief: Omit<Brief, 'title'>,
  inputs: FlowInputs,
  records: readonly ItemRecord[],
  head: ItemRecord | null,
  leaves: readonly string[],
): EngineOutput {
  const mine = new Set(records.map(({ key }) => key))
  const byKey = new Map(inputs.items.map((item) => [item.key, item]))
  const titleOfEpic = (key: string) => {
    const epic = byKey.get(byKey.get(key)?.epicId ?? '')
    return epic ? epic.title : null
  }
  const { dependencies } = blockersOf(inputs.items, inputs.dependencies)
  const link = (inside: string, outside: string): OutsideLink[] => {
    const [item, other] = [byKey.get(inside), byKey.get(outside)]
    return item && other
      ? [
          {
            item: { key: item.key, title: item.title },
            other: { key: other.key, title: other.title, epic: titleOfEpic(other.key) },
          },
        ]
      : []
  }
  return {
    name: 'backlog',
    title: 'Backlog',
    stamp: stampOf(
      'prd-backlog/1',
      { asOf: isoOf(inputs.today), dataVersion: workspace.dataVersion },
      { workspace: workspace.key, subject: brief.subject },
    ),
    lines: backlogLines({
      head,
      items: records.filter(({ key }) => key !== head?.key),
      waitsFor: dependencies.flatMap(({ item, blocker }) =>
        mine.has(item) && !mine.has(blocker) ? link(item, blocker) : [],
      ),
      holdsUp: dependencies.flatMap(({ item, blocker }) =>
        mine.has(blocker) && !mine.has(item) ? link(blocker, item) : [],
      ),
      stalled: stalledWords(stalledAmong(inputs, new Set(leaves))),
      personal: brief.audience !== 'external',
    }),
  }
}
