import { runningTotal, regimeAt, regimeOf } from '../../../api/velocity/flow/history.ts'
import { seenAt } from './forecast-methods.ts'
import { questionsAt } from './forecast-protocol.ts'
import type { Question, Series } from './forecast-protocol.ts'

const CUTS = [12, 15, 20, 25, 30, 35, 40, 45, 50, 55, 59]

/** Questions to a young project: its history cut on the day its 12th … 59th item was done. Cuts that the product refuses are not asked. */
export function youngQuestions(series: Series): Question[] {
  const questions: Question[] = []
  let done = 0
  let cut = 0
  for (let day = 0; day < series.daily.length - 1 && cut < CUTS.length; day++) {
    done += series.daily[day]!
    if (done < CUTS[cut]!) continue
    while (cut < CUTS.length && done >= CUTS[cut]!) cut++
    if (regimeOf(seenAt(series, day)) === 'young') questions.push(...questionsAt(series, day))
  }
  return questions
}

const APART = 14
const MOST = 41

/**
 * Questions to a slow project: sixty items done in all, fewer than fifteen of them in the last ninety days. Origins are two weeks apart or more, at most 41 a series, and stop as
 * far before the end as those of steady ones; work of more than a year at the present pace is not asked about.
 */
export function slowQuestions(series: Series): Question[] {
  const total = runningTotal(series.daily)
  const last = series.daily.length - 1
  const stop = last - Math.trunc(Math.min(365, 0.25 * last))
  const days = Array.from({ length: Math.max(0, stop - 120) }, (_, i) => 120 + i).filter(
    (day) => regimeAt(total, day + 1) === 'slow',
  )
  const step = Math.max(APART, Math.floor(days.length / MOST))
  const origins = days.filter((day, i) => i % step === 0 && regimeOf(seenAt(series, day)) === 'slow')
  return origins.slice(0, MOST).flatMap((origin) => {
    const perDay = (total[origin + 1]! - total[Math.max(0, origin - 89)]!) / 90
    return questionsAt(series, origin).filter(({ n }) => n <= 365 * perDay)
  })
}
