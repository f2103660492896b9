/** What the replay asks of each workspace: every analysis with its arguments, one at a time and some together. */

export interface ReplayQuestion {
  readonly tool: string
  readonly variables: Record<string, unknown>
}

/** @param demo names of the demo; else those of a generated backlog */
export function questionsFor(demo: boolean): readonly ReplayQuestion[] {
  const team = demo ? 'Checkout' : 'Team 1'
  const other = demo ? 'Discovery' : 'Team 2'
  const hire = (members: number) => ({ name: `Plus ${members}`, changes: [{ type: 'hire', team, members }] })
  const asked: Record<string, Record<string, unknown>[]> = {
    'optimize-priorities': [
      {},
      { limit: 10, method: 'rice' },
      { method: 'ice' },
      { alignmentWeight: 0, competitiveWeight: 0 },
      { alignmentWeight: 1.5 },
      { filterTypes: ['epic'] },
      { filterTypes: ['bug', 'task'], priority: ['critical', 'high'] },
      { teamId: team, limit: 40 },
      { search: 'checkout' },
      { targetDate: '2027-02-01' },
      { targetDate: '2026-12-15', teamId: team },
      { asOf: '2026-10-01', targetDate: '2027-03-01' },
    ],
    'forecast-delivery': [
      {},
      { count: 10 },
      { count: 100, targetDate: '2027-01-31' },
      { points: 40 },
      { teamIds: [team] },
      { teamIds: [team, other], unit: 'points' },
      { unit: 'items', includeScopeGrowth: true },
      { includeScopeGrowth: true, targetDate: '2027-06-30' },
      { asOf: '2026-09-01' },
      { asOf: '2026-05-15', count: 25 },
      { byEpic: true },
    ],
    'analyze-velocity': [
      {},
      { all: true },
      { teamId: team },
      { unit: 'items', weeks: 12 },
      { unit: 'points', weeks: 52 },
      { asOf: '2026-08-31' },
    ],
    'schedule-portfolio': [
      {},
      { objective: 'makespan' },
      { effort: 'quick', horizonWeeks: 12 },
      { teamIds: [team], includeStoryPacking: true },
      { startDate: '2026-12-07', horizonWeeks: 26 },
      { asOf: '2026-10-15' },
    ],
    'analyze-scenario': [
      { scenarios: [hire(1)] },
      { scenarios: [hire(1), hire(3)], targetDate: '2027-03-31' },
      { scenarios: [{ name: 'Move', changes: [{ type: 'moveMembers', from: team, to: other, members: 2 }] }] },
      { count: 60, scenarios: [hire(2)] },
      { scenarios: [hire(1)], asOf: '2026-09-15' },
    ],
    'score-alignment': [
      { evidence: false },
      { evidence: true, limit: 20 },
      { evidence: true, method: 'lexical' },
      { evidence: false, method: 'linked' },
      { evidence: true, filterTypes: ['bug'] },
    ],
  }
  return Object.entries(asked).flatMap(([tool, all]) => all.map((variables) => ({ tool, variables })))
}
