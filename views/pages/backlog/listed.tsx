import { useEffect, useRef, useState } from 'preact/hooks'
import { BacklogGroupsDocument, type BacklogFilter, type BacklogGroupsQuery } from '../../operations.generated.ts'
import { counted, figure } from '../parts/format.ts'
import { Answered, Failed, Refused } from '../parts/states.tsx'
import { useAction, useQuery } from '../query.ts'
import { filterOf, type Asked } from './asked.ts'
import { useInSight } from './in-sight.ts'
import { PAGE, type List, type Lists } from './lists.ts'
import { MOST_ON_PAPER, usePrinting } from './paper.ts'
import { BacklogTable, ROW, type Line } from './table.tsx'

export type TableParts = Omit<Parameters<typeof BacklogTable>[0], 'body' | 'count' | 'from' | 'lines'>

interface DrawnProps {
  asked: Asked
  lists: Lists
  question: (filter: BacklogFilter) => Parameters<Lists['of']>[0]
  whole: List
  clear: () => void
  table: TableParts
}

/** The table, in groups or as one list. */
export function Drawn(props: DrawnProps) {
  const { asked, lists, question } = props
  const grouped = useQuery(
    BacklogGroupsDocument,
    asked.group ? { workspace: question({}).workspace, filter: asked.filter, by: asked.group } : null,
  )
  const asking = JSON.stringify(question(asked.filter))
  useEffect(() => {
    lists.renew()
    if (!asked.group) lists.need(question(asked.filter), PAGE).catch(() => undefined)
  }, [asking, asked.group])
  useEffect(() => {
    // What the heads of the groups count may have changed; nobody waits for it.
    if (lists.changes) grouped.reload().catch(() => undefined)
  }, [lists.changes])
  if (!asked.group) return <Rows {...props} sections={[{ head: null, filter: asked.filter }]} />
  return (
    <Answered query={grouped} what="the groups">
      {({ workspace: { backlog } }) => (
        <Groups {...props} groups={backlog.groups ?? []} exist={backlog.groupCount ?? 0} />
      )}
    </Answered>
  )
}

type Groups = NonNullable<BacklogGroupsQuery['workspace']['backlog']['groups']>

// A team can be called as the group without one is.
const idOf = ({ none, name }: Groups[number]) => (none ? '' : name)

/** @param exist how many groups there are; the API names the first of them */
function Groups({ groups, exist, ...props }: DrawnProps & { groups: Groups; exist: number }) {
  const { asked, lists, question } = props
  const [expanded, setExpanded] = useState<ReadonlySet<string>>(new Set())
  // In the order in which they were first here: nothing moves under the hand of whoever changes an item.
  const seen = useRef(new Map<string, Groups[number]>())
  for (const group of groups) seen.current.set(idOf(group), group)
  const here = new Set(groups)
  // An expanded group stays until it is closed: its last item may just have left it, and is still drawn in it.
  const listed = [...seen.current.values()]
    .map((group) => (here.has(group) ? group : { ...group, open: 0, openPoints: 0, percentDone: null }))
    .filter(
      (group) => expanded.has(idOf(group)) || (asked.filter.mode === 'full' ? here.has(group) : Boolean(group.open)),
    )
  const sections = listed.map((group): Section => {
    const { name, title, open, openPoints, percentDone } = group
    const id = idOf(group)
    const filter = filterOf(asked.filter, asked.group!, group)
    const toggle = () => {
      const next = new Set(expanded)
      if (!next.delete(id)) {
        next.add(id)
        lists.renew(question(filter!))
        lists.need(question(filter!), PAGE).catch(() => undefined)
      }
      setExpanded(next)
    }
    return {
      head: {
        id,
        title: title ? `${name} ${title}` : name,
        open: open ?? 0,
        points: openPoints ?? 0,
        percentDone: percentDone ?? null,
        expanded: expanded.has(id),
        toggle: filter && toggle,
      },
      filter: expanded.has(id) ? filter : null,
    }
  })
  const left = exist > groups.length ? exist : null
  return <Rows {...props} sections={sections} left={left} />
}

interface Section {
  head: Extract<Line, { group: unknown }>['group'] | null
  /** null while it is closed. */
  filter: BacklogFilter | null
}

/** All lines of all sections, of which those in sight are drawn and read. */
function Rows({
  asked,
  lists,
  question,
  whole,
  clear,
  table,
  sections,
  left = null,
}: DrawnProps & {
  sections: readonly Section[]
  /** How many groups there are, when not all of them are here. */
  left?: number | null
}) {
  const parts = sections.map(({ head, filter }) => {
    const list = filter && lists.of(question(filter))
    return { head, filter, list, heads: head ? 1 : 0, rows: list ? (list.total ?? 1) : 0 }
  })
  const count = parts.reduce((sum, { heads, rows }) => sum + heads + rows, 0)
  const inSight = useInSight(count, ROW)
  const { printing, print } = usePrinting()
  const { from, until } = printing ? { from: 0, until: count } : inSight
  const lines: Line[] = []
  const wanted: [BacklogFilter, number][] = []
  let start = 0
  for (const { head, filter, list, heads, rows } of parts) {
    if (head && start >= from && start < until) lines.push({ group: head })
    const [first, last] = [Math.max(0, from - start - heads), Math.min(rows, until - start - heads)]
    for (let at = first; at < last; at++) {
      const row = list?.rows[at] ?? null
      // Paper does not fill up later.
      if (row || !printing) lines.push({ row })
    }
    if (filter && !printing && last > first && last > (list?.rows.length ?? 0)) wanted.push([filter, last])
    start += heads + rows
  }
  useEffect(() => {
    for (const [filter, rows] of wanted)
      if (!lists.of(question(filter)).problem) lists.need(question(filter), rows).catch(() => undefined)
  }, [JSON.stringify(wanted)])
  const paper = useAction(async () => {
    const open = parts.flatMap(({ filter }) => filter ?? [])
    await Promise.all(open.map((filter) => lists.need(question(filter), MOST_ON_PAPER)))
    const problem = open.map((filter) => lists.of(question(filter)).problem).find((one) => one)
    if (problem) throw problem
    await print()
  })
  const unread = parts.reduce((sum, { list, rows }) => sum + rows - (list?.rows.length ?? 0), 0)
  const failed = parts.find(({ list }) => list?.problem)
  if (asked.group ? sections.length === 0 : whole.total === 0)
    return (
      <div>
        <p role="status">
          <b>No items match.</b>
          {whole.closestWords?.length ? ` Similar words in titles: ${whole.closestWords.join(', ')}.` : ''}{' '}
          {asked.narrowed && (
            <button class="btn quiet small" type="button" onClick={clear}>
              Clear filters
            </button>
          )}
        </p>
      </div>
    )
  return (
    <>
      {failed && (
        <Failed
          problem={failed.list!.problem!}
          what="the items"
          again={() => lists.need(question(failed.filter!), until)}
        />
      )}
      <Refused problem={paper.problem} />
      <div class="row between">
        <p class="dim small" role="status">
          {asked.group
            ? `${counted(sections.length, 'group')}${left ? ` of ${figure(left)}. Filter to see the others` : ''}`
            : whole.total === null
              ? 'Loading the items…'
              : counted(whole.total, 'item')}
          {whole.searchedFor && `. Nothing matches exactly; these match “${whole.searchedFor}”.`}
          {printing && unread > 0 && `. The first ${figure(count - unread)} are printed.`}
        </p>
        <button class="btn small no-print" type="button" aria-disabled={paper.busy} onClick={() => paper.run()}>
          {paper.busy ? 'Reading all items…' : 'Print'}
        </button>
      </div>
      <BacklogTable
        {...table}
        {...(printing && { save: null })}
        body={inSight.body}
        count={printing ? lines.length : count}
        from={from}
        lines={lines}
      />
    </>
  )
}
