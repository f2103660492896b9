/**
 * Rolling-origin backtest of the delivery forecast: `npm run bench -- forecast [--data DIR] [--dump FILE] [--json]`.
 * DIR holds flow/<series>/items.csv and, for the sprint forecast, sprints/<board>/sprints.csv; without it the series beside this file are used.
 * --dump writes every forecast as CSV: series, origin (last day seen), target, n, quantile, days.
 */
import { createWriteStream, existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { isoOf } from '../../api/math/calendar.ts'
import { MEDIAN_BACKTEST, REGIMES, saysEvenOdds } from '../../api/velocity/flow/history.ts'
import type { MedianBacktest, OwnRegime } from '../../api/velocity/flow/history.ts'
import { FITTED_ON } from './forecast/forecast-fitted.ts'
import { calibratedForecasts, plainBootstrap, stretchedBootstrap } from './forecast/forecast-methods.ts'
import { loadSeries, questionsOf, scoreOf, TARGETS, TAUS } from './forecast/forecast-protocol.ts'
import type { Answer, Question, Score } from './forecast/forecast-protocol.ts'
import { scoreRecord } from './forecast/forecast-record.ts'
import type { RecordScore } from './forecast/forecast-record.ts'
import { slowQuestions, youngQuestions } from './forecast/forecast-rough.ts'
import { sprintScores } from './forecast/forecast-sprints.ts'
import type { SprintScore } from './forecast/forecast-sprints.ts'

interface Figures {
  readonly series: number
  readonly origins: number
  readonly forecasts: number
  readonly censored: number
  readonly methods: Readonly<Record<string, Readonly<Record<string, Score>>>>
  /** Histories cut to their first 12 to 60 items. */
  readonly young: Score
  /** Long histories at times when little was finished. */
  readonly slow: Score
  /** Share of all questions of each regime whose P50 date held. */
  readonly medians: Readonly<Record<OwnRegime, MedianBacktest>>
  readonly record: RecordScore
  /** Series and boards that constants were fitted on. */
  readonly fitted: readonly string[]
  readonly sprints: readonly SprintScore[]
  readonly bars: Readonly<Record<string, boolean>>
}

export async function run(argv: string[]): Promise<void> {
  const { values } = parseArgs({
    args: argv,
    options: { data: { type: 'string' }, dump: { type: 'string' }, json: { type: 'boolean' } },
  })
  const folder = values.data ?? join(import.meta.dirname, 'series')
  const series = loadSeries(folder)
  const questions = series.flatMap(questionsOf)
  if (questions.length === 0)
    throw new Error(
      `no series in ${folder} is long enough: expected flow/<series>/items.csv with the columns resolved and bulk`,
    )
  const plain = questions.map(plainBootstrap)
  const answers = { plain, stretched: plain.map(stretchedBootstrap), calibrated: questions.map(calibratedForecasts()) }
  if (values.dump) await dump(values.dump, questions, answers.calibrated)
  const methods = Object.fromEntries(
    Object.entries(answers).map(([name, given]) => [name, tableOf(questions, given, plain)]),
  )
  const asked = (of: readonly Question[]) => ({ questions: of, given: of.map(calibratedForecasts()) })
  const [early, quiet] = [asked(series.flatMap(youngQuestions)), asked(series.flatMap(slowQuestions))]
  const score = ({ questions: of, given }: typeof early) => scoreOf(of, given, of.map(plainBootstrap))
  const [young, slow] = [score(early), score(quiet)]
  const medians = {
    steady: medianOf(questions, answers.calibrated),
    young: medianOf(early.questions, early.given),
    slow: medianOf(quiet.questions, quiet.given),
  }
  const record = scoreRecord(questions, answers.calibrated)
  const sprints = sprintScores(folder)
  const figures: Figures = {
    series: new Set(questions.map((question) => question.series.name)).size,
    origins: new Set(questions.map((question) => `${question.series.name} ${question.origin}`)).size,
    forecasts: questions.length,
    censored: questions.filter((question) => question.censored).length,
    methods,
    young,
    slow,
    medians,
    record,
    fitted: fittedOn(
      series.map(({ name }) => name),
      folder,
    ),
    sprints,
    bars: barsOf(methods, young, medians, record, sprints),
  }
  if (values.json) console.log(JSON.stringify(figures, null, 2))
  else print(figures)
}

function tableOf(
  questions: readonly Question[],
  given: readonly Answer[],
  plain: readonly Answer[],
): Record<string, Score> {
  const groups = TARGETS.map((target) => [target, scoreOf(questions, given, plain, target)] as const)
  return {
    all: scoreOf(questions, given, plain),
    ...Object.fromEntries(groups.filter(([, score]) => score.series > 0)),
  }
}

function medianOf(questions: readonly Question[], given: readonly Answer[]): MedianBacktest {
  const held = questions.filter(({ actual }, i) => actual <= given[i]![TAUS.indexOf(0.5)]!).length
  return { questions: questions.length, held: questions.length ? held / questions.length : 0 }
}

function fittedOn(names: readonly string[], folder: string): string[] {
  const boards = existsSync(join(folder, 'sprints')) ? readdirSync(join(folder, 'sprints')) : []
  return [...names, ...boards].filter((name) => FITTED_ON.includes(name))
}

function barsOf(
  methods: Figures['methods'],
  young: Score,
  medians: Figures['medians'],
  record: RecordScore,
  sprints: readonly SprintScore[],
): Record<string, boolean> {
  const { all, ...groups } = methods.calibrated!
  const off = (score: Score) => Math.max(...score.coverage.map((share, i) => Math.abs(share - [50, 75, 90, 95][i]!)))
  const after = (count: number) => sprints.find((score) => score.sprints === count)
  return {
    'each of P50/75/90/95 within 3 points': off(all!) <= 3,
    'every target group within 6': Object.values(groups).every((score) => off(score) <= 6),
    'mean per-series deviation ≤ 7.0': all!.perSeries <= 7,
    'pinball ≤ 0.875 × plain': all!.pinball <= 0.875,
    'better in ≥ 70 % of series': all!.shareBetter >= 0.7,
    'better than the stretched bootstrap': all!.pinball < methods.stretched!.all!.pinball,
    'stated P90 record within 2 points of what held next': Math.abs(record.stated - record.next) <= 2,
    'rough P50 45–55 %': Math.abs(young.coverage[0]! - 50) <= 5,
    'rough P90 ≥ 84 %': young.coverage[2]! >= 84,
    '“even odds” is said where the backtest allows it': REGIMES.every(
      (regime) =>
        medians[regime].questions < 300 || saysEvenOdds(medians[regime]) === saysEvenOdds(MEDIAN_BACKTEST[regime]),
    ),
    ...(sprints.length
      ? {
          'sprints: 90 % band of six ≥ 85 %': after(6)!.band90 >= 85,
          'sprints: one and three, pinball ≤ 0.95 × bootstrap': after(1)!.pinball <= 0.95 && after(3)!.pinball <= 0.95,
        }
      : {}),
  }
}

async function dump(path: string, questions: readonly Question[], answers: readonly Answer[]): Promise<void> {
  const file = createWriteStream(path)
  file.write('series,origin,target,n,quantile,days\n')
  questions.forEach(({ series, origin, target, n }, i) => {
    const head = `${series.name},${isoOf(series.from + origin)},${target},${n}`
    file.write(answers[i]!.map((days, j) => `${head},${TAUS[j]!.toFixed(2)},${days}\n`).join(''))
  })
  await new Promise<void>((resolve, reject) => {
    file.on('error', reject)
    file.end(resolve)
  })
}

function print(figures: Figures): void {
  if (figures.fitted.length)
    console.log(
      `Constants were fitted on ${figures.fitted.length} of these series and boards: their figures show the fit, they are not a test.\n`,
    )
  console.log(
    `${figures.series} series, ${figures.origins} origins, ${figures.forecasts} forecasts, ${figures.censored} censored\n`,
  )
  console.log(row('method', 'target', 'series', 'P50/P75/P90/P95 held %', 'per series', 'pinball', 'better'))
  for (const [name, table] of Object.entries(figures.methods))
    for (const [target, score] of Object.entries(table)) console.log(scoreRow(name, target, score))
  console.log(scoreRow('rough', 'first 12-60', figures.young))
  console.log(scoreRow('rough', 'slow', figures.slow))
  for (const regime of REGIMES)
    console.log(
      `P50 of a ${regime} team held in ${(100 * figures.medians[regime].held).toFixed(1)} % of ${figures.medians[regime].questions} questions`,
    )
  const { stated, next, questions, fourWeeks, off } = figures.record
  console.log(
    `P90 record: stated ${stated.toFixed(1)} %, held next ${next.toFixed(1)} % (${questions} answers; ${fourWeeks.toFixed(0)} % state that of four weeks, ${off.toFixed(0)} % call it off)`,
  )
  console.log(
    figures.sprints.length === 0
      ? '\nsprints: not run, the folder has no boards'
      : '\nsprints: points in the next k (reference: bootstrap of the last ten)',
  )
  for (const score of figures.sprints)
    console.log(
      `  k=${score.sprints}  ${score.boards} boards  90 % band covers ${score.band90.toFixed(1)} %  80 % band ${score.band80.toFixed(1)} %  pinball ${score.pinball.toFixed(3)}`,
    )
  console.log('')
  for (const [bar, met] of Object.entries(figures.bars)) console.log(`${met ? 'met   ' : 'MISSED'} ${bar}`)
}

function scoreRow(method: string, target: string, score: Score): string {
  const coverage = score.coverage.map((share) => share.toFixed(1)).join('/')
  return row(
    method,
    target,
    String(score.series),
    coverage,
    score.perSeries.toFixed(1),
    score.pinball.toFixed(3),
    `${Math.round(100 * score.shareBetter)} %`,
  )
}

function row(...[method, target, series, coverage, perSeries, pinball, better]: string[]): string {
  return `${method!.padEnd(11)} ${target!.padEnd(12)} ${series!.padStart(6)}  ${coverage!.padEnd(24)} ${perSeries!.padStart(10)} ${pinball!.padStart(8)} ${better!.padStart(7)}`
}
