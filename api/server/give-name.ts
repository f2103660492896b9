/** A file appears under its name when it is complete, and never in place of another. */
import { closeSync, linkSync, openSync, renameSync, rmSync } from 'node:fs'

/** What a file system without hard links answers, such as FAT or a network share. */
const NO_LINKS: readonly unknown[] = ['EPERM', 'ENOTSUP', 'ENOSYS']

/** Gives a complete file its name, and never replaces another. @throws EEXIST */
export function giveName(part: string, file: string, link: typeof linkSync = linkSync): void {
  try {
    // Unlike renaming, linking never replaces a file.
    link(part, file)
  } catch (error) {
    if (!NO_LINKS.includes((error as NodeJS.ErrnoException).code)) throw error
    return takeName(part, file)
  }
  rmSync(part)
}

/** The name is taken first, so that another's file is not renamed over. */
function takeName(part: string, file: string): void {
  closeSync(openSync(file, 'wx', 0o600))
  try {
    renameSync(part, file)
  } catch (error) {
    rmSync(file, { force: true })
    throw error
  }
}
