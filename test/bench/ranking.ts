/**
 * `npm run bench -- ranking [--instances 1000] [--json]`: what the ranking loses against the exact optimum on small backlogs with
 * dependencies, and how long large ones take. The order that is scored is the one that the product returns.
 */
import { parseArgs } from 'node:util'
import { rank } from '../../api/optimize/rank/rank.ts'
import type { SequenceLimits } from '../../api/optimize/sequence/sequence.ts'
import { costOfDelay, delayCost, dispatchByScore, leastDelayCost, violations } from '../optimize/oracle.ts'
import { backlog, largeBacklog, SHAPES } from './ranking-instances.ts'
import type { Shape } from './ranking-instances.ts'

interface Loss {
  readonly mean: number
  readonly p95: number
  readonly shareOptimal: number
}

export async function run(argv: string[]): Promise<void> {
  const { values } = parseArgs({
    args: argv,
    options: { instances: { type: 'string', default: '1000' }, json: { type: 'boolean', default: false } },
  })
  const figures = {
    losses: SHAPES.map((shape) => losses(shape, Number(values.instances))),
    withoutDependencies: plainWsjf(200),
    large: [0, 1, 2].map((perItem) => large(5_000, perItem)),
  }
  if (values.json) {
    console.log(JSON.stringify(figures, null, 2))
    return
  }
  const percent = (share: number) => `${(share * 100).toFixed(3)} %`
  console.log('loss against the exact optimum, n = 6…14: mean / p95 / share optimal')
  for (const {
    shape,
    instances,
    product,
    searchOnly,
    wsjfDispatch,
    violations: broken,
    boundAbove,
  } of figures.losses) {
    const line = (name: string, loss: Loss) =>
      `  ${name.padEnd(34)} ${percent(loss.mean)} / ${percent(loss.p95)} / ${percent(loss.shareOptimal)}`
    console.log(
      `${shape}, ${instances} instances, ${broken} broken dependencies, ${boundAbove} bounds above the optimum`,
    )
    console.log(
      [
        line('as returned', product),
        line('without the exact small blocks', searchOnly),
        line('WSJF among unblocked items', wsjfDispatch),
      ].join('\n'),
    )
  }
  console.log(
    `without dependencies: ${figures.withoutDependencies.exact} of ${figures.withoutDependencies.instances} orders are exactly WSJF`,
  )
  for (const { items, arcs, milliseconds, cpuMilliseconds, gap } of figures.large)
    console.log(
      `${items} items, ${arcs} dependencies: ${milliseconds} ms (${cpuMilliseconds} ms of CPU time), at most ${percent(gap)} from the optimum`,
    )
}

/** @param instances per shape, with 6 to 14 items in turn */
function losses(shape: Shape, instances: number) {
  const found: Record<'product' | 'searchOnly' | 'wsjfDispatch', number[]> = {
    product: [],
    searchOnly: [],
    wsjfDispatch: [],
  }
  let [broken, boundAbove] = [0, 0]
  for (let i = 0; i < instances; i++) {
    const items = backlog(shape, 6 + (i % 9), i)
    const least = leastDelayCost(items)
    const ranked = (limits: SequenceLimits) => {
      const { items: rows, quality } = rank({ candidates: items, method: 'wsjf', factors: [], limits })
      const order = rows.map(({ id }) => id)
      broken += violations(items, order)
      if (quality.lowerBound > least * (1 + 1e-9)) boundAbove++
      return delayCost(items, order) / least - 1
    }
    found.product.push(ranked({}))
    found.searchOnly.push(ranked({ exactUpTo: 0 }))
    found.wsjfDispatch.push(delayCost(items, dispatchByScore(items)) / least - 1)
  }
  return {
    shape,
    instances,
    violations: broken,
    boundAbove,
    product: summary(found.product),
    searchOnly: summary(found.searchOnly),
    wsjfDispatch: summary(found.wsjfDispatch),
  }
}

function summary(losses: readonly number[]): Loss {
  const sorted = losses.toSorted((a, b) => a - b)
  const mean = sorted.reduce((sum, loss) => sum + loss, 0) / sorted.length
  return {
    mean,
    p95: sorted[Math.ceil(0.95 * sorted.length) - 1]!,
    shareOptimal: sorted.filter((loss) => loss < 1e-9).length / sorted.length,
  }
}

function plainWsjf(instances: number) {
  let exact = 0
  for (let i = 0; i < instances; i++) {
    const ranking = rank({ candidates: backlog('none', 40, i), method: 'wsjf', factors: [] })
    const byId = new Map(backlog('none', 40, i).map((item) => [item.id, costOfDelay(item) / item.jobSize!]))
    const scores = ranking.items.map(({ id }) => byId.get(id)!)
    if (scores.every((score, at) => at === 0 || score <= scores[at - 1]!)) exact++
  }
  return { instances, exact }
}

/** Medians of five rankings; CPU time is what remains comparable on a busy machine. */
function large(size: number, perItem: number) {
  const items = largeBacklog(size, perItem, 1)
  const arcs = items.reduce((count, item) => count + item.blockedBy.length, 0)
  let gap = 0
  const times = Array.from({ length: 5 }, () => {
    const [start, cpu] = [performance.now(), process.cpuUsage()]
    gap = rank({ candidates: items, method: 'wsjf', factors: [] }).quality.gap
    const { user, system } = process.cpuUsage(cpu)
    return { wall: performance.now() - start, cpu: (user + system) / 1_000 }
  })
  const median = (read: (time: (typeof times)[number]) => number) =>
    Math.round(times.map(read).sort((a, b) => a - b)[2]!)
  return { items: size, arcs, milliseconds: median(({ wall }) => wall), cpuMilliseconds: median(({ cpu }) => cpu), gap }
}
