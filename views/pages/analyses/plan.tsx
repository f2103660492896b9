import { useMemo, useState } from 'preact/hooks'
import {
  DeleteBaselineDocument,
  PlanPageDocument,
  SaveBaselineDocument,
  type PlanPageQuery,
  type ScheduleObjective,
} from '../../operations.generated.ts'
import { Schedule } from '../../pictures/schedule/schedule.tsx'
import { fromGraph, scheduleCsv } from '../../pictures/schedule/schedule-picture.ts'
import { ask } from '../graphql.ts'
import { Confirm } from '../parts/dialog.tsx'
import { FormDialog } from '../parts/form-dialog.tsx'
import { fullDay, LOCALE } from '../parts/format.ts'
import { useQuery } from '../query.ts'
import { useAddress } from '../router.tsx'
import { useSession, type Workspace } from '../session.tsx'
import { AnalysisAnswer, AnalysisPage, Picture, Select } from './page.tsx'

const OBJECTIVES: Readonly<Record<ScheduleObjective, string>> = {
  costOfDelay: 'Least cost of delay',
  makespan: 'Earliest end',
  tardiness: 'Least lateness',
}

/** Does it fit, and what breaks? */
export const PlanPage = () => (
  <AnalysisPage title="Plan" empty="Import a backlog first. Its open work is planned here.">
    {(workspace) => <Plan key={workspace.id} workspace={workspace} />}
  </AnalysisPage>
)

function Plan({ workspace }: { workspace: Workspace }) {
  const [said, say] = useAddress()
  const { may } = useSession()
  const objective =
    (Object.keys(OBJECTIVES) as ScheduleObjective[]).find((one) => one === said.get('objective')) ?? 'costOfDelay'
  const baseline = said.get('baseline')
  const query = useQuery(PlanPageDocument, { workspace: workspace.id, objective, baseline })
  const [saving, setSaving] = useState(false)
  const [leaving, setLeaving] = useState<{ id: string; name: string } | null>(null)
  return (
    <>
      <AnalysisAnswer
        query={query}
        title="Plan"
        what="the plan"
        controls={({ workspace: { scheduleBaselines } }) => (
          <>
            <Select
              label="Optimize for"
              value={objective}
              set={(value) => say({ objective: value === 'costOfDelay' ? null : value })}
              choices={Object.entries(OBJECTIVES).map(([value, text]) => ({ value, text }))}
            />
            {scheduleBaselines.length > 0 && (
              <Select
                label="Compare with"
                value={baseline ?? ''}
                set={(value) => say({ baseline: value })}
                choices={[
                  { value: '', text: 'Nothing' },
                  ...scheduleBaselines.map(({ id, name, asOf }) => ({
                    value: id,
                    text: `${name}, ${fullDay(asOf)}`,
                  })),
                ]}
              />
            )}
            {may('backlog:write') &&
              scheduleBaselines
                .filter(({ id }) => id === baseline)
                .map((one) => (
                  <button key={one.id} class="btn quiet small revoke" type="button" onClick={() => setLeaving(one)}>
                    Delete<span class="sr"> saved plan {one.name}</span>
                  </button>
                ))}
          </>
        )}
      >
        {({ workspace: { portfolioSchedule } }) => (
          <Drawn schedule={portfolioSchedule} save={may('backlog:write') ? () => setSaving(true) : null} />
        )}
      </AnalysisAnswer>
      {leaving && (
        <Confirm
          title={`Delete the saved plan “${leaving.name}”?`}
          action="Delete saved plan"
          onClose={() => setLeaving(null)}
          work={async () => {
            await ask(DeleteBaselineDocument, { workspace: workspace.id, id: leaving.id })
            say({ baseline: null })
          }}
        >
          Plans can no longer be compared with it. The items that it planned are kept.
        </Confirm>
      )}
      {saving && (
        <FormDialog
          title="Save this plan"
          entries={[{ name: 'name', label: 'Name', value: '', hint: 'Later plans can be compared with it.' }]}
          action="Save plan"
          onClose={() => setSaving(false)}
          save={async ({ name }) => {
            await ask(SaveBaselineDocument, { workspace: workspace.id, name: name!, objective })
            await query.reload()
          }}
        />
      )}
    </>
  )
}

interface DrawnProps {
  schedule: PlanPageQuery['workspace']['portfolioSchedule']
  save: (() => void) | null
}

function Drawn({ schedule, save }: DrawnProps) {
  const picture = useMemo(() => fromGraph(schedule), [schedule])
  return (
    <Picture
      name="plan"
      csv={() => scheduleCsv(picture)}
      stamp={schedule.stamp}
      assumptions={schedule.assumptions}
      warnings={schedule.warnings}
      actions={
        save && (
          <button class="btn" type="button" onClick={save}>
            Save plan
          </button>
        )
      }
    >
      <Schedule picture={picture} locale={LOCALE} fullscreen page />
    </Picture>
  )
}
