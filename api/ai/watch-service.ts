import type { Limits } from './question.ts'

export interface Watch {
  readonly signal: AbortSignal
  /** Says that the stream is alive. */
  beat(): void
  stopped(): 'timeout' | 'cancelled' | undefined
  end(): void
}

/**
 * Ends a question that stands still, takes too long, or is no longer wanted. The time-outs of the SDKs end at the response
 * headers, and a stream that is aborted ends there without an error, so the reason is kept here.
 */
export function watch({ connectMs, idleMs, totalMs, signal }: Limits): Watch {
  const controller = new AbortController()
  let reason: 'timeout' | 'cancelled' | undefined
  const stop = (why: 'timeout' | 'cancelled') => {
    reason ??= why
    controller.abort(new Error(why))
  }
  const cancel = () => stop('cancelled')
  const total = setTimeout(stop, totalMs, 'timeout')
  let idle = setTimeout(stop, connectMs, 'timeout')
  if (signal?.aborted) cancel()
  signal?.addEventListener('abort', cancel, { once: true })
  return {
    signal: controller.signal,
    beat() {
      clearTimeout(idle)
      idle = setTimeout(stop, idleMs, 'timeout')
    },
    stopped: () => reason,
    end() {
      clearTimeout(total)
      clearTimeout(idle)
      signal?.removeEventListener('abort', cancel)
    },
  }
}
