/** Readers of the two public file formats: PSPLIB single-mode `.sm` (Kolisch & Sprecher 1996) and MPLIB `.rcmp` (Van Eynde & Vanhoucke). */
import { createProblem, type Problem } from '../../../api/scheduling/problem/problem.ts'

interface Row {
  readonly id: string
  readonly duration: number
  readonly demands: readonly number[]
  readonly release: number
  readonly successors: readonly string[]
}

function problemOf(rows: readonly Row[], capacity: readonly number[]): Problem {
  return createProblem({
    resources: capacity.map((units, r) => ({ id: `R${r + 1}`, capacity: units })),
    activities: rows.map((row) => ({
      id: row.id,
      release: row.release,
      modes: [
        {
          duration: row.duration,
          demands: row.demands.flatMap((units, r) => (units > 0 ? [{ resource: `R${r + 1}`, units }] : [])),
        },
      ],
    })),
    precedence: rows.flatMap((row) => row.successors.map((successor) => ({ predecessor: row.id, successor }))),
  })
}

/** Activity ids are the job numbers of the file, dummies included. */
export function readSm(text: string): Problem {
  const lines = text.split(/\r?\n/)
  const at = (heading: string) => lines.findIndex((line) => line.startsWith(heading))
  const numbers = (line: string | undefined) => (line ?? '').trim().split(/\s+/).map(Number)
  const table = (heading: string, skip: number) => {
    const rows: number[][] = []
    for (let i = at(heading) + skip; !lines[i]!.startsWith('*'); i++) rows.push(numbers(lines[i]))
    return rows
  }
  const successors = table('PRECEDENCE RELATIONS', 2)
  const requests = table('REQUESTS/DURATIONS', 3)
  const capacity = numbers(lines[at('RESOURCEAVAILABILITIES') + 2])
  const rows = requests.map(([job, , duration, ...demands], i) => ({
    id: String(job),
    duration: duration!,
    demands,
    release: 0,
    successors: successors[i]!.slice(3).map(String),
  }))
  return problemOf(rows, capacity)
}

/** Activity ids are `project:activity`. A project's release date holds for all its activities. */
export function readRcmp(text: string): Problem {
  const tokens = text.split(/\s+/).filter((token) => token !== '')
  let at = 0
  const next = () => Number(tokens[at++])
  const projects = next()
  const resources = next()
  const capacity = Array.from({ length: resources }, next)
  const rows: Row[] = []
  for (let p = 1; p <= projects; p++) {
    const size = next()
    const release = next()
    for (let r = 0; r < resources; r++) next() // which resources the project uses; the demands say it too
    for (let a = 1; a <= size; a++) {
      const duration = next()
      const demands = Array.from({ length: resources }, next)
      const successors = Array.from({ length: next() }, () => tokens[at++]!)
      rows.push({ id: `${p}:${a}`, duration, demands, release, successors })
    }
  }
  return problemOf(rows, capacity)
}
