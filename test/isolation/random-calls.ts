/** Random questions of two sides on every surface, with names and cursors of their own and of the other side. */
import type { Random } from '../../api/math/random.ts'
import type { Claude } from '../claude.ts'
import { exportedFrom } from '../hostile/poisoned.ts'
import { anImport, type Example } from './examples.ts'
import { coordinateOf, slotsOf, type Given } from './probes.ts'
import type { Side } from './side.ts'
import { storedQueries } from './stored.ts'
import { called, contract, slots } from './tool-walk.ts'
import { leaks } from './verdict.ts'
import { deepest, GROWING, KEEPS_NAMES, ways } from './walk.ts'

export interface Speaker {
  side: Side
  /** One for each generation of the protocol. */
  clients: readonly Claude[]
  /** Cursors that it was given. */
  cursors: string[]
}

export interface Called {
  surface: string
  /** What was asked, to find it again. */
  question: string
  body: string
  /** Whether it shows something of the caller's own. */
  own: boolean
  /** What of the other side shows. */
  foreign: string[]
}

const IMPORT = 'query Import($id: ID!) { import(id: $id) { id workspaceName state report } }'

/** How often each surface is asked, out of a hundred times. */
const SHARES = {
  GraphQL: 30,
  'stored operations': 20,
  tools: 26,
  resources: 9,
  completions: 8,
  prompts: 2,
  changes: 3,
  exports: 1,
  imports: 1,
} as const
type Surface = keyof typeof SHARES

const reads = ways.filter((way) => way.kind === 'query' && !GROWING.has(coordinateOf(way)))
const changes = ways.filter(({ kind }) => kind === 'mutation')
const stored = storedQueries()
const uris = contract.resources.map(({ uri }) => uri).filter((uri) => !uri.startsWith('pm33://ui/'))
const templates = contract.resourceTemplates.map(({ uriTemplate }) => uriTemplate)
/** Most cursors that are kept of a side. */
const CURSORS = 200

/** Asks once. */
export async function randomCall(speakers: readonly [Speaker, Speaker], random: Random): Promise<Called> {
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)]!
  const [own, other] = random() < 0.5 ? speakers : [speakers[1], speakers[0]]
  const surface = weighted(random())
  /** Somebody's value in a place; undefined for a cursor that nobody was given yet. What names nothing may be kept, so it is one's own. */
  const valueFor = async (example: Example, speaker: Speaker): Promise<unknown> => {
    if ('cursor' in example) return pick(speaker.cursors)
    return pick('names' in example ? await example.names(speaker.side) : example.plain(own.side))
  }
  const someone = () => (random() < 0.5 ? own : other)
  let question = ''
  let sent: unknown[] = []
  /** Kept before it is sent: a refusal may repeat it. */
  const about = (words: string, ...values: readonly unknown[]) => {
    question = words
    sent = values.filter((value) => value !== null && value !== undefined)
  }

  const ask: Record<Surface, () => Promise<string>> = {
    GraphQL: () => walked(pick(reads)),
    changes: () => walked(pick(changes)),
    async 'stored operations'() {
      const { text, variables } = pick(stored)
      const values: Record<string, unknown> = {}
      for (const { name, required, list, example } of variables)
        if (required || random() < 0.4) {
          const value = await valueFor(example, random() < 0.8 ? own : other)
          if (value !== undefined) values[name] = list ? [value] : value
        }
      about(text.trim().split(/[({]/, 1)[0]!, ...Object.values(values).flat())
      return (await own.side.ask(text, values, 'person')).body
    },
    async tools() {
      const tool = pick(contract.tools)
      const slot = random() < 0.2 ? null : pick(slots(tool.name, tool.inputSchema))
      const value = slot && (await valueFor(slot.example, someone()))
      const given = value === undefined ? null : slot
      about(`${tool.name} ${given?.coordinate ?? ''}`, value)
      return JSON.stringify(await called(tool, { side: own.side, client: pick(own.clients) }, given, value))
    },
    async resources() {
      const id = ({ side }: Speaker, template: string) =>
        template.includes('{tenantId}') ? side.tenant.id : side.workspace.id
      const template = pick([...uris, ...templates])
      const of = id(someone(), template)
      about(template, of)
      return JSON.stringify((await pick(own.clients).read(template.replace(/\{\w+\}/, of))).data)
    },
    async completions() {
      const template = pick(templates)
      const { side } = someone()
      const whole = pick([side.tenant.id, side.workspace.id, side.marker, side.workspace.key])
      const typed = whole.slice(0, Math.floor(random() * (whole.length + 1)))
      about(`${template} ${typed}`)
      return JSON.stringify(await pick(own.clients).complete(template, /\{(\w+)\}/.exec(template)![1]!, typed))
    },
    async prompts() {
      const client = pick(own.clients)
      const prompt = pick(await client.prompts())
      const { side } = someone()
      const args = Object.fromEntries((prompt.arguments ?? []).map(({ name }) => [name, side.nameOf('Team')]))
      about(prompt.name, ...Object.values(args))
      return client.prompt(prompt.name, args)
    },
    async exports() {
      about('both files')
      return (await exportedFrom({ world: own.side.world, side: own.side })).join('\n')
    },
    async imports() {
      const maker = someone()
      const id = await anImport(maker.side, random() < 0.5)
      about(`import of ${maker.side.marker}`, id)
      return (await own.side.ask(IMPORT, { id }, 'person')).body
    },
  }

  async function walked(way: (typeof ways)[number]): Promise<string> {
    // A change is given names alone: other values could close doors that the next calls go through.
    const places = slotsOf(way, ways).filter(({ example }) => way.kind === 'query' || 'names' in example)
    const slot = places.length && random() < 0.8 ? pick(places) : null
    const value = slot && (await valueFor(slot.example, KEEPS_NAMES.has(coordinateOf(way)) ? own : someone()))
    const given: Given | null = slot && value !== undefined ? { path: slot.path, value, with: slot.example.with } : null
    about(`${coordinateOf(way)} ${given ? slot!.coordinate : ''}`, value)
    return (await deepest(way, own.side, given)).reply.body
  }

  const body = await ask[surface]().catch((error: unknown) => `${String(error)} ${JSON.stringify(error)}`)
  for (const [, cursor] of body.matchAll(/"(?:endCursor|startCursor|nextCursor|cursor)":"([^"]+)"/g))
    own.cursors[own.cursors.length < CURSORS ? own.cursors.length : Math.floor(random() * CURSORS)] = cursor!
  return {
    surface,
    question,
    body,
    own: leaks(body, own.side).length > 0,
    foreign: leaks(body, other.side, sent),
  }
}

function weighted(at: number): Surface {
  let left = at * Object.values(SHARES).reduce((sum, share) => sum + share, 0)
  for (const [surface, share] of Object.entries(SHARES)) if ((left -= share) < 0) return surface as Surface
  return 'GraphQL'
}
