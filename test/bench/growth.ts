/**
 * Backtest of scope growth: `npm run bench -- growth [--data DIR] [--json]`. DIR holds epics/<source>_<kind>.csv; without it the groups beside this file are used, on which the
 * spread was fitted. A generator with other shapes runs beside it. Where DIR also holds flow/<series>/items.csv with the days on which items began, single items are scored too.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { generatedGroups, SHAPE_NAMES } from './growth/growth-generator.ts'
import { growthQuestions, loadGroups, PROGRESS, scoreGrowth } from './growth/growth-protocol.ts'
import type { GrowthQuestion, GrowthScore } from './growth/growth-protocol.ts'
import { itemScores } from './growth/growth-items.ts'
import type { ItemScore } from './growth/growth-items.ts'

const GENERATED = 200

export async function run(argv: string[]): Promise<void> {
  const { values } = parseArgs({ args: argv, options: { data: { type: 'string' }, json: { type: 'boolean' } } })
  const own = join(import.meta.dirname, 'epics')
  const folder = values.data ?? own
  const questions = loadGroups(folder).flatMap(growthQuestions)
  if (questions.length === 0)
    throw new Error(
      `no groups in ${folder}: expected epics/<source>_<kind>.csv with the columns group, created, started, resolved, cancelled and joined`,
    )
  const real = tableOf(questions)
  const generated = Object.fromEntries(
    SHAPE_NAMES.map((shape) => [shape, scoreGrowth(generatedGroups(shape, GENERATED).flatMap(growthQuestions))]),
  )
  const all = scoreGrowth(SHAPE_NAMES.flatMap((shape) => generatedGroups(shape, GENERATED)).flatMap(growthQuestions))
  const fitted = seenBefore(folder, own)
  const items = itemScores(values.data ?? import.meta.dirname)
  const figures = { fitted, real, generated: { ...generated, all }, items, bars: barsOf(real, items) }
  if (values.json) console.log(JSON.stringify(figures, null, 2))
  else print(figures)
}

function tableOf(questions: readonly GrowthQuestion[]): Record<string, GrowthScore> {
  const counted = questions.filter(({ group }) => group.kind === 'epic' || group.kind === 'release')
  const kinds = [...Map.groupBy(questions, ({ group }) => group.kind)].sort(([a], [b]) => (a < b ? -1 : 1))
  return {
    'epics and releases': scoreGrowth(counted),
    ...Object.fromEntries(
      PROGRESS.map((progress) => [
        `  at ${100 * progress} %`,
        scoreGrowth(counted.filter((question) => question.progress === progress)),
      ]),
    ),
    '  of 8 items or more': scoreGrowth(counted.filter(({ size }) => size >= 8)),
    ...Object.fromEntries(kinds.map(([kind, asked]) => [kind, scoreGrowth(asked)])),
  }
}

type Items = Readonly<Record<'unstarted' | 'started', ItemScore>>

function barsOf(real: Readonly<Record<string, GrowthScore>>, items: Items): Record<string, boolean> {
  const pooled = real['epics and releases']!
  return {
    'pinball ≤ 0.75 × no growth': pooled.pinball <= 0.75,
    'pinball below the constant 15 %': pooled.pinball < pooled.constant,
    'P50 within 8 points': Math.abs(pooled.within50 - 50) <= 8,
    'P90 within 8 points': Math.abs(pooled.within90 - 90) <= 8,
    ...Object.fromEntries(
      Object.entries(items)
        .filter(([, score]) => score.series > 0)
        .map(([name, { within50, within90 }]) => [
          `single items, ${name}: P50 and P90 within 6 points`,
          Math.abs(within50 - 50) <= 6 && Math.abs(within90 - 90) <= 6,
        ]),
    ),
  }
}

/** Further sources that the spread was fitted on; they may not be kept here. */
const ALSO_FITTED = [
  'ditz_ditz_release.csv',
  'ditz_p4est_release.csv',
  'ditz_sup_release.csv',
  'duraspace_islandora_release.csv',
]

/** Files that the spread was fitted on: one of those, or byte for byte one of our own (a source is split by its groups). */
function seenBefore(folder: string, own: string): string[] {
  const root = existsSync(join(folder, 'epics')) ? join(folder, 'epics') : folder
  const isOwn = (file: string) =>
    existsSync(join(own, file)) && readFileSync(join(root, file)).equals(readFileSync(join(own, file)))
  return readdirSync(root).filter((file) => ALSO_FITTED.includes(file) || (file.endsWith('.csv') && isOwn(file)))
}

interface Figures {
  readonly fitted: readonly string[]
  readonly real: Readonly<Record<string, GrowthScore>>
  readonly generated: Readonly<Record<string, GrowthScore>>
  readonly items: Items
  readonly bars: Readonly<Record<string, boolean>>
}

function print({ fitted, real, generated, items, bars }: Figures): void {
  if (fitted.length)
    console.log(
      `The spread was fitted on ${fitted.length} of these files (${fitted.join(', ')}): these figures are not a test.\n`,
    )
  console.log(row('', 'groups', 'asked', 'none %', 'pinball', '15 %', 'by size', '15 %', 'P50 %', 'P90 %'))
  for (const [name, score] of Object.entries(real)) console.log(scoreRow(name, score))
  console.log('\ngenerated')
  for (const [name, score] of Object.entries(generated)) console.log(scoreRow(name, score))
  console.log('\nsingle items, on the series that know when items began')
  for (const [name, score] of Object.entries(items))
    console.log(
      `${name.padEnd(12)} ${score.series} series, ${score.items} items: P50 ${score.within50.toFixed(1)} %, P90 ${score.within90.toFixed(1)} %`,
    )
  console.log('')
  for (const [bar, met] of Object.entries(bars)) console.log(`${met ? 'met   ' : 'MISSED'} ${bar}`)
}

function scoreRow(name: string, score: GrowthScore): string {
  if (score.questions === 0) return row(name, '0')
  const { groups, questions, none, pinball, constant, relative, relativeConstant, within50, within90 } = score
  const ratios = [pinball, constant, relative, relativeConstant].map((ratio) =>
    Number.isFinite(ratio) ? ratio.toFixed(3) : '-',
  )
  return row(
    name,
    String(groups),
    String(questions),
    none.toFixed(0),
    ...ratios,
    within50.toFixed(1),
    within90.toFixed(1),
  )
}

function row(name: string, ...cells: string[]): string {
  return name.padEnd(24) + cells.map((cell) => cell.padStart(8)).join('')
}
