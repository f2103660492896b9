import type { Plan, Source } from './record/plan.ts'
import type { Mapping } from './record/mapping.ts'
import type { ImportReport } from './record/report.ts'
import { survey } from './reading/survey.ts'
import type { Writing } from './writing/items-service.ts'
import type { Session } from './writing/statement-service.ts'
import { writeImport, type Wrote } from './writing/write-service.ts'
import type { WriteOrder } from './thread-service.ts'

/** What a file is read and written by, wherever that happens. */
export interface ReadsImports {
  plan(mapping: Mapping): Promise<ImportReport>
  write(
    where: Omit<WriteOrder, 'tenant'>,
    session: Session,
    takeParts: Writing['takeParts'],
    onProgress: (done: number) => void,
  ): Promise<Wrote>
  close(): Promise<void>
}

/** A few rows on the serving thread: to start a thread for them would take longer than they do. */
export class InlineReader implements ReadsImports {
  readonly #source: Source
  #plan: Plan | undefined

  constructor(text: string) {
    const bytes = Buffer.from(text)
    this.#source = async function* () {
      yield bytes
    }
  }

  async plan(mapping: Mapping): Promise<ImportReport> {
    this.#plan = await survey(this.#source, { mapping })
    return this.#plan.report
  }

  write(
    where: Omit<WriteOrder, 'tenant'>,
    session: Session,
    takeParts: Writing['takeParts'],
    onProgress: (done: number) => void,
  ): Promise<Wrote> {
    return writeImport({ ...where, session, plan: this.#plan!, source: this.#source, takeParts, onProgress })
  }

  async close(): Promise<void> {}
}
