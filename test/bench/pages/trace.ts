/** What the main thread of a page worked meanwhile, in processor time: a busy machine stretches the clock, not the work. */
import type { Browser, Page } from 'playwright-core'

interface TraceEvent {
  name: string
  ph: string
  pid: number
  tid: number
  ts: number
  /** Processor time of the thread, in microseconds. */
  tdur?: number
  args?: { name?: string }
}

export interface Work<T> {
  value: T
  /** Milliseconds of processor time of each task, in their order. */
  tasks: number[]
}

/** @param marks names of performance marks between which tasks count. Default: all */
export async function traced<T>(
  browser: Browser,
  page: Page,
  work: () => Promise<T>,
  marks?: readonly [from: string, until: string],
): Promise<Work<T>> {
  await browser.startTracing(page, {
    categories: ['toplevel', 'disabled-by-default-devtools.timeline', 'blink.user_timing'],
  })
  const value = await work()
  const { traceEvents } = JSON.parse((await browser.stopTracing()).toString('utf8')) as { traceEvents: TraceEvent[] }
  const mark = (name: string | undefined, otherwise: number) =>
    traceEvents.find((event) => event.name === name)?.ts ?? otherwise
  const [from, until] = [mark(marks?.[0], -Infinity), mark(marks?.[1], Infinity)]
  const threads = traceEvents.filter(({ name, args }) => name === 'thread_name' && args?.name === 'CrRendererMain')
  const perThread = threads.map(({ pid, tid }) =>
    traceEvents
      .filter(
        (event) =>
          event.pid === pid &&
          event.tid === tid &&
          event.name === 'RunTask' &&
          event.tdur !== undefined &&
          event.ts + event.tdur >= from &&
          event.ts <= until,
      )
      .map(({ tdur }) => tdur! / 1_000),
  )
  // The renderers that Chromium keeps in reserve do nothing.
  const [tasks = []] = perThread.sort((a, b) => sum(b) - sum(a))
  if (tasks.length === 0) throw new Error('the trace has no task of a page')
  return { value, tasks }
}

export const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0)
