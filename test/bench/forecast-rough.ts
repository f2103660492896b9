import { confidenceOf } from '../../api/velocity/flow/history.ts'
import { seenAt } from './forecast-methods.ts'
import { questionsAt } from './forecast-protocol.ts'
import type { Question, Series } from './forecast-protocol.ts'

const CUTS = [12, 15, 20, 25, 30, 35, 40, 45, 50, 55, 59]

/** Questions to a young project: its history cut on the day its 12th … 59th item was done. Cuts that the product refuses are not asked. */
export function roughQuestions(series: Series): Question[] {
  const questions: Question[] = []
  let done = 0
  let cut = 0
  for (let day = 0; day < series.daily.length - 1 && cut < CUTS.length; day++) {
    done += series.daily[day]!
    if (done < CUTS[cut]!) continue
    while (cut < CUTS.length && done >= CUTS[cut]!) cut++
    if (confidenceOf(seenAt(series, day)) === 'rough') questions.push(...questionsAt(series, day))
  }
  return questions
}
