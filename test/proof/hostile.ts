/**
 * `npm run proof -- hostile [COUNT]`: each of 300 hostile texts alone in every text of a tenant, and everything a model
 * gets afterwards; with every tenth also what pages, partners, and files get.
 */
import { deepest, ways } from '../isolation/walk.ts'
import { PAYLOADS, SEEN } from '../hostile/payloads.ts'
import { askedOf, exportedFrom, hiddenIn, poisoned } from '../hostile/poisoned.ts'

export async function run([count]: string[]): Promise<void> {
  const payloads = PAYLOADS.slice(0, count ? Number(count) : undefined)
  const given = await poisoned({ embedded: 'memory://' })
  const hits: string[] = []
  let answers = 0
  let shown = 0
  try {
    for (const [at, payload] of payloads.entries()) {
      await given.fill(payload)
      const found = await askedOf(given, SEEN)
      answers += 18
      shown += found.shown.length
      hits.push(...found.hits.map((hit) => `${JSON.stringify(payload)} in ${hit}`))
      if (at % 10) continue
      for (const way of ways.filter(({ kind }) => kind === 'query')) {
        answers++
        hits.push(...hiddenIn((await deepest(way, given.side)).reply.body))
      }
      for (const file of await exportedFrom(given)) hits.push(...hiddenIn(file))
    }
  } finally {
    await given.close()
  }
  console.log(
    `${payloads.length} payloads, ${answers} answers, ${shown} of them with the text of a record: ${hits.length} hits`,
  )
  for (const hit of hits.slice(0, 20)) console.log(`  ${hit}`)
  if (hits.length) process.exitCode = 1
}
