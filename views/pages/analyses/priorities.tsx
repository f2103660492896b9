import { useEffect, useMemo, useRef } from 'preact/hooks'
import { PrioritiesPageDocument, type PrioritiesPageQuery, type RankingMethod } from '../../operations.generated.ts'
import { Priorities } from '../../pictures/priorities/priorities.tsx'
import { fromGraph, prioritiesCsv, type Order } from '../../pictures/priorities/priorities-picture.ts'
import { LOCALE } from '../parts/format.ts'
import { useQuery } from '../query.ts'
import { useAddress } from '../router.tsx'
import type { Workspace } from '../session.tsx'
import { AnalysisAnswer, AnalysisPage, Picture, Select, useTheme } from './page.tsx'
import { rankerOf } from './ranker.ts'

/** Items from which a ranking takes longer than a frame, and so a thread of its own. */
const LONG = 300

const METHODS: Readonly<Record<RankingMethod, string>> = { wsjf: 'WSJF', rice: 'RICE', ice: 'ICE' }

/** What next, and why this order? */
export const PrioritiesPage = () => (
  <AnalysisPage title="Priorities" empty="Import a backlog first. Its open work is ranked here.">
    {(workspace) => <Ranking key={workspace.id} workspace={workspace} />}
  </AnalysisPage>
)

function Ranking({ workspace }: { workspace: Workspace }) {
  const [said, say] = useAddress()
  const method = (Object.keys(METHODS) as RankingMethod[]).find((one) => one === said.get('method')) ?? 'wsjf'
  const team = said.get('team')
  const query = useQuery(PrioritiesPageDocument, { workspace: workspace.id, method, team })
  return (
    <AnalysisAnswer
      query={query}
      title="Priorities"
      what="the ranking"
      controls={({ workspace: { teams } }) => (
        <>
          <Select
            label="Ranked by"
            value={method}
            set={(value) => say({ method: value === 'wsjf' ? null : value })}
            choices={Object.entries(METHODS).map(([value, text]) => ({ value, text }))}
          />
          {teams.length > 1 && (
            <Select
              label="Team"
              value={team ?? ''}
              set={(value) => say({ team: value })}
              choices={[{ value: '', text: 'All teams' }, ...teams.map(({ name }) => ({ value: name, text: name }))]}
            />
          )}
        </>
      )}
    >
      {({ workspace: { priorities } }) => <Drawn priorities={priorities} />}
    </AnalysisAnswer>
  )
}

function Drawn({ priorities }: { priorities: PrioritiesPageQuery['workspace']['priorities'] }) {
  const theme = useTheme()
  const picture = useMemo(() => fromGraph(priorities), [priorities])
  const next = priorities.estimateNext
  const far = useMemo(() => ((picture.inputs?.candidates.length ?? 0) < LONG ? null : rankerOf(picture)), [picture])
  useEffect(() => () => far?.end(), [far])
  const order = useRef<Order | null>(null)
  return (
    <Picture
      name="priorities"
      csv={() => prioritiesCsv(picture, order.current)}
      stamp={priorities.stamp}
      assumptions={[
        ...(next.length
          ? [
              `Estimate next: ${next.map(({ key, rankBest, rankWorst }) => `${key} (rank ${rankBest} to ${rankWorst})`).join(', ')}.`,
            ]
          : []),
        ...priorities.assumptions,
      ]}
      warnings={priorities.warnings}
    >
      <Priorities
        picture={picture}
        locale={LOCALE}
        theme={theme}
        ranker={far?.rank ?? null}
        onOrder={(changed) => (order.current = changed)}
        fullscreen
        page
      />
    </Picture>
  )
}
