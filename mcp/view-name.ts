/** The views by the names of their tools, in the order of the product page. */
export const VIEWS = [
  {
    name: 'schedule-portfolio',
    title: 'Portfolio Schedule',
    description: 'Gantt chart with team lanes, utilization, critical path, and late and unplaced items',
  },
  {
    name: 'forecast-delivery',
    title: 'Delivery Forecast',
    description: 'Distribution of the finish date with P50–P95, and the risk at a target date',
  },
  {
    name: 'optimize-priorities',
    title: 'Priority Dashboard',
    description: 'Ranked items with tiers, scores, and reasons; weights re-rank them at once',
  },
  {
    name: 'generate-prd',
    title: 'PRD Document',
    description: 'The document with its contents, sources, and strategic context',
  },
] as const
export type View = (typeof VIEWS)[number]
export type ViewName = View['name']
export const VIEW_NAMES: readonly ViewName[] = VIEWS.map(({ name }) => name)

/** What a tool says of its view, in the form of the specification and in the older one that some hosts still read. */
export const viewMeta = (view: ViewName) => ({
  ui: { resourceUri: `ui://pm33/${view}` },
  'ui/resourceUri': `ui://pm33/${view}`,
})
