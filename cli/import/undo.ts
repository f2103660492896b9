import { confirm } from '../confirm.ts'
import type { Console } from '../console.ts'
import { NameImportDocument, UndoImportDocument } from '../operations.generated.ts'

/** `pm33 import --undo ID [--force]`: only a forced undo loses later changes, so only that one asks. */
export async function undo(
  console: Console,
  id: string,
  { force = false, yes }: { force?: boolean | undefined; yes?: boolean | undefined },
): Promise<string> {
  if (force) {
    const { import: row } = await console.tenant(NameImportDocument, { id })
    await confirm(
      `Undo the import of ${row.fileName}${row.workspace ? ` into workspace "${row.workspace.name}"` : ''}? Changes made since then to the items it touched are lost.`,
      yes,
    )
  }
  const { undoImport } = await console.tenant(UndoImportDocument, { id, force })
  const { fileName, workspace } = undoImport
  return workspace
    ? `Undid the import of ${fileName} in workspace "${workspace.name}". Items it created are deleted, items it changed are restored, and links it removed are restored.`
    : `Undid the import of ${fileName} and deleted the workspace it created.`
}
