/** The inside of one worker thread: takes a task at a time, answers with its result or its error. */
import { parentPort, workerData } from 'node:worker_threads'
import type { AnalysisContext } from '../data/context.ts'
import { RemoteEmbedded, type EmbeddedReply } from '../data/embedded/remote.ts'
import { unavailability } from '../data/unavailable.ts'
import { Refusal } from '../graphql/errors.ts'
import {
  CANCELLED,
  MOVED,
  type AnalysisInput,
  type CancelRequest,
  type TaskFailure,
  type TaskReply,
  type TaskRequest,
  type ThreadData,
} from './protocol.ts'
import { tasks, type TaskControl, type TaskProgress, type Tasks } from './tasks.ts'
import type { Workers } from './workers.ts'

const PROGRESS_EVERY_MS = 200

/** Leaves the task at a checkpoint: it begins again in the lane of long work. */
class Moved extends Error {}

const port = parentPort!
const { source } = workerData as ThreadData
const remote = new RemoteEmbedded(port)
let current: { id: number; leave: AbortController } | null = null

port.on('message', (message: TaskRequest | CancelRequest | EmbeddedReply) => {
  if (message.kind === 'task')
    take(message).catch((error: unknown) =>
      setImmediate(() => {
        throw error
      }),
    )
  else if (message.kind === 'cancel') {
    if (current?.id === message.id) current.leave.abort(new Error('the caller has gone'))
  } else remote.receive(message)
})

async function take(request: TaskRequest): Promise<void> {
  const { id } = request
  const reply = (message: TaskReply) => port.postMessage(message)
  const leave = new AbortController()
  current = { id, leave }
  try {
    reply({ id, kind: 'result', result: await carriedOut(request, leave.signal, reply) })
  } catch (error) {
    reply(error instanceof Moved ? { id, kind: 'moved' } : { id, kind: 'error', error: failureOf(error) })
  } finally {
    current = null
  }
}

function carriedOut(
  { id, name, input, flags, until }: TaskRequest,
  signal: AbortSignal,
  reply: (message: TaskReply) => void,
): unknown {
  let told = Date.now()
  const check = () => {
    if (Atomics.load(flags, MOVED) === 1) throw new Moved()
  }
  const control = {
    stop: () => {
      check()
      return Atomics.load(flags, CANCELLED) === 1 || (until !== null && Date.now() >= until)
    },
    progress: (state: TaskProgress) => {
      if (Date.now() - told < PROGRESS_EVERY_MS) return
      told = Date.now()
      reply({ id, kind: 'progress', state })
    },
  }
  if (name !== 'analysis') {
    reply({ id, kind: 'begun' })
    return taskOf(name)(input, control)
  }
  return analyzed(input as AnalysisInput, { signal, workers: { reads: false, check, run: inline(control) } }, () =>
    reply({ id, kind: 'begun' }),
  )
}

const taskOf = (name: keyof Tasks) => tasks[name] as (input: unknown, control: TaskControl) => unknown

/** Tasks of an analysis run in its own thread, each with the time that is left for it. */
const inline =
  (control: TaskControl): Workers['run'] =>
  async (name, input, { deadlineMs }) => {
    const until = deadlineMs === undefined ? Infinity : Date.now() + deadlineMs
    control.stop()
    return taskOf(name as keyof Tasks)(input, {
      ...control,
      stop: () => control.stop() || Date.now() >= until,
    }) as never
  }

/** What analyses need is loaded by the first of them: a thread that only computes starts at once. */
async function analyzed(
  input: AnalysisInput,
  given: Pick<AnalysisContext, 'workers' | 'signal'>,
  begun: () => void,
): Promise<unknown> {
  if (!source) throw new Error('this pool has no database')
  const { analyze } = await import('./analyst.ts')
  return analyze(input, { source, remote }, given, begun)
}

function failureOf(thrown: unknown): TaskFailure {
  const error = unavailability(thrown) ?? (thrown instanceof Error ? thrown : new Error('the computation failed'))
  if (error instanceof Refusal) return { name: 'Refusal', message: error.message, fields: { ...error.extensions } }
  const fields = Object.fromEntries(
    Object.entries(error).filter(([key, value]) => key !== 'name' && typeof value !== 'function'),
  )
  return { name: error.name, message: error.message, fields }
}
