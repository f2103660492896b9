import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { isoOf } from '../../api/math/calendar.ts'
import { calibratedForecasts } from '../bench/forecast/forecast-methods.ts'
import { loadSeries, questionsOf, TAUS, type Question } from '../bench/forecast/forecast-protocol.ts'
import { adapter, claude, type AdapterInTest, type Claude } from '../claude.ts'
import { doorsOf, type Doors } from '../imports/doors.ts'
import { world, type World } from '../world.ts'

// A file holds what the bench scores: one row for each finished item, mass closes and bots left out as the bench leaves them out.
const series = loadSeries(fileURLToPath(new URL('../bench/series', import.meta.url))).filter(({ name }) =>
  ['git_h3', 'rueedlinger_p1', 'tawos_hyperledger_indy_sdk'].includes(name),
)

let pm33: World
let mcp: AdapterInTest
let client: Claude
let doors: Doors
beforeAll(async () => {
  pm33 = await world()
  const acme = await pm33.tenant('Acme')
  doors = await doorsOf(pm33, acme)
  mcp = await adapter(pm33)
  client = await claude(mcp, await acme.key())
})
afterAll(async () => {
  await client?.close()
  await mcp?.close()
  await pm33?.close()
})

test('three public histories are at hand', () => expect(series).toHaveLength(3))

test.each(series.map((one) => [one.name, one] as const))(
  '%s, imported as CSV, gets the dates that the bench scores',
  async (name, history) => {
    const rows = [...history.daily].flatMap((count, at) =>
      Array.from({ length: count }, () => isoOf(history.from + at)),
    )
    const csv = [
      'Issue key,Summary,Issue Type,Status,Created,Resolved',
      ...rows.map((day, at) => `H-${at + 1},Finished ${at + 1},Story,Done,${day},${day}`),
    ].join('\n')
    const { written, workspace } = await doors.import(csv, { fileName: `${name}.csv`, workspaceName: name })
    expect(written.created).toBe(rows.length)

    const questions = questionsOf(history)
    const asked: Question[] = [0, 0.3, 0.7, 0.999].map((at) => questions[Math.floor(questions.length * at)]!)
    const scored = calibratedForecasts()
    for (const question of asked) {
      const { data } = await client.call<{ dates: { percentile: number; days: number; date: string }[] }>(
        'forecast_delivery',
        { workspaceId: workspace.key, count: question.n, asOf: isoOf(history.from + question.origin) },
      )
      const answers = scored(question)
      const named = data.dates.map(({ percentile, days, date }) => ({ percentile, days, date }))
      const wanted = [50, 75, 90, 95].map((percentile) => {
        const days = answers[TAUS.findIndex((tau) => Math.abs(tau - percentile / 100) < 1e-9)]!
        return { percentile, days, date: isoOf(history.from + question.origin + days) }
      })
      expect(named).toEqual(wanted)
    }
  },
)
