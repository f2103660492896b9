import './backlog.css'
import { useMemo, useReducer, useState } from 'preact/hooks'
import { BacklogChoicesDocument, type BacklogChoicesQuery, type BacklogFilter } from '../../operations.generated.ts'
import { Frame, useTitle } from '../frame.tsx'
import { counted, figure } from '../parts/format.ts'
import { saveFile } from '../parts/save-file.ts'
import { Answered, Empty, Refused } from '../parts/states.tsx'
import { useAction, useQuery } from '../query.ts'
import { back, Link, useAddress } from '../router.tsx'
import { useSession, type Workspace } from '../session.tsx'
import { askedBy } from './asked.ts'
import { backlogCsv, MOST_IN_FILE } from './backlog-csv.ts'
import { changeOf, saveChange } from './change.ts'
import { ItemDrawer } from './drawer.tsx'
import { Filters } from './filters.tsx'
import { Drawn, type TableParts } from './listed.tsx'
import { Lists } from './lists.ts'
import { useStatuses } from './statuses.ts'

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
    const { rows, total } = await lists.whole(question(asked.filter), MOST_IN_FILE)
    saveFile(`${workspace.key}-backlog.csv`, 'text/csv', backlogCsv(rows.slice(0, MOST_IN_FILE)))
    setNotice(
      (total ?? 0) > MOST_IN_FILE
        ? `The file has the first ${counted(MOST_IN_FILE, 'item')} of ${figure(total!)}.`
        : '',
    )
  })
  const mayWrite = may('backlog:write')
  const statuses = useStatuses(choices)
  const rows = useMemo(() => {
    const save: TableParts['save'] = async (row, field, typed) => {
      statuses.note(row)
      const change = statuses.complete(changeOf(field, typed))
      await saveChange(workspace.id, row, change, (changed) => lists.put(changed))
      setNotice(`${row.key} saved.`)
      // What the heading counts may have changed; nobody waits for it.
      reload().catch(() => undefined)
    }
    return {
      statuses: statuses.choices,
      teams: [{ value: '', text: 'No team' }, ...choices.teams.map(({ id, name }) => ({ value: id, text: name }))],
      save: mayWrite ? save : null,
      open: (key: string) => say({ item: key }, { push: true }),
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
          open={(key) => say({ item: key }, { push: true })}
          onClose={() => back() || say({ item: null })}
        />
      )}
    </>
  )
}
