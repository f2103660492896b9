import { useMemo } from 'preact/hooks'
import { ForecastPageDocument, OpenEpicsDocument, type ForecastPageQuery } from '../../operations.generated.ts'
import { Forecast } from '../../pictures/forecast/forecast.tsx'
import { forecastCsv, fromGraph } from '../../pictures/forecast/forecast-picture.ts'
import { useQuery } from '../query.ts'
import { useAddress } from '../router.tsx'
import type { Workspace } from '../session.tsx'
import { Text } from '../parts/field.tsx'
import { LOCALE } from '../parts/format.ts'
import { AnalysisAnswer, AnalysisPage, Picture, Select, useTheme } from './page.tsx'

/** Which date may we promise? */
export const ForecastPage = () => (
  <AnalysisPage title="Forecast" empty="Import a backlog first. Its open work is forecast here.">
    {(workspace) => <Chosen key={workspace.id} workspace={workspace} />}
  </AnalysisPage>
)

const DAY = /^\d{4}-\d\d-\d\d$/

function Chosen({ workspace }: { workspace: Workspace }) {
  const [said, say] = useAddress()
  const [epic, team] = [said.get('epic'), said.get('team')]
  const target = DAY.test(said.get('target') ?? '') ? said.get('target') : null
  const query = useQuery(ForecastPageDocument, {
    workspace: workspace.id,
    epic,
    team: team ? [team] : null,
    target,
  })
  const epics = useQuery(OpenEpicsDocument, { workspace: workspace.id }).data?.workspace.backlog.nodes ?? []
  return (
    <AnalysisAnswer
      query={query}
      title="Forecast"
      what="the forecast"
      controls={({ workspace: { teams } }) => (
        <>
          {epics.length > 0 && (
            <Select
              label="Work"
              value={epic ?? ''}
              set={(value) => say({ epic: value })}
              choices={[
                { value: '', text: 'All open work' },
                ...epics.map(({ key, title }) => ({ value: key, text: `${key} ${title}` })),
              ]}
            />
          )}
          {teams.length > 1 && (
            <Select
              label="Team"
              value={team ?? ''}
              set={(value) => say({ team: value })}
              choices={[{ value: '', text: 'All teams' }, ...teams.map(({ name }) => ({ value: name, text: name }))]}
            />
          )}
          <Text
            label="Target date"
            value={target ?? ''}
            set={(value) => say({ target: value })}
            input={{ type: 'date' }}
          />
        </>
      )}
    >
      {({ workspace: { deliveryForecast } }) => <Drawn forecast={deliveryForecast} />}
    </AnalysisAnswer>
  )
}

function Drawn({ forecast }: { forecast: ForecastPageQuery['workspace']['deliveryForecast'] }) {
  const theme = useTheme()
  const picture = useMemo(() => fromGraph(forecast), [forecast])
  return (
    <Picture
      name="forecast"
      csv={() => forecastCsv(picture)}
      stamp={forecast.stamp}
      assumptions={picture.assumptions}
      warnings={picture.warnings}
    >
      <Forecast picture={picture} locale={LOCALE} theme={theme} page />
    </Picture>
  )
}
