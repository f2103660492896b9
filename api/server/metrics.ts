/** Figures for Prometheus. Labels are names of our own (actions, routes, codes), never words of a caller, so their number is bounded. */
import type { SyncCounts } from '../sync/runner-service.ts'
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client'

export interface Load {
  /** Analyses that wait and that run. */
  readonly analyses: { readonly waiting: number; readonly running: number }
  /** Audit events that wait to be written, and those lost since the start. */
  readonly audit: { readonly waiting: number; readonly dropped: number }
  /** Live sources, since the start. */
  readonly sync: SyncCounts
}

const SECONDS = [0.005, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30]

export class Metrics {
  readonly #registry = new Registry()
  readonly #calls: Histogram<'action' | 'outcome'>
  readonly #credits: Counter<'action'>
  readonly #responses: Counter<'route' | 'method' | 'status'>

  constructor(load: () => Load) {
    const registers = [this.#registry]
    collectDefaultMetrics({ register: this.#registry })
    this.#calls = new Histogram({
      name: 'pm33_call_seconds',
      help: 'Tool calls, resource reads, and changes, by action and outcome (ok or an error code)',
      labelNames: ['action', 'outcome'],
      buckets: SECONDS,
      registers,
    })
    this.#credits = new Counter({
      name: 'pm33_credits_total',
      help: 'AI credits that were charged',
      labelNames: ['action'],
      registers,
    })
    this.#responses = new Counter({
      name: 'pm33_http_responses_total',
      help: 'HTTP responses by route, method, and status',
      labelNames: ['route', 'method', 'status'],
      registers,
    })
    const gauge = (name: string, help: string, read: (load: Load) => number) =>
      new Gauge({
        name,
        help,
        registers,
        collect() {
          this.set(read(load()))
        },
      })
    gauge('pm33_analyses_waiting', 'Analyses waiting for a thread', ({ analyses }) => analyses.waiting)
    gauge('pm33_analyses_running', 'Analyses running', ({ analyses }) => analyses.running)
    gauge('pm33_audit_events_waiting', 'Audit events waiting to be written', ({ audit }) => audit.waiting)
    gauge('pm33_audit_events_dropped', 'Audit events lost since the start', ({ audit }) => audit.dropped)
    gauge('pm33_sync_running', 'Tracker connections being read', ({ sync }) => sync.running)
    const total = <Label extends string>(
      name: string,
      help: string,
      labelNames: readonly Label[],
      read: (sync: SyncCounts) => Iterable<readonly [Record<Label, string>, number]>,
    ) =>
      new Counter<Label>({
        name,
        help,
        labelNames,
        registers,
        collect() {
          this.reset()
          for (const [labels, count] of read(load().sync)) this.inc(labels, count)
        },
      })
    total('pm33_sync_rows_total', 'Items written or closed by live sync', [], ({ rows }) => [[{}, rows]])
    total('pm33_sync_runs_total', 'Sync runs, by outcome', ['outcome'], ({ runs }) =>
      Object.entries(runs).map(([outcome, count]) => [{ outcome }, count] as const),
    )
    total(
      'pm33_sync_requests_total',
      'Requests to trackers, by source and class of status',
      ['source', 'status'],
      ({ answers }) =>
        [...answers].map(([name, count]) => {
          const [source = '', status = ''] = name.split(' ')
          return [{ source, status }, count] as const
        }),
    )
  }

  called(action: string, outcome: string, milliseconds: number, credits: number): void {
    this.#calls.observe({ action, outcome }, milliseconds / 1_000)
    if (credits > 0) this.#credits.inc({ action }, credits)
  }

  responded(route: string, method: string, status: number): void {
    this.#responses.inc({ route, method, status: String(status) })
  }

  /** In the text format of Prometheus. */
  async text(): Promise<{ body: string; type: string }> {
    return { body: await this.#registry.metrics(), type: this.#registry.contentType }
  }
}
