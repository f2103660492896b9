import { useState } from 'preact/hooks'
import { UndoImportDocument } from '../../operations.generated.ts'
import { ask, Problem } from '../graphql.ts'
import { Confirm } from '../parts/dialog.tsx'

/** Takes an import back. When the workspace has moved on since, it asks a second time. */
export function UndoImport({
  id,
  onClose,
  onUndone,
}: {
  id: string
  onClose: () => void
  onUndone: () => Promise<void>
}) {
  const [force, setForce] = useState(false)
  const undo = async () => {
    try {
      await ask(UndoImportDocument, { id, force })
    } catch (error) {
      if (!(error instanceof Problem) || error.code !== 'CONFLICT' || force) throw error
      setForce(true)
      throw new Problem(
        'The workspace has changed since this import. If you undo it, later changes to its items are lost.',
        { code: 'CONFLICT' },
      )
    }
    await onUndone()
  }
  return (
    <Confirm title="Undo this import?" action={force ? 'Undo anyway' : 'Undo import'} onClose={onClose} work={undo}>
      Items it created are deleted, items it changed are restored, and links it ended are reinstated.
    </Confirm>
  )
}
