import { ApplyImportDocument, CreateImportDocument } from '../../operations.generated.ts'
import type { Mapping } from '../../../api/imports/record/mapping.ts'
import type { ImportReport, Question } from '../../../api/imports/record/report.ts'
import { ask, Problem } from '../graphql.ts'

/** Where a file goes: an existing workspace, or the one named after it. */
export interface Target {
  workspaceId: string | null
  mapping: Mapping | null
}

export interface Refusal {
  message: string
  next: string
}

export type Planned = { id: string } & (
  | { report: ImportReport; refusal: null }
  | { report: null; refusal: Refusal; question: Question | null }
)

/** Of how many bytes or rows. */
export interface Progress {
  done: number
  total: number
}

/** The dry run: the file goes up once, nothing is written. @throws Problem */
export async function plan(
  file: File,
  { workspaceId, mapping }: Target,
  onProgress: (progress: Progress) => void,
): Promise<Planned> {
  const { createImport } = await ask(CreateImportDocument, {
    input: { fileName: file.name, ...(workspaceId ? { workspaceId } : {}), ...(mapping ? { mapping } : {}) },
  })
  const answer = (await send(createImport.uploadUrl, file, onProgress)) as {
    id?: string
    report?: ImportReport | null
    refusal?: Refusal | null
    question?: Question
    errors?: { message: string; extensions: Record<string, unknown> }[]
  } | null
  const [error] = answer?.errors ?? []
  if (error) throw new Problem(error.message, error.extensions)
  if (answer?.id && answer.report) return { id: answer.id, report: answer.report, refusal: null }
  if (answer?.id && answer.refusal)
    return { id: answer.id, report: null, refusal: answer.refusal, question: answer.question ?? null }
  throw new Problem('The connection was lost before the file was read. Nothing was written. Start again.')
}

/** fetch does not say how much of a body has gone. */
function send(url: string, file: File, onProgress: (progress: Progress) => void): Promise<unknown> {
  return new Promise((done) => {
    const request = new XMLHttpRequest()
    request.upload.onprogress = ({ loaded, total }) => onProgress({ done: loaded, total })
    request.onload = () => done(request.response)
    request.onerror = request.onabort = () => done(null)
    request.responseType = 'json'
    request.open('POST', url)
    request.setRequestHeader('content-type', 'application/octet-stream')
    request.send(file)
  })
}

/** Writes what was planned, all or nothing. */
export async function apply(id: string, endMissing: boolean, onProgress: (progress: Progress) => void) {
  // News that was under way when it ended is of before.
  let over = false
  const watch = setInterval(async () => {
    const answer = await fetch(`/import/${id}/progress`).catch(() => null)
    const progress = answer?.ok ? ((await answer.json()) as Progress) : null
    if (progress && !over) onProgress(progress)
  }, 500)
  try {
    return (await ask(ApplyImportDocument, { id, endMissing })).applyImport
  } finally {
    over = true
    clearInterval(watch)
  }
}
