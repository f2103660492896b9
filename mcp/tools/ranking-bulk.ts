import { fittingBulk } from '../answers/columns.ts'
import type { OptimizePrioritiesQuery } from '../operations.generated.ts'

type Ranking = Pick<OptimizePrioritiesQuery['workspace']['priorities'], 'inputs' | 'rows'>

/** Characters of a title in a row that the answer itself does not list. */
const SHORT_TITLE = 60

/**
 * What the priorities view ranks again with: every list in the order of `keys`. Lists that say nothing are left out, and
 * what is missing follows from the answer: without `titles` rows are named by their keys, and without `keys` the view shows
 * the rows of the answer and says that it cannot rank so many again.
 */
export function rankingBulk({ inputs, rows }: Ranking): object {
  const parts = rows.map(({ node: { size, parts: all } }) => ({
    size,
    parts: all.map(({ name, value }) => [name, value]),
  }))
  if (!inputs) return { parts }
  const { keys, titles, types, priorities, blockedBy, figures, factors } = inputs
  const kinds = [...new Set(types)]
  const stated = {
    keys,
    kinds,
    types: types.map((type) => kinds.indexOf(type)),
    priorities: priorities.map((priority) => priority[0]),
    ...(blockedBy.some(Boolean) && { blockedBy }),
    figures: Object.fromEntries(figures.map(({ field, values }) => [field, values])),
  }
  const effects = (reasons: boolean) =>
    factors.map(({ name, weight, values, reasons: why }) => ({
      name,
      weight,
      values,
      ...(reasons && { reasons: why }),
    }))
  const short = titles.map((title) => [...title].slice(0, SHORT_TITLE).join(''))
  return fittingBulk(
    () => ({ parts, ...stated, titles: short, factors: effects(true) }),
    () => ({ parts, ...stated, titles: short, factors: effects(false) }),
    () => ({ parts, ...stated, factors: effects(false) }),
    () => ({ parts }),
  )
}
