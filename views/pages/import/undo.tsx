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
        'The workspace has changed since this import. Undoing it loses the later changes of its items.',
        { code: 'CONFLICT' },
      )
    }
    await onUndone()
  }
  return (
    <Confirm
      title="Undo this import?"
      action={force ? 'Undo all the same' : 'Undo import'}
      onClose={onClose}
      work={undo}
    >
      What it made goes, what it changed is as it was before, links that it ended live again.
    </Confirm>
  )
}
