import { useState } from 'preact/hooks'
import {
  CreateTeamDocument,
  UpdateTeamDocument,
  type TeamRowFragment,
  type TeamsQuery,
} from '../../../operations.generated.ts'
import { ask } from '../../graphql.ts'
import { Dialog, unplaced } from '../../parts/dialog.tsx'
import { Field, Text } from '../../parts/field.tsx'
import { centsOrEmpty, wholeOrEmpty } from '../../parts/numbers.ts'
import { Refused } from '../../parts/states.tsx'
import { useAction } from '../../query.ts'
import { Absences } from './absences.tsx'

interface TeamDialogProps {
  workspace: TeamsQuery['workspace']
  team: TeamRowFragment | null
  onClose: () => void
  onSaved: () => Promise<void>
}

const words = (text: string) =>
  text
    .split(',')
    .map((word) => word.trim())
    .filter(Boolean)

/** Fields that show what is wrong with them. */
const PLACED = ['name', 'members', 'skills', 'calendarId', 'costRateCents']

/** Capacity of a team: how many, who can what, when they work. */
export function TeamDialog({ workspace, team, onClose, onSaved }: TeamDialogProps) {
  const [name, setName] = useState(team?.name ?? '')
  const [members, setMembers] = useState(String(team?.members ?? ''))
  const [skills, setSkills] = useState(team?.skills.join(', ') ?? '')
  const [calendarId, setCalendarId] = useState(team?.calendar?.id ?? '')
  const [cost, setCost] = useState(team?.costRateCents == null ? '' : String(team.costRateCents / 100))
  const [absences, setAbsences] = useState(team?.absences ?? [])
  const { run, busy, problem } = useAction(async () => {
    const input = {
      name,
      members: wholeOrEmpty('members', members),
      skills: words(skills),
      calendarId: calendarId || null,
      costRateCents: centsOrEmpty('costRateCents', cost),
      absences: absences.map(({ from, to, members: out, reason }) => ({
        from,
        to,
        members: out,
        reason: reason ?? null,
      })),
    }
    if (team) await ask(UpdateTeamDocument, { id: team.id, input })
    else await ask(CreateTeamDocument, { workspace: workspace.id, input })
    await onSaved()
    onClose()
  })
  const submit = (event: SubmitEvent) => {
    event.preventDefault()
    run()
  }
  const absenceIssue = problem?.issues.find(({ path }) => path.includes('absences'))
  return (
    <Dialog title={team ? `Edit team “${team.name}”` : 'Add a team'} onClose={onClose}>
      <form class="stack" onSubmit={submit} noValidate>
        <Refused problem={absenceIssue ? null : unplaced(problem, PLACED)} />
        <Text label="Name" value={name} set={setName} error={problem?.of('name')} input={{ autofocus: true }} />
        <Text
          label="Members"
          value={members}
          set={setMembers}
          error={absenceIssue ? null : problem?.of('members')}
          hint="How many people work at the same time. Leave it empty if you do not know."
          input={{ inputMode: 'numeric' }}
        />
        <Text
          label="Skills"
          value={skills}
          set={setSkills}
          error={problem?.of('skills')}
          hint="Separated by commas. If empty, the team takes any work."
        />
        <Field label="Calendar" error={problem?.of('calendarId')}>
          {(attributes) => (
            <select {...attributes} value={calendarId} onChange={(event) => setCalendarId(event.currentTarget.value)}>
              <option value="">Monday to Friday</option>
              {workspace.calendars.map(({ id, name: calendar }) => (
                <option key={id} value={id}>
                  {calendar}
                </option>
              ))}
            </select>
          )}
        </Field>
        <Text
          label="Cost of one member per week"
          value={cost}
          set={setCost}
          error={problem?.of('costRateCents')}
          hint={`${workspace.currency ? `In ${workspace.currency}` : 'No currency is set for this workspace'}. Used to compare the cost of scenarios.`}
          input={{ inputMode: 'decimal' }}
        />
        <Absences absences={absences} set={setAbsences} error={absenceIssue?.message} />
        <div class="row end">
          <button class="btn" type="button" onClick={onClose}>
            Cancel
          </button>
          <button class="btn main" type="submit" aria-disabled={busy}>
            {team ? 'Save team' : 'Add team'}
          </button>
        </div>
      </form>
    </Dialog>
  )
}
