import type { AnalysisContext } from '../data/context.ts'
import { notFound } from '../graphql/errors.ts'
import type { Workspace } from '../identity/entity.ts'
import { uuidOf } from '../identity/service.ts'
import { Schedule } from './entity.ts'

/** A kept plan by its id or name, without its items unless they are populated. @throws NOT_FOUND */
export async function baselineFor(
  { db }: AnalysisContext,
  workspace: Workspace,
  ref: string,
  populate: readonly 'items'[] = [],
): Promise<Schedule> {
  const uuid = uuidOf('ScheduleBaseline', ref)
  const found = await db.em.findOne(
    Schedule,
    { workspace: { id: workspace.id }, ...(uuid ? { id: uuid } : { name: ref }) },
    { populate },
  )
  if (!found) {
    const kept = await db.em.find(Schedule, { workspace: { id: workspace.id } }, { fields: ['name'], limit: 1_000 })
    throw notFound(
      'Baseline',
      ref,
      kept.flatMap(({ name }) => name ?? []),
    )
  }
  return found
}

/** The plan that was saved last, with its items, as known at the end of a day; null without one. */
export async function newestPlan({ db }: AnalysisContext, workspace: Workspace, day: string): Promise<Schedule | null> {
  return db.em.findOne(
    Schedule,
    { workspace: { id: workspace.id }, asOf: { $lte: day } },
    { populate: ['items'], orderBy: { createdAt: 'desc', id: 'asc' }, disableIdentityMap: true },
  )
}
