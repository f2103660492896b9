import type { TeamRowFragment } from '../../../operations.generated.ts'

type Absence = TeamRowFragment['absences'][number]

interface AbsencesProps {
  absences: readonly Absence[]
  set: (absences: Absence[]) => void
  error?: string | undefined
}

/** Stretches of days on which members are away; both days are included. */
export function Absences({ absences, set, error }: AbsencesProps) {
  const change = (at: number, part: Partial<Absence>) =>
    set(absences.map((absence, index) => (index === at ? { ...absence, ...part } : absence)))
  const today = new Date().toISOString().slice(0, 10)
  return (
    <fieldset class="absences">
      <legend class="label">Away</legend>
      {absences.length > 0 && <p class="hint">First day, last day, and how many members are away.</p>}
      {absences.map((absence, at) => (
        <div class="absence" key={at}>
          <input
            type="date"
            aria-label={`Absence ${at + 1}, first day`}
            value={absence.from}
            onInput={(event) => change(at, { from: event.currentTarget.value })}
          />
          <input
            type="date"
            aria-label={`Absence ${at + 1}, last day`}
            value={absence.to}
            onInput={(event) => change(at, { to: event.currentTarget.value })}
          />
          <input
            type="text"
            inputMode="numeric"
            aria-label={`Absence ${at + 1}, members away`}
            value={String(absence.members)}
            onInput={(event) => change(at, { members: Number.parseInt(event.currentTarget.value, 10) || 0 })}
          />
          <button
            class="btn quiet small"
            type="button"
            onClick={() => set(absences.filter((_, index) => index !== at))}
          >
            Remove<span class="sr"> absence {at + 1}</span>
          </button>
        </div>
      ))}
      {error && <p class="error">Absence: {error}.</p>}
      <div>
        <button
          class="btn quiet small"
          type="button"
          onClick={() => set([...absences, { from: today, to: today, members: 1, reason: null }])}
        >
          Add absence
        </button>
      </div>
    </fieldset>
  )
}
