/** The demo as somebody who has just installed PM33 asks about it. */
import { writeDemo } from '../../api/demo/service.ts'
import { adapter, claude, type Answer } from '../claude.ts'
import type { World } from '../world.ts'

export type Ask = <Data = Record<string, unknown>>(
  tool: string,
  args?: Record<string, unknown>,
) => Promise<Answer<Data>>

export interface AskedShop {
  ask: Ask
  close(): Promise<void>
}

/** A demo of its own, made on the day of the world's clock. @throws Error when a tool refuses */
export async function askedShop(pm33: World): Promise<AskedShop> {
  const demo = await pm33.tenant('Demo')
  await writeDemo(demo.db(), pm33.clock.now())
  const mcp = await adapter(pm33)
  const client = await claude(mcp, await demo.key())
  return {
    async ask<Data>(tool: string, args = {}) {
      const answer = await client.call<Data>(tool, args)
      if (answer.isError) throw new Error(`${tool}: ${answer.text}`)
      return answer
    },
    async close() {
      await client.close()
      await mcp.close()
    },
  }
}

interface Dated {
  openWork: number
  confidence: string
  dates: { percentile: number; days: number }[]
  trackRecord: { percentile: number; held: number; of: number }[]
}

/** What must hold of the demo on every day, as far as it does not: sentences for whoever reads the failure. */
export async function missedBars(ask: Ask, today: Date): Promise<string[]> {
  const { data: forecast } = await ask<Dated>('forecast_delivery')
  const { data: plan } = await ask<{ finish: string }>('schedule_portfolio')
  const { data: epics } = await ask<{ items: { key: string; title: string }[] }>('query_backlog', {
    filterTypes: ['epic'],
    columns: 'identity',
  })
  const weeks = (of: Dated, percentile: number) => of.dates.find((date) => date.percentile === percentile)!.days / 7
  const held = (percentile: number) => {
    const record = forecast.trackRecord.find((one) => one.percentile === percentile)!
    return (100 * record.held) / record.of
  }
  const bars: [what: string, value: number, least: number, most: number][] = [
    ['open items', forecast.openWork, 110, 150],
    ['open epics', epics.items.length, 8, 10],
    ['weeks to P50', weeks(forecast, 50), 10, 20],
    ['weeks to P90', weeks(forecast, 90), 10, 39],
    ['weeks of the plan', (Date.parse(plan.finish) - today.getTime()) / 604_800_000, 10, 20],
    ['% of P50 dates held', held(50), 40, 60],
    ['% of P90 dates held', held(90), 84, 97],
  ]
  for (const { key, title } of epics.items)
    bars.push([
      `weeks to P95 of ${title}`,
      weeks((await ask<Dated>('forecast_delivery', { epicId: key })).data, 95),
      1,
      54,
    ])
  const missed = bars
    .filter(([, value, least, most]) => value < least || value > most)
    .map(([what, value, least, most]) => `${what}: ${value.toFixed(1)}, not ${least} to ${most}`)
  return forecast.confidence === 'calibrated' ? missed : [...missed, `the forecast is ${forecast.confidence}`]
}
