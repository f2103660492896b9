import { useState } from 'preact/hooks'
import {
  CreateCalendarDocument,
  DeleteCalendarDocument,
  UpdateCalendarDocument,
  type CalendarRowFragment,
} from '../../../operations.generated.ts'
import { ask } from '../../graphql.ts'
import { Confirm, Dialog, unplaced } from '../../parts/dialog.tsx'
import { Field, Text } from '../../parts/field.tsx'
import { Rows } from '../../parts/rows.tsx'
import { Empty, Refused } from '../../parts/states.tsx'
import { counted, day, listed } from '../../parts/format.ts'
import { useAction } from '../../query.ts'
import type { SectionProps } from '../section.ts'

/** 0 is Monday. */
const WEEKDAYS = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday']

const weekdaysOf = (weekdays: readonly number[]) =>
  weekdays.join() === '0,1,2,3,4' ? 'Monday to Friday' : listed(weekdays.map((weekday) => WEEKDAYS[weekday]!))

function closed({ closedDays }: CalendarRowFragment): string {
  const today = new Date().toISOString().slice(0, 10)
  const next = closedDays.find((date) => date >= today)
  return closedDays.length ? `${counted(closedDays.length, 'day')}${next ? `, next ${day(next)}` : ''}` : 'none'
}

export function Calendars({ workspace, mayEdit, reload }: SectionProps) {
  const [editing, setEditing] = useState<CalendarRowFragment | 'new' | null>(null)
  const [leaving, setLeaving] = useState<CalendarRowFragment | null>(null)
  const add = mayEdit && (
    <button class="btn" type="button" onClick={() => setEditing('new')}>
      Add calendar
    </button>
  )
  return (
    <section aria-labelledby="calendars">
      <div class="head">
        <h2 id="calendars">Calendars</h2>
        {workspace.calendars.length > 0 && add}
      </div>
      {workspace.calendars.length ? (
        <Rows
          actions="several"
          caption="Calendars"
          head={['Calendar', 'Works', 'Closed']}
          rows={workspace.calendars}
          kind={['calendar', 'calendars']}
          text={({ name }) => name}
        >
          {(calendar) => (
            <tr key={calendar.id}>
              <th scope="row">
                <b>{calendar.name}</b>
              </th>
              <td data-l="Works">{weekdaysOf(calendar.weekdays)}</td>
              <td data-l="Closed">{closed(calendar)}</td>
              <td class="act">
                {mayEdit && (
                  <>
                    <button class="btn quiet small" type="button" onClick={() => setEditing(calendar)}>
                      Edit<span class="sr"> {calendar.name}</span>
                    </button>
                    <button class="btn quiet small revoke" type="button" onClick={() => setLeaving(calendar)}>
                      Delete<span class="sr"> {calendar.name}</span>
                    </button>
                  </>
                )}
              </td>
            </tr>
          )}
        </Rows>
      ) : (
        <Empty title="No calendars yet" action={add}>
          Teams work Monday to Friday. Add a calendar for public holidays, shutdowns, or a different working week.
        </Empty>
      )}
      {editing && (
        <CalendarDialog
          workspaceId={workspace.id}
          calendar={editing === 'new' ? null : editing}
          onClose={() => setEditing(null)}
          onSaved={reload}
        />
      )}
      {leaving && (
        <Confirm
          title={`Delete calendar “${leaving.name}”?`}
          action="Delete calendar"
          onClose={() => setLeaving(null)}
          work={async () => {
            await ask(DeleteCalendarDocument, { id: leaving.id })
            await reload()
          }}
        >
          Its teams go back to Monday to Friday and work on its closed days.
        </Confirm>
      )}
    </section>
  )
}

interface CalendarDialogProps {
  workspaceId: string
  calendar: CalendarRowFragment | null
  onClose: () => void
  onSaved: () => Promise<void>
}

function CalendarDialog({ workspaceId, calendar, onClose, onSaved }: CalendarDialogProps) {
  const [name, setName] = useState(calendar?.name ?? '')
  const [weekdays, setWeekdays] = useState<readonly number[]>(calendar?.weekdays ?? [0, 1, 2, 3, 4])
  const [closedDays, setClosedDays] = useState(calendar?.closedDays.join('\n') ?? '')
  const { run, busy, problem } = useAction(async () => {
    const input = { name, weekdays: [...weekdays], closedDays: closedDays.split(/[\s,;]+/).filter(Boolean) }
    if (calendar) await ask(UpdateCalendarDocument, { id: calendar.id, input })
    else await ask(CreateCalendarDocument, { workspace: workspaceId, input })
    await onSaved()
    onClose()
  })
  const submit = (event: SubmitEvent) => {
    event.preventDefault()
    run()
  }
  return (
    <Dialog title={calendar ? `Edit calendar “${calendar.name}”` : 'Add a calendar'} onClose={onClose}>
      <form class="stack" onSubmit={submit} noValidate>
        <Refused problem={unplaced(problem, ['name', 'weekdays', 'closedDays'])} />
        <Text label="Name" value={name} set={setName} error={problem?.of('name')} input={{ autofocus: true }} />
        <fieldset class="spaces">
          <legend class="label">Works on</legend>
          {WEEKDAYS.map((title, at) => (
            <label key={title}>
              <input
                type="checkbox"
                checked={weekdays.includes(at)}
                onChange={(event) =>
                  setWeekdays(
                    event.currentTarget.checked ? [...weekdays, at] : weekdays.filter((other) => other !== at),
                  )
                }
              />{' '}
              {title}
            </label>
          ))}
        </fieldset>
        {problem?.of('weekdays') && <p class="error">Choose at least one day.</p>}
        <Field
          label="Closed days"
          error={problem?.of('closedDays')}
          hint="Public holidays and shutdowns, one a line: 2026-12-25"
        >
          {(attributes) => (
            <textarea
              {...attributes}
              rows={5}
              value={closedDays}
              onInput={(event) => setClosedDays(event.currentTarget.value)}
            />
          )}
        </Field>
        <div class="row end">
          <button class="btn" type="button" onClick={onClose}>
            Cancel
          </button>
          <button class="btn main" type="submit" aria-disabled={busy}>
            {calendar ? 'Save calendar' : 'Add calendar'}
          </button>
        </div>
      </form>
    </Dialog>
  )
}
