import type { Console } from './console.ts'

/** `pm33 import --undo ID [--force]` */
export async function undo(console: Console, id: string, force: boolean): Promise<string> {
  const { undoImport } = await console.tenant<{ undoImport: { fileName: string; workspace: { name: string } | null } }>(
    'mutation Undo($id: ID!, $force: Boolean) { undoImport(id: $id, force: $force) { fileName workspace { name } } }',
    { id, force },
  )
  const { fileName, workspace } = undoImport
  return workspace ? `The import of ${fileName} is undone; workspace "${workspace.name}" is as it was before.` : `The import of ${fileName} is undone, and the workspace it made is gone.`
}
