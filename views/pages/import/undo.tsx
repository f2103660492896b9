import { UndoImportDocument } from '../../operations.generated.ts'
import { ask } from '../graphql.ts'
import { Undo } from '../parts/undo.tsx'

interface UndoImportProps {
  id: string
  onClose: () => void
  onUndone: () => Promise<void>
}

/** Takes an import back. */
export function UndoImport({ id, onClose, onUndone }: UndoImportProps) {
  return (
    <Undo
      title="Undo this import?"
      action="Undo import"
      changed={() =>
        'The workspace has changed since this import. If you undo it, later changes to its items are lost.'
      }
      onClose={onClose}
      work={async (force) => {
        await ask(UndoImportDocument, { id, force })
        await onUndone()
      }}
    >
      Items it created are deleted, items it changed are restored, and links it removed are restored.
    </Undo>
  )
}
