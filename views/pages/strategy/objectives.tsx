import { useState } from 'preact/hooks'
import {
  DeleteObjectiveDocument,
  type ObjectiveRowFragment,
  type ObjectiveState,
  type StrategyQuery,
} from '../../operations.generated.ts'
import { ask } from '../graphql.ts'
import { Confirm } from '../parts/dialog.tsx'
import { counted, day } from '../parts/format.ts'
import { Rows } from '../parts/rows.tsx'
import { Empty } from '../parts/states.tsx'
import { useSession, type Workspace } from '../session.tsx'
import { LinksDialog } from './links-dialog.tsx'
import { ObjectiveDialog } from './objective-dialog.tsx'

const STATE: Readonly<Record<ObjectiveState, string>> = { active: 'Active', achieved: 'Achieved', dropped: 'Dropped' }

interface ObjectivesProps {
  workspace: Workspace
  strategy: StrategyQuery['workspace']
  reload: () => Promise<void>
}

export function Objectives({ workspace, strategy, reload }: ObjectivesProps) {
  const { may } = useSession()
  const mayEdit = may('strategy:write')
  const { objectives, themes } = strategy
  const [editing, setEditing] = useState<ObjectiveRowFragment | 'new' | null>(null)
  const [linking, setLinking] = useState<ObjectiveRowFragment | null>(null)
  const [leaving, setLeaving] = useState<ObjectiveRowFragment | null>(null)
  const add = mayEdit && (
    <button class="btn" type="button" onClick={() => setEditing('new')}>
      Add objective
    </button>
  )
  return (
    <section aria-labelledby="objectives">
      <div class="head">
        <h2 id="objectives">Objectives</h2>
        {objectives.length > 0 && add}
      </div>
      {objectives.length ? (
        <Rows
          actions="several"
          caption="Objectives"
          head={['Objective', 'Measure', 'Due', 'State', 'Items']}
          rows={objectives}
          kind={['objective', 'objectives']}
          text={({ name, theme }) => `${name} ${theme?.name ?? ''}`}
        >
          {(objective) => (
            <tr key={objective.id} class={objective.state === 'active' ? undefined : 'off'}>
              <th scope="row">
                <b>{objective.name}</b>
                {objective.theme && <span class="sub">{objective.theme.name}</span>}
              </th>
              <td data-l="Measure">
                <span>
                  {objective.measure}
                  {(objective.current || objective.target) && (
                    <span class={objective.measure ? 'sub' : 'dim'}>
                      {objective.current ? `now ${objective.current}` : 'now unknown'}
                      {objective.target && `, target ${objective.target}`}
                    </span>
                  )}
                </span>
              </td>
              <td data-l="Due">{objective.dueDate ? day(objective.dueDate) : ''}</td>
              <td data-l="State">{STATE[objective.state]}</td>
              <td data-l="Items">
                <button class="as-link" type="button" onClick={() => setLinking(objective)}>
                  {counted(objective.itemCount, 'item')}
                  <span class="sr"> of {objective.name}</span>
                </button>
              </td>
              <td class="act">
                {mayEdit && (
                  <>
                    <button class="btn quiet small" type="button" onClick={() => setEditing(objective)}>
                      Edit<span class="sr"> {objective.name}</span>
                    </button>
                    <button class="btn quiet small revoke" type="button" onClick={() => setLeaving(objective)}>
                      Delete<span class="sr"> {objective.name}</span>
                    </button>
                  </>
                )}
              </td>
            </tr>
          )}
        </Rows>
      ) : (
        <Empty title="No objectives yet" action={add}>
          Write down what this product is meant to achieve, then link the items and epics that serve it. Rankings and
          documents use these links.
        </Empty>
      )}
      {editing && (
        <ObjectiveDialog
          workspace={workspace}
          themes={themes}
          objective={editing === 'new' ? null : editing}
          onClose={() => setEditing(null)}
          onSaved={reload}
        />
      )}
      {linking && (
        <LinksDialog workspace={workspace} objective={linking} onClose={() => setLinking(null)} onChanged={reload} />
      )}
      {leaving && (
        <Confirm
          title={`Delete objective “${leaving.name}”?`}
          action="Delete objective"
          onClose={() => setLeaving(null)}
          work={async () => {
            await ask(DeleteObjectiveDocument, { id: leaving.id })
            await reload()
          }}
        >
          Its links to {counted(leaving.itemCount, 'item')} are deleted. The items are kept.
        </Confirm>
      )}
    </section>
  )
}
