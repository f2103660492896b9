/** What the picture of a plan is made of, and the tool's answer that it is read from. */
import { toCsv } from '../../../api/files/export-csv.ts'
import { rowsOf, type Columns } from '../columns.ts'
import { counted, dayOf, isoOf } from '../words.ts'

export interface Bar {
  readonly key: string
  readonly title: string | null
  /** Index of its lane. */
  readonly team: number
  /** Days since 1970, both included. */
  readonly start: number
  readonly finish: number
  readonly critical: boolean
  readonly due: number | null
  readonly waitsFor: readonly string[]
  /** Chance of its finish in the forecast, in percent. */
  readonly odds: number | null
  /** Calendar days later (or earlier) than in the baseline. */
  readonly moved: number | null
}

export interface SchedulePicture {
  readonly sentence: string
  readonly teams: readonly string[]
  readonly bars: readonly Bar[]
  /** Bars of the whole plan. */
  readonly total: number
  /** Percentage of each team's week that is planned; null where the team is closed. */
  readonly load: readonly (readonly (number | null)[])[]
  /** Monday of the first week of `load`. */
  readonly firstWeek: number
  readonly status: string
  readonly gap: number | null
  readonly fullest: { readonly team: string; readonly share: number } | null
  readonly finish: string | null
  readonly finishProbability: number | null
  readonly finish85: string | null
  readonly criticalPath: readonly string[]
  readonly unplaced: readonly { readonly key: string; readonly title: string; readonly why: string }[]
  /** How many there are; `unplaced` can be the first of them. */
  readonly unplacedCount: number
  readonly variance: Variance | null
  readonly stamp: { readonly asOf: string; readonly dataVersion: number }
}

interface Variance {
  readonly finishDays?: number | null
  readonly later: number
  readonly earlier: number
  readonly added: number
  readonly removed: number
  readonly items?: readonly { readonly key: string; readonly change: string; readonly finishDays?: number | null }[]
}

interface Bulk {
  readonly sentence: string
  readonly from: string
  readonly teams: readonly string[]
  readonly total: number
  readonly unplaced?: number
  readonly bars: Columns<SentBar>
  readonly weeks: { readonly first: string; readonly count: number } | null
  readonly load: SchedulePicture['load']
}

interface SentBar {
  readonly key: string
  readonly title?: string | null
  readonly team: number
  readonly start: number
  readonly finish: number
  readonly critical: number
  readonly due?: number | null
  readonly waitsFor?: string | null
  readonly odds?: number | null
  readonly moved?: number | null
}

type Answer = Partial<Omit<SchedulePicture, 'bars' | 'load' | 'sentence' | 'teams'>> & {
  readonly teams?: readonly { readonly team: string; readonly share: number }[]
  readonly stamp: SchedulePicture['stamp']
}

/** A tool's result: figures in its structured content, bars and loads in `_meta`, which a reload can lose. */
export function fromTool(result: {
  readonly structuredContent?: object
  readonly _meta?: Readonly<Record<string, unknown>>
}): SchedulePicture | null {
  const answer = result.structuredContent as Answer | undefined
  const bulk = result._meta?.['pm33/view'] as Bulk | undefined
  if (!answer || !bulk) return null
  const from = dayOf(bulk.from)
  const bars = rowsOf(bulk.bars).map((bar) => ({
    key: bar.key,
    title: bar.title ?? null,
    team: bar.team,
    start: from + bar.start,
    finish: from + bar.finish,
    critical: bar.critical === 1,
    due: bar.due == null ? null : from + bar.due,
    waitsFor: bar.waitsFor?.split(' ') ?? [],
    odds: bar.odds ?? null,
    moved: bar.moved ?? null,
  }))
  return pictureOf(answer, {
    sentence: bulk.sentence,
    teams: bulk.teams,
    bars,
    total: bulk.total,
    unplacedCount: bulk.unplaced,
    load: bulk.load,
    firstWeek: bulk.weeks ? dayOf(bulk.weeks.first) : mondayOf(from),
  })
}

interface Drawn extends Pick<SchedulePicture, 'sentence' | 'teams' | 'total' | 'load' | 'firstWeek'> {
  readonly bars: readonly (Omit<Bar, 'moved'> & Partial<Pick<Bar, 'moved'>>)[]
  /** Missing where all of them are in the answer. */
  readonly unplacedCount?: number | undefined
}

function pictureOf(answer: Answer, drawn: Drawn): SchedulePicture {
  const moves = new Map(answer.variance?.items?.map(({ key, finishDays }) => [key, finishDays ?? null]))
  const busiest = [...(answer.teams ?? [])].sort((a, b) => b.share - a.share)[0]
  return {
    ...drawn,
    bars: drawn.bars.map((bar) => ({ ...bar, moved: bar.moved ?? moves.get(bar.key) ?? null })),
    status: answer.status ?? '',
    gap: answer.gap ?? null,
    fullest: busiest ?? null,
    finish: answer.finish ?? null,
    finishProbability: answer.finishProbability ?? null,
    finish85: answer.finish85 ?? null,
    criticalPath: answer.criticalPath ?? [],
    unplaced: answer.unplaced ?? [],
    unplacedCount: drawn.unplacedCount ?? answer.unplaced?.length ?? 0,
    variance: answer.variance ?? null,
    stamp: answer.stamp,
  }
}

interface GraphSchedule {
  readonly sentence: string
  readonly start: string
  readonly items: readonly {
    readonly key: string
    readonly title: string
    readonly team: string
    readonly start: string
    readonly finish: string
    readonly critical: boolean
    readonly dueDate?: string | null
    readonly waitedFor: readonly string[]
    readonly probability?: number | null
  }[]
  readonly utilization: readonly {
    readonly team: string
    readonly week: string
    readonly used: number
    readonly offered: number
  }[]
}

/** The API's own answer, as a page asks it. */
export function fromGraph(answer: Answer & GraphSchedule): SchedulePicture {
  const { items, utilization, start } = answer
  const teams = [...new Set([...items, ...utilization].map(({ team }) => team))]
  const weeks = [...new Set(utilization.map(({ week }) => week))].sort()
  const load = teams.map(() => weeks.map((): number | null => 0))
  for (const { team, week, used, offered } of utilization)
    load[teams.indexOf(team)]![weeks.indexOf(week)] = offered > 0 ? Math.round((used / offered) * 100) : null
  return pictureOf(answer, {
    sentence: answer.sentence,
    teams,
    bars: items.map((item) => ({
      key: item.key,
      title: item.title,
      team: teams.indexOf(item.team),
      start: dayOf(item.start),
      finish: dayOf(item.finish),
      critical: item.critical,
      due: item.dueDate ? dayOf(item.dueDate) : null,
      waitsFor: item.waitedFor,
      odds: item.probability == null ? null : Math.round(item.probability * 100),
    })),
    total: items.length,
    load,
    firstWeek: weeks.length ? dayOf(weeks[0]!) : mondayOf(dayOf(start)),
  })
}

/** 1 January 1970 was a Thursday. */
export const mondayOf = (day: number) => day - ((((day + 3) % 7) + 7) % 7)

export const daysLate = ({ due, finish }: Bar) => (due === null ? 0 : Math.max(0, finish - due))

/** What ends late, each once: an epic in two parts has two bars. How many items are late, with or without a bar, is in the sentence. */
export const lateKeys = (bars: readonly Bar[]): string[] => [
  ...new Set(bars.flatMap((bar) => (daysLate(bar) > 0 ? [bar.key] : []))),
]

/** What there is to say about a bar, as a clause. */
export const remarkOn = (bar: Bar, locale: string) =>
  [
    ...(bar.critical ? ['on the critical path'] : []),
    ...(daysLate(bar) ? [`${counted(daysLate(bar), locale, 'day')} late`] : []),
  ].join(', ')

/** A team's bars in rows that do not overlap: each bar takes the first row that is free when it starts. */
export function streamsOf(bars: readonly Bar[]): Bar[][] {
  const rows: Bar[][] = []
  for (const bar of [...bars].sort((a, b) => a.start - b.start || b.finish - a.finish)) {
    const free = rows.find((row) => row.at(-1)!.finish < bar.start)
    if (free) free.push(bar)
    else rows.push([bar])
  }
  return rows
}

export const scheduleCsv = ({ bars, teams }: SchedulePicture) =>
  toCsv(
    ['team', 'key', 'title', 'start', 'finish', 'due', 'days late', 'critical', 'odds of the finish, %', 'waits for'],
    bars.map((bar) => [
      teams[bar.team] ?? null,
      bar.key,
      bar.title,
      isoOf(bar.start),
      isoOf(bar.finish),
      bar.due === null ? null : isoOf(bar.due),
      daysLate(bar),
      bar.critical ? 'yes' : 'no',
      bar.odds,
      bar.waitsFor.join(' '),
    ]),
  )
