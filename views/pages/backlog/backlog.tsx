import './backlog.css'
import { useEffect, useMemo, useReducer, useState } from 'preact/hooks'
import {
  BacklogChoicesDocument,
  BacklogGroupsDocument,
  type BacklogChoicesQuery,
  type BacklogFilter,
  type BacklogGroupsQuery,
} from '../../operations.generated.ts'
import { Frame, useTitle } from '../frame.tsx'
import { counted } from '../parts/format.ts'
import { saveFile } from '../parts/save-file.ts'
import { Answered, Empty, Failed, Refused } from '../parts/states.tsx'
import { useAction, useQuery } from '../query.ts'
import { Link, useAddress } from '../router.tsx'
import { useSession, type Workspace } from '../session.tsx'
import { askedBy, filterOf, type Asked } from './asked.ts'
import { backlogCsv, MOST_IN_FILE } from './backlog-csv.ts'
import { changeOf, saveChange } from './change.ts'
import { ItemDrawer } from './drawer.tsx'
import { Filters } from './filters.tsx'
import { useInSight } from './in-sight.ts'
import { Lists, PAGE, type List } from './lists.ts'
import { BacklogTable, ROW, type Line } from './table.tsx'

export function BacklogPage() {
  const { workspace } = useSession()
  useTitle('Backlog')
  return (
    <Frame>
      {workspace ? (
        <Chosen key={workspace.id} workspace={workspace} />
      ) : (
        <>
          <h1>Backlog</h1>
          <Empty title="No workspace yet">Import a backlog first.</Empty>
        </>
      )}
    </Frame>
  )
}

function Chosen({ workspace }: { workspace: Workspace }) {
  const query = useQuery(BacklogChoicesDocument, { workspace: workspace.id })
  const { may } = useSession()
  return (
    <>
      {!query.data && <h1>Backlog</h1>}
      <Answered query={query} what={`the backlog of ${workspace.name}`}>
        {({ workspace: choices }) =>
          choices.backlogSummary.total ? (
            <Backlog workspace={workspace} choices={choices} reload={query.reload} />
          ) : (
            <>
              <h1>{workspace.name} is empty</h1>
              <Empty
                title="No items yet"
                action={may('tenant:admin') && <Link to="/settings/import">Import a backlog</Link>}
              >
                Items that your tracker exports appear here, to be filtered, grouped, and changed.
              </Empty>
            </>
          )
        }
      </Answered>
    </>
  )
}

interface BacklogProps {
  workspace: Workspace
  choices: BacklogChoicesQuery['workspace']
  reload: () => Promise<void>
}

function Backlog({ workspace, choices, reload }: BacklogProps) {
  const [said, say] = useAddress()
  const asked = askedBy(said)
  const { may } = useSession()
  const [, redraw] = useReducer((count: number) => count + 1, 0)
  const lists = useMemo(() => new Lists(() => redraw(undefined as never)), [])
  const [notice, setNotice] = useState('')
  const question = (filter: BacklogFilter) => ({
    workspace: workspace.id,
    filter,
    sort: asked.sort,
    direction: asked.direction,
  })
  const whole = lists.of(question(asked.filter))
  const file = useAction(async () => {
    await lists.need(question(asked.filter), MOST_IN_FILE)
    const { rows, problem, total } = lists.of(question(asked.filter))
    if (problem) throw problem
    saveFile(`${workspace.key}-backlog.csv`, 'text/csv', backlogCsv(rows.slice(0, MOST_IN_FILE)))
    setNotice((total ?? 0) > MOST_IN_FILE ? `The file has the first ${counted(MOST_IN_FILE, 'item')} of ${total}.` : '')
  })
  const mayWrite = may('backlog:write')
  const rows = useMemo(() => {
    const save: TableParts['save'] = async (row, field, typed) => {
      await saveChange(workspace.id, row, changeOf(field, typed), (changed) => lists.put(changed))
      setNotice(`${row.key} saved.`)
      // What the heading counts may have changed; nobody waits for it.
      reload().catch(() => undefined)
    }
    return {
      statuses: (choices.statuses.groups ?? []).map(({ name }) => ({ value: name, text: name })),
      teams: [{ value: '', text: 'No team' }, ...choices.teams.map(({ id, name }) => ({ value: id, text: name }))],
      save: mayWrite ? save : null,
      open: (key: string) => say({ item: key }),
    }
  }, [choices, mayWrite, reload])
  return (
    <>
      <section>
        <div class="head">
          <h1>{choices.backlogSummary.sentence}</h1>
          <button class="btn no-print" type="button" aria-disabled={file.busy} onClick={() => file.run()}>
            {file.busy ? 'Reading all items…' : 'Download CSV'}
          </button>
        </div>
        <Refused problem={file.problem} />
        <p class="sr" role="status">
          {notice}
        </p>
      </section>
      <Filters said={said} say={say} teams={choices.teams.map(({ name }) => ({ value: name, text: name }))} />
      <Drawn
        key={asked.group ?? ''}
        asked={asked}
        lists={lists}
        question={question}
        whole={whole}
        clear={() => say({ q: null, show: null, type: null, status: null, priority: null, team: null })}
        table={{
          sorting: {
            sort: asked.sort,
            direction: asked.direction,
            by: (sort, direction) => say({ sort: sort && `${sort}${direction === 'desc' ? '-' : ''}` }),
          },
          ...rows,
        }}
      />
      {asked.item && (
        <ItemDrawer
          key={asked.item}
          workspace={workspace}
          itemKey={asked.item}
          open={(key) => say({ item: key })}
          onClose={() => say({ item: null })}
        />
      )}
    </>
  )
}

type TableParts = Omit<Parameters<typeof BacklogTable>[0], 'body' | 'count' | 'from' | 'lines'>

interface DrawnProps {
  asked: Asked
  lists: Lists
  question: (filter: BacklogFilter) => Parameters<Lists['of']>[0]
  whole: List
  clear: () => void
  table: TableParts
}

function Drawn(props: DrawnProps) {
  const { asked, lists, question } = props
  const grouped = useQuery(
    BacklogGroupsDocument,
    asked.group ? { workspace: question({}).workspace, filter: asked.filter, by: asked.group } : null,
  )
  const asking = JSON.stringify(question(asked.filter))
  useEffect(() => {
    if (!asked.group) lists.need(question(asked.filter), PAGE).catch(() => undefined)
  }, [asking, asked.group])
  if (!asked.group) return <Rows {...props} sections={[{ head: null, filter: asked.filter }]} />
  return (
    <Answered query={grouped} what="the groups">
      {({ workspace }) => <Groups {...props} groups={workspace.backlog.groups ?? []} />}
    </Answered>
  )
}

type Groups = NonNullable<BacklogGroupsQuery['workspace']['backlog']['groups']>

function Groups({ groups, ...props }: DrawnProps & { groups: Groups }) {
  const { asked, lists, question } = props
  const [expanded, setExpanded] = useState<ReadonlySet<string>>(new Set())
  const listed = asked.filter.mode === 'full' ? groups : groups.filter(({ open }) => open)
  const sections = listed.map(({ name, title, open, openPoints, percentDone }): Section => {
    const filter = filterOf(asked.filter, asked.group!, name)
    const toggle = () => {
      const next = new Set(expanded)
      if (!next.delete(name)) {
        next.add(name)
        lists.need(question(filter!), PAGE).catch(() => undefined)
      }
      setExpanded(next)
    }
    return {
      head: {
        name,
        title: title ? `${name} ${title}` : name,
        open: open ?? 0,
        points: openPoints ?? 0,
        percentDone: percentDone ?? null,
        expanded: expanded.has(name),
        toggle: filter && toggle,
      },
      filter: expanded.has(name) ? filter : null,
    }
  })
  return <Rows {...props} sections={sections} />
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
}: DrawnProps & { sections: readonly Section[] }) {
  const parts = sections.map(({ head, filter }) => {
    const list = filter && lists.of(question(filter))
    return { head, filter, list, heads: head ? 1 : 0, rows: list ? (list.total ?? 1) : 0 }
  })
  const count = parts.reduce((sum, { heads, rows }) => sum + heads + rows, 0)
  const { body, from, until } = useInSight(count, ROW)
  const lines: Line[] = []
  const wanted: [BacklogFilter, number][] = []
  let start = 0
  for (const { head, filter, list, heads, rows } of parts) {
    if (head && start >= from && start < until) lines.push({ group: head })
    const [first, last] = [Math.max(0, from - start - heads), Math.min(rows, until - start - heads)]
    for (let at = first; at < last; at++) lines.push({ row: list?.rows[at] ?? null })
    if (filter && last > first && last > (list?.rows.length ?? 0)) wanted.push([filter, last])
    start += heads + rows
  }
  useEffect(() => {
    for (const [filter, rows] of wanted)
      if (!lists.of(question(filter)).problem) lists.need(question(filter), rows).catch(() => undefined)
  }, [JSON.stringify(wanted)])
  const failed = parts.find(({ list }) => list?.problem)
  if (!asked.group && whole.total === 0)
    return (
      <div>
        <p role="status">
          <b>No item matches.</b>
          {whole.closestWords?.length ? ` Words that occur: ${whole.closestWords.join(', ')}.` : ''}{' '}
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
      <p class="dim small" role="status">
        {asked.group
          ? counted(sections.length, 'group')
          : whole.total === null
            ? 'Loading the items…'
            : counted(whole.total, 'item')}
        {whole.searchedFor && `. Nothing matches exactly; these match “${whole.searchedFor}”.`}
      </p>
      <BacklogTable {...table} body={body} count={count} from={from} lines={lines} />
    </>
  )
}
