import { useState } from 'preact/hooks'
import type { WrittenCounts } from '../../../api/imports/written.ts'
import { counted } from '../parts/words.ts'
import { Link } from '../router.tsx'
import { UndoImport } from './undo.tsx'

interface AppliedProps {
  id: string
  written: WrittenCounts
  workspace: { name: string } | null
  onUndone: () => Promise<void>
  onOther: () => void
}

/** What an import did, and the way back. */
export function Applied({ id, written, workspace, onUndone, onOther }: AppliedProps) {
  const [undoing, setUndoing] = useState(false)
  return (
    <section>
      <h1>
        {counted(written.created, 'new item')} and {counted(written.updated, 'change')} in {workspace?.name ?? 'the workspace'}
      </h1>
      <div class="note ok" role="status">
        <p>
          {written.unchanged > 0 && `${counted(written.unchanged, 'item')} stayed as they were. `}
          {counted(written.dependenciesStarted, 'link')} made{written.dependenciesEnded ? `, ${written.dependenciesEnded} ended` : ''}.
          {written.endedItems > 0 && ` ${counted(written.endedItems, 'item')} closed, because the file no longer has them.`}
          {written.refused > 0 && ` ${counted(written.refused, 'item')} refused, because their key belongs to another item.`}
        </p>
      </div>
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
