import type { Context } from '../data/context.ts'
import { Workspace } from '../identity/entity.ts'
import { analysis } from '../workers/analysis.ts'
import { compose } from './compose/compose.ts'
import { loadMaterial } from './material-service.ts'
import type { Brief } from './material.ts'

/** Everything that the records and the analyses say, in one task: it waits for its turn once, and texts of thousands of items stop nobody. */
const outlineOf = analysis(
  'prd.outline',
  async (context, workspace, { brief, strategic }: { brief: Omit<Brief, 'title'>; strategic: boolean }) => ({
    composed: compose(await loadMaterial(context, workspace, brief, strategic)),
    dataVersion: workspace.dataVersion,
  }),
)

/** Once more when the data changed meanwhile, so that all parts speak of one state. */
export async function composedOf(
  context: Context,
  workspace: Workspace,
  brief: Omit<Brief, 'title'>,
  strategic: boolean,
) {
  for (let attempt = 1; ; attempt++) {
    const { composed, dataVersion } = await outlineOf(context, workspace, { brief, strategic })
    const after = await context.db.snapshot(() =>
      context.db.em.findOneOrFail(Workspace, { id: workspace.id }, { disableIdentityMap: true }),
    )
    if (after.dataVersion === dataVersion) return { composed, dataVersion }
    if (attempt === 2) {
      const { document } = composed
      const warning = 'The backlog changed while this was written, so some parts may be from before the change.'
      return {
        composed: { ...composed, document: { ...document, warnings: [...document.warnings, warning] } },
        dataVersion,
      }
    }
  }
}
