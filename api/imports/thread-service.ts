/**
 * The inside of a thread that reads imports, one after the other: it holds the plan and makes the statements that write it.
 * What is parsed, counted and thrown away here stands still for nobody else, and its memory goes with the thread.
 */
import { createReadStream } from 'node:fs'
import { parentPort } from 'node:worker_threads'
import type { Part } from './formats/own/own-parts.ts'
import type { Plan } from './record/plan.ts'
import type { Mapping } from './record/mapping.ts'
import { ImportRefusal, type RefusalCode } from '../files/refusal.ts'
import { Unanswered } from './record/question.ts'
import type { ImportReport, Question } from './record/report.ts'
import type { Session } from './writing/statement-service.ts'
import { survey } from './reading/survey.ts'
import type { PlacedEntry, TakenParts } from './writing/part.ts'
import type { Writing } from './writing/items-service.ts'
import { writeImport, type Wrote } from './writing/write-service.ts'

/** Who writes where; the plan and the file are the thread's own. */
export type WriteOrder = Pick<Writing, 'workspaceId' | 'importId' | 'now' | 'endMissing' | 'mayLink' | 'live'> & {
  tenant: string
}

interface Answer {
  kind: 'answer'
  rows: readonly unknown[]
  took: number
}
interface TakenAnswer {
  kind: 'taken'
  taken: TakenParts
}
interface Failed {
  kind: 'failed'
}

export type Order =
  | { kind: 'plan'; file: string; mapping: Mapping }
  | { kind: 'write'; write: WriteOrder }
  | Answer
  | TakenAnswer
  | Failed

export type Reply =
  | { kind: 'planned'; report: ImportReport }
  | { kind: 'wrote'; wrote: Wrote }
  | { kind: 'query' | 'run'; sql: string; params: readonly unknown[] }
  | { kind: 'parts'; part: Part; entries: readonly PlacedEntry[] }
  | { kind: 'progress'; done: number }
  | { kind: 'refused'; code: RefusalCode; message: string; next: string; question: Question | null }
  | { kind: 'failed'; error: Error; code: string | undefined }

const port = parentPort!
/** Path of the spooled file of the last plan. */
let file = ''
const source = () => createReadStream(file)
const say = (reply: Reply, handedOver: ArrayBuffer[] = []) => port.postMessage(reply, handedOver)

let plan: Plan | undefined
let answered: (answer: Answer | TakenAnswer | Failed) => void

port.on('message', (order: Order) => {
  if (order.kind === 'answer' || order.kind === 'taken' || order.kind === 'failed') answered(order)
  else
    obey(order)
      .then((reply) => say(reply))
      .catch((error: unknown) => say(spoken(error)))
})

async function obey(order: Extract<Order, { kind: 'plan' | 'write' }>): Promise<Reply> {
  if (order.kind === 'plan') {
    plan = undefined
    ;({ file } = order)
    plan = await survey(source, { mapping: order.mapping })
    return { kind: 'planned', report: plan.report }
  }
  const { tenant, ...where } = order.write
  return {
    kind: 'wrote',
    wrote: await writeImport({
      ...where,
      session: { tenant, ...statements },
      plan: plan!,
      source,
      takeParts: async (part, entries) => {
        const answer = await reply({ kind: 'parts', part, entries })
        if (answer.kind !== 'taken') throw new Error(`parts were sent, and came ${answer.kind}`)
        return answer.taken
      },
      onProgress: (done) => say({ kind: 'progress', done }),
    }),
  }
}

async function ask(kind: 'query' | 'run', sql: string, params: readonly unknown[]): Promise<Answer> {
  const answer = await reply(
    { kind, sql, params },
    params.filter((value) => value instanceof Uint8Array).map(({ buffer }) => buffer as ArrayBuffer),
  )
  if (answer.kind !== 'answer') throw new Error(`a statement was sent, and came ${answer.kind}`)
  return answer
}

async function reply(asked: Reply, handedOver: ArrayBuffer[] = []): Promise<Answer | TakenAnswer> {
  say(asked, handedOver)
  const answer = await new Promise<Answer | TakenAnswer | Failed>((settle) => (answered = settle))
  // The thread that serves knows why, and tells whoever asked for the import.
  if (answer.kind === 'failed') throw new Error('the statement failed')
  return answer
}

const statements: Omit<Session, 'tenant'> = {
  query: async <T>(sql: string, params: readonly unknown[]) => (await ask('query', sql, params)).rows as T[],
  run: async (sql, params) => (await ask('run', sql, params)).took,
}

function spoken(error: unknown): Reply {
  if (error instanceof ImportRefusal)
    return {
      kind: 'refused',
      code: error.code,
      message: error.message,
      next: error.next,
      question: error instanceof Unanswered ? error.question : null,
    }
  return {
    kind: 'failed',
    error: error instanceof Error ? error : new Error(String(error)),
    code: (error as NodeJS.ErrnoException).code,
  }
}
