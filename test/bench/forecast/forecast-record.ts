import { trackRecord } from '../../../api/velocity/forecast/track-record.ts'
import { seenAt } from './forecast-methods.ts'
import { average, TAUS } from './forecast-protocol.ts'
import type { Answer, Question } from './forecast-protocol.ts'

export interface RecordScore {
  readonly series: number
  readonly questions: number
  /** P90 dates of the record that held, and P90 dates given beside it that held next; series with equal weight, in percent. */
  readonly stated: number
  readonly next: number
  /** Share of the answers whose record is that of four weeks of work, in percent. */
  readonly fourWeeks: number
  /** Share of the answers that call their P90 off, in percent. */
  readonly off: number
}

const P90 = TAUS.findIndex((tau) => Math.abs(tau - 0.9) < 1e-9)

/** The record that would have been stated with each answer, against what became of that answer. */
export function scoreRecord(questions: readonly Question[], answers: readonly Answer[]): RecordScore {
  const rows = questions.flatMap(({ series, origin, n, actual }, i) => {
    const record = trackRecord(seenAt(series, origin), n).find(({ level }) => level === 0.9)
    return record
      ? [
          {
            series: series.name,
            stated: record.held / record.of,
            next: actual <= answers[i]![P90]! ? 1 : 0,
            fourWeeks: record.fourWeeks ? 1 : 0,
            off: record.off ? 1 : 0,
          },
        ]
      : []
  })
  const bySeries = [...Map.groupBy(rows, (row) => row.series).values()].filter((asked) => asked.length >= 5)
  const mean = (value: (row: (typeof rows)[number]) => number) =>
    100 * average(bySeries.map((asked) => average(asked.map(value))))
  return {
    series: bySeries.length,
    questions: rows.length,
    stated: mean((row) => row.stated),
    next: mean((row) => row.next),
    fourWeeks: mean((row) => row.fourWeeks),
    off: mean((row) => row.off),
  }
}
