/**
 * `npm run proof -- demo [--days 12]`: the demo made on as many days, spread over a year, weekends and the turn of the year
 * among them, and asked through a client: its size, its dates, and its track record.
 */
import { parseArgs } from 'node:util'
import { askedShop, missedBars } from '../demo/shop.ts'
import { world } from '../world.ts'

const DAY = 86_400_000

export async function run(argv: string[]): Promise<void> {
  const { values } = parseArgs({ args: argv, options: { days: { type: 'string', default: '12' } } })
  const days = Number(values.days)
  const pm33 = await world('embedded', { embedded: 'memory://' })
  try {
    for (let at = 0, passed = 0; at < days; at++) {
      const ahead = Math.round((at * 365) / days)
      pm33.clock.move((ahead - passed) * DAY)
      passed = ahead
      const today = pm33.clock.now()
      const shop = await askedShop(pm33)
      const missed = await missedBars(shop.ask, today)
      const { text } = await shop.ask('forecast_delivery')
      await shop.close()
      console.log(`${today.toUTCString().slice(0, 16)}: ${text.split('\n')[0]} ${missed.length} bars missed`)
      for (const bar of missed) console.log(`  ${bar}`)
      if (missed.length) process.exitCode = 1
    }
  } finally {
    await pm33.close()
  }
}
