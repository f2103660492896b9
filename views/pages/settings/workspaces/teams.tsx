import { useState } from 'preact/hooks'
import { DeleteTeamDocument, type TeamRowFragment } from '../../../operations.generated.ts'
import { ask } from '../../graphql.ts'
import { Confirm } from '../../parts/dialog.tsx'
import { Rows } from '../../parts/rows.tsx'
import { Empty } from '../../parts/states.tsx'
import { counted, days, figure } from '../../parts/format.ts'
import { moneyText } from '../../../../text.ts'
import { CurrencyField } from './currency-field.tsx'
import type { SectionProps } from '../section.ts'
import { TeamDialog } from './team-dialog.tsx'

/** The next absence that has not ended, and how many follow. */
function away({ absences }: TeamRowFragment): string {
  const today = new Date().toISOString().slice(0, 10)
  const [next, ...later] = absences.filter(({ to }) => to >= today)
  if (!next) return 'nobody planned'
  return `${next.members} on ${days(next.from, next.to)}${later.length ? `, then ${figure(later.length)} more` : ''}`
}

export function Teams({ workspace, mayEdit, reload }: SectionProps) {
  const [editing, setEditing] = useState<TeamRowFragment | 'new' | null>(null)
  const [leaving, setLeaving] = useState<TeamRowFragment | null>(null)
  const add = mayEdit && (
    <button class="btn" type="button" onClick={() => setEditing('new')}>
      Add team
    </button>
  )
  return (
    <section aria-labelledby="teams">
      <div class="head">
        <h2 id="teams">Teams of {workspace.name}</h2>
        {workspace.teams.length > 0 && add}
      </div>
      {workspace.teams.length ? (
        <Rows
          actions="several"
          caption="Teams"
          head={['Team', 'Capacity', 'Skills', 'Calendar', 'Away']}
          rows={workspace.teams}
          kind={['team', 'teams']}
          text={({ name, skills }) => `${name} ${skills.join(' ')}`}
        >
          {(team) => (
            <tr key={team.id}>
              <th scope="row">
                <b>{team.name}</b>
              </th>
              <td data-l="Capacity">
                <span>
                  {team.members == null ? <span class="dim">members unknown</span> : counted(team.members, 'member')}
                  {team.costRateCents != null && (
                    <span class="sub">{moneyText(team.costRateCents / 100, workspace.currency)} a week each</span>
                  )}
                </span>
              </td>
              <td data-l="Skills">{team.skills.length ? team.skills.join(', ') : <span class="dim">any work</span>}</td>
              <td data-l="Calendar">{team.calendar?.name ?? <span class="dim">Monday to Friday</span>}</td>
              <td data-l="Away">{away(team)}</td>
              <td class="act">
                {mayEdit && (
                  <>
                    <button class="btn quiet small" type="button" onClick={() => setEditing(team)}>
                      Edit<span class="sr"> {team.name}</span>
                    </button>
                    <button class="btn quiet small revoke" type="button" onClick={() => setLeaving(team)}>
                      Delete<span class="sr"> {team.name}</span>
                    </button>
                  </>
                )}
              </td>
            </tr>
          )}
        </Rows>
      ) : (
        <Empty title="No teams yet" action={add}>
          A plan needs at least one team with a capacity. Importing a file with a team column creates teams.
        </Empty>
      )}
      {mayEdit && workspace.teams.length > 0 && <CurrencyField workspace={workspace} reload={reload} />}
      {editing && (
        <TeamDialog
          workspace={workspace}
          team={editing === 'new' ? null : editing}
          onClose={() => setEditing(null)}
          onSaved={reload}
        />
      )}
      {leaving && (
        <Confirm
          title={`Delete team “${leaving.name}”?`}
          action="Delete team"
          onClose={() => setLeaving(null)}
          work={async () => {
            await ask(DeleteTeamDocument, { id: leaving.id })
            await reload()
          }}
        >
          Its items and sprints are kept without a team. Plans no longer include its capacity.
        </Confirm>
      )}
    </section>
  )
}
