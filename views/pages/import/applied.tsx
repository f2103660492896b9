import { useState } from 'preact/hooks'
import type { WrittenCounts } from '../../../api/imports/writing/written.ts'
import { counted, figure } from '../parts/words.ts'
import { Link } from '../router.tsx'
import { UndoImport } from './undo.tsx'

interface AppliedProps {
  id: string
  written: WrittenCounts
  workspace: { name: string } | null
  onUndone: () => Promise<void>
  onOther: () => void
}

function told({
  unchanged,
  refused,
  dependenciesStarted,
  dependenciesEnded,
  dependenciesLeftOut,
  endedItems,
}: WrittenCounts): string {
  return [
    refused ? 'The rest is written.' : 'All of it is written.',
    unchanged && `${counted(unchanged, 'item')} stayed as before.`,
    dependenciesStarted && `${counted(dependenciesStarted, 'link')} made.`,
    dependenciesEnded && `${counted(dependenciesEnded, 'link')} ended.`,
    dependenciesLeftOut && `${counted(dependenciesLeftOut, 'link')} left out: they would close a circle.`,
    endedItems && `${counted(endedItems, 'item')} closed, because the file no longer has them.`,
  ]
    .filter(Boolean)
    .join(' ')
}

/** What an import did, and the way back. */
export function Applied({ id, written, workspace, onUndone, onOther }: AppliedProps) {
  const [undoing, setUndoing] = useState(false)
  return (
    <section>
      <h1>
        {counted(written.created, 'new item')} and {counted(written.updated, 'change')} in{' '}
        {workspace?.name ?? 'the workspace'}
      </h1>
      <div class="note ok" role="status">
        <p>{told(written)}</p>
      </div>
      {written.refused > 0 && (
        <div class="note warn">
          <p>
            <b>{counted(written.refused, 'row')} not taken in.</b>
          </p>
          {(written.refusals ?? []).map(({ reason, count }) => (
            <p key={reason}>
              {figure(count)}: {reason}
            </p>
          ))}
        </div>
      )}
      <div class="row">
        <Link class="btn main" to="/">
          See what it says
        </Link>
        <button class="btn" type="button" onClick={onOther}>
          Import another file
        </button>
        <button class="btn quiet" type="button" onClick={() => setUndoing(true)}>
          Undo import
        </button>
      </div>
      {undoing && <UndoImport id={id} onClose={() => setUndoing(false)} onUndone={onUndone} />}
    </section>
  )
}
