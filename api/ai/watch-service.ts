import type { Limits } from './question.ts'

export interface Watch {
  readonly signal: AbortSignal
  /** Says that bytes arrived: the provider is there, even if its model has not said a word. */
  beat(): void
  /** Says that the text goes on: from its first piece on, it may not stand still. */
  said(): void
  stopped(): 'timeout' | 'cancelled' | undefined
  end(): void
}

/**
 * Ends a question that stands still, takes too long, or is no longer wanted. The time-outs of the SDKs end at the response
 * headers, and a stream that is aborted ends there without an error, so the reason is kept here. Bytes are what keeps it
 * going: the SDKs swallow the pings that a provider sends while its model thinks.
 */
export function watch({ connectMs, idleMs, totalMs, signal }: Limits): Watch {
  const controller = new AbortController()
  let reason: 'timeout' | 'cancelled' | undefined
  let [speaks, ended] = [false, false]
  const stop = (why: 'timeout' | 'cancelled') => {
    reason ??= why
    controller.abort(new Error(why))
  }
  const cancel = () => stop('cancelled')
  const total = setTimeout(stop, totalMs, 'timeout')
  let idle = setTimeout(stop, connectMs, 'timeout')
  if (signal?.aborted) cancel()
  signal?.addEventListener('abort', cancel, { once: true })
  const beat = () => {
    if (ended) return
    clearTimeout(idle)
    idle = setTimeout(stop, speaks ? idleMs : totalMs, 'timeout')
  }
  return {
    signal: controller.signal,
    beat,
    said() {
      speaks = true
      beat()
    },
    stopped: () => reason,
    end() {
      ended = true
      clearTimeout(total)
      clearTimeout(idle)
      signal?.removeEventListener('abort', cancel)
    },
  }
}
