import type { ComponentChildren } from 'preact'
import type { Action } from '../query.ts'
import { Refused } from './states.tsx'

/** Below a list of which there is more: the next page, how much is shown, and why it could not be read. */
export function More({ of: more, next, children }: { of: Action<void>; next: boolean; children: ComponentChildren }) {
  return (
    <>
      <Refused problem={more.problem} />
      {next && (
        <div class="row">
          <button class="btn quiet" type="button" aria-disabled={more.busy} onClick={() => more.run()}>
            Show more
          </button>
          <span class="hint" role="status">
            {children}
          </span>
        </div>
      )}
    </>
  )
}
