import type { PrioritiesPicture, Ranker, Row, Weights } from '../../pictures/priorities/priorities-picture.ts'

type Done = (rows: readonly Row[] | null) => void

/** Ranks a picture again in a worker. While it ranks, only the newest weights wait: what a slider passed over is skipped. */
export function rankerOf(picture: PrioritiesPicture): { rank: Ranker; end: () => void } {
  const worker = new Worker(new URL('./rank-worker.ts', import.meta.url), { type: 'module' })
  worker.postMessage(picture)
  let running: Done | null = null
  let waiting: { weights: Weights; done: Done } | null = null
  const start = (weights: Weights, done: Done) => {
    running = done
    worker.postMessage(weights)
  }
  const next = (rows: readonly Row[] | null) => {
    running?.(rows)
    running = null
    if (waiting) start(waiting.weights, waiting.done)
    waiting = null
  }
  worker.addEventListener('message', ({ data }: MessageEvent<readonly Row[]>) => next(data))
  worker.addEventListener('error', () => next(null))
  return {
    rank: (weights) =>
      new Promise((done) => {
        if (!running) return start(weights, done)
        waiting?.done(null)
        waiting = { weights, done }
      }),
    end: () => worker.terminate(),
  }
}
