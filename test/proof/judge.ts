/**
 * `npm run proof -- judge`: the judge on sentences whose truth is known, by the model that `PM33_AI_PROVIDER`,
 * `PM33_AI_MODEL`, `PM33_AI_KEY`, and, for an address of one's own, `PM33_AI_BASE_URL` and `PM33_AI_HOSTS` name. It asks
 * some 30 questions and costs about 100,000 tokens.
 */
import { ask } from '../../api/ai/ask-service.ts'
import { readConfig } from '../../api/server/config.ts'
import { judgeQuestion, withVerdicts } from '../../api/prd/writing/judge.ts'
import type { Checked } from '../../api/prd/writing/merge.ts'
import { casesOf, SETS, shareOf, type Case } from '../prd/corpus.ts'

/** Sentences in one question, as many as a document has. */
const AT_ONCE = 20
const LIMITS = { connectMs: 120_000, idleMs: 30_000, totalMs: 120_000 }

export async function run(): Promise<void> {
  const { aiOffered: access, aiHosts } = readConfig({ ...process.env, PM33_SECRET: '-'.repeat(32) })
  if (!access) throw new Error('No model to ask. Set PM33_AI_PROVIDER, PM33_AI_MODEL, and PM33_AI_KEY.')
  for (const set of SETS) {
    const cases = casesOf(set)
    const refused = new Set<Case>()
    let unjudged = 0
    for (const together of Map.groupBy(cases, ({ pool }) => pool).values())
      // True and wrong sentences mixed, by their words.
      for (const batch of inPieces(together.toSorted((a, b) => (reversed(a) < reversed(b) ? -1 : 1)))) {
        const written = batch.map(({ sentence }): Checked => ({ key: 'problem', sentence, problems: '', own: [] }))
        const outcome = await ask(access, judgeQuestion(batch[0]!.pool, written)!, LIMITS, { hosts: aiHosts })
        if (outcome.kind !== 'answered') throw new Error(`The model did not answer: ${outcome.kind}.`)
        const verdicts = withVerdicts(written, outcome.answer)
        unjudged += verdicts.unjudged
        for (const [at, { problems }] of verdicts.written.entries()) if (problems) refused.add(batch[at]!)
      }
    const of = (isTrue: boolean, holds: (one: Case) => boolean) =>
      shareOf(
        cases.filter((one) => one.isTrue === isTrue),
        holds,
      ).toFixed(1)
    const both = (one: Case) => !one.passes || refused.has(one)
    console.log(
      `${set}: the judge alone marks ${of(true, (one) => refused.has(one))}% of true sentences and finds ${of(false, (one) => refused.has(one))}% of errors; rules and judge together ${of(true, both)}% and ${of(false, both)}%; ${unjudged} without a verdict`,
    )
  }
}

const reversed = ({ sentence: { text } }: Case) => [...text].toReversed().join('')
const inPieces = (cases: readonly Case[]) =>
  Array.from({ length: Math.ceil(cases.length / AT_ONCE) }, (_, at) => cases.slice(at * AT_ONCE, (at + 1) * AT_ONCE))
