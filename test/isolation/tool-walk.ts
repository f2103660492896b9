/** The walk through the tools: every argument that could name somebody else's things, from the committed catalog. */
import { readFileSync } from 'node:fs'
import { expect } from 'vitest'
import type { Answer, Claude } from '../claude.ts'
import { exampleFor, knownExample, type Example } from './examples.ts'
import type { Side } from './side.ts'
import { leaks } from './verdict.ts'
import { namedByNobody } from './walk.ts'

interface JsonSchema {
  type?: string
  enum?: unknown[]
  items?: JsonSchema
  properties?: Record<string, JsonSchema>
  required?: string[]
}

export interface ToolListing {
  name: string
  inputSchema: JsonSchema
}

/** The contract of the adapter, as it is committed. */
export const contract = JSON.parse(readFileSync(new URL('../../schema/tools.json', import.meta.url), 'utf8')) as {
  tools: ToolListing[]
  resources: { uri: string }[]
  resourceTemplates: { uriTemplate: string }[]
}

/** A side, and a client that speaks with its key. */
export interface Caller {
  side: Side
  client: Claude
}

export interface ToolSlot {
  coordinate: string
  path: string[]
  example: Example
}

/** Objects within arguments go by the name that the API has for them. */
const NESTED: Record<string, string> = { scenarios: 'ScenarioInput', changes: 'ScenarioChangeInput' }

/** Every place in a tool's arguments. */
export function slots(owner: string, { properties = {} }: JsonSchema, path: string[] = []): ToolSlot[] {
  return Object.entries(properties).flatMap(([name, schema]): ToolSlot[] => {
    const bare = schema.items ?? schema
    const here = [...path, name]
    if (bare.properties) return slots(NESTED[name] ?? `${owner}.${name}`, bare, here)
    return [{ coordinate: `${owner}.${name}`, path: here, example: exampleOf(`${owner}.${name}`, name, bare) }]
  })
}

function exampleOf(coordinate: string, name: string, schema: JsonSchema): Example {
  const known = knownExample(coordinate, name)
  if (known && 'plain' in known && known.always) return known
  if (schema.enum) return { plain: () => schema.enum! }
  return schema.type === 'boolean'
    ? { with: known?.with, plain: () => [true, false] }
    : exampleFor(coordinate, name, 'String')
}

const list = (schema: JsonSchema, value: unknown) => (schema.items ? [value] : value)

async function build(
  owner: string,
  { properties = {}, required = [] }: JsonSchema,
  side: Side,
  given: { slot: ToolSlot; value: unknown } | null,
  path: string[] = [],
): Promise<Record<string, unknown>> {
  const values: Record<string, unknown> = {}
  for (const [name, schema] of Object.entries(properties)) {
    const here = [...path, name]
    const bare = schema.items ?? schema
    const onTheWay = given !== null && here.every((step, at) => given.slot.path[at] === step)
    const always = required.includes(name) || knownExample(`${owner}.${name}`, name)?.always
    if (bare.properties) {
      if (onTheWay || always)
        values[name] = list(schema, await build(NESTED[name] ?? `${owner}.${name}`, bare, side, given, here))
    } else if (onTheWay) Object.assign(values, { [name]: list(schema, given.value) }, given.slot.example.with?.(side))
    else if (always && !(name in values)) {
      const example = exampleOf(`${owner}.${name}`, name, bare)
      if (!('cursor' in example))
        values[name] = list(schema, ('names' in example ? await example.names(side) : example.plain(side))[0])
    }
  }
  return values
}

/** A tool called with its examples. @param slot an argument that is given instead */
export async function called(
  { name, inputSchema }: ToolListing,
  { side, client }: Caller,
  slot: ToolSlot | null = null,
  value: unknown = null,
): Promise<Answer> {
  return client.call(name, await build(name, inputSchema, side, slot && { slot, value }))
}

/** What a tool is given when a question needs nothing special. */
export const plainArguments = ({ name, inputSchema }: ToolListing, side: Side) => build(name, inputSchema, side, null)

async function values(tool: ToolListing, slot: ToolSlot, caller: Caller): Promise<readonly unknown[]> {
  if ('names' in slot.example) return slot.example.names(caller.side)
  if ('plain' in slot.example) return slot.example.plain(caller.side)
  const page = await caller.client.call<{ nextCursor?: string }>(tool.name, {
    ...(await build(tool.name, tool.inputSchema, caller.side, null)),
    limit: 1,
  })
  return page.data.nextCursor ? [page.data.nextCursor] : []
}

const bytes = (answer: Answer) => JSON.stringify(answer)
/** What an error says, without what is different each time, as the order of the caller's own names, which are listed by their likeness to the one asked for. */
const gist = ({ text }: Answer, value: unknown) =>
  text
    .replaceAll(String(value), '…')
    .replaceAll(/<records-\w+>[\s\S]*?<\/records-\w+>/g, '<records>')
    .replaceAll(/[0-9a-f]{8}-[0-9a-f-]{27}/g, '#')

/** Own names are answered, the other side's are not found and told apart from nobody's in nothing, and nothing of the other side shows. */
export async function walkTool(tool: ToolListing, own: Caller, other: Caller): Promise<void> {
  const plain = await called(tool, own)
  expect(plain.isError ? plain.text : '').toBe('')
  expect(leaks(bytes(plain), own.side), 'one’s own things show').not.toEqual([])
  expect(leaks(bytes(plain), other.side)).toEqual([])
  for (const slot of slots(tool.name, tool.inputSchema)) {
    const mine = await values(tool, slot, own)
    const theirs = (await values(tool, slot, other)).filter((value) => !mine.includes(value))
    if (!theirs.length) continue
    for (const value of mine) {
      const answer = await called(tool, own, slot, value)
      expect(answer.isError ? `${slot.coordinate} = ${String(value)}: ${answer.text}` : '').toBe('')
      expect(leaks(bytes(answer), other.side), slot.coordinate).toEqual([])
    }
    for (const value of theirs) {
      const what = `${slot.coordinate} = ${String(value)}`
      const answer = await called(tool, own, slot, value)
      expect(leaks(bytes(answer), other.side, [value]), what).toEqual([])
      if ('plain' in slot.example) continue
      expect(answer.isError, what).toBe(true)
      expect(answer.text, what).toMatch(/^(NOT_FOUND|BAD_CURSOR|BAD_USER_INPUT|INVALID_ARGUMENTS)/)
      if ('cursor' in slot.example) continue
      const nobodys = namedByNobody(value, other.side)
      expect(gist(answer, value), `${what} is told apart from what nobody has`).toBe(
        gist(await called(tool, own, slot, nobodys), nobodys),
      )
    }
  }
}
