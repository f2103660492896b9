import { createHash } from 'node:crypto'
import type { CallToolResult, ToolAnnotations } from '@modelcontextprotocol/server'
import type { z } from 'zod'
import { answerOf, outputSchemaOf, selectionAt, valueAt, type At, type Selection } from './answers/answer.ts'
import { fitted } from './answers/fit.ts'
import type { Call } from './graphql/call.ts'
import { adviceFor, toolError } from './answers/error.ts'
import { inputOf } from './input.ts'
import { InputError, type JsonSchema } from './answers/issue.ts'
import { selections, type TypedDocumentString } from './operations.generated.ts'
import { fence, render, type Json } from './answers/render.ts'
import type { Scope } from './scope.ts'
import { viewMeta, type ViewName } from './view-name.ts'

type Arguments<Shape extends z.ZodRawShape> = z.output<z.ZodObject<Shape>>

/** A tool declares what Claude reads, what is requested from the API, and how the answer is summarized. It has no logic of its own. */
export interface ToolDefinition<Shape extends z.ZodRawShape, Data, Variables, Path extends string, Chosen, Extra> {
  readonly name: string
  readonly title: string
  /** What, when, when not (and which tool instead), what it works well after and before, one example. At most 1,024 characters. */
  readonly description: string
  readonly scope: Scope
  readonly input: Shape & Fits<NoInfer<Shape>, Variables, NoInfer<Chosen>, NoInfer<Extra>>
  readonly operation: TypedDocumentString<Data, Variables>
  /** Where in the operation's data the answer is: `'workspace.backlog'`. A connection there becomes `items` and `nextCursor`. */
  readonly answer: Path
  /** Variables that follow from arguments instead of being arguments: `columns` → which fields are included. */
  readonly variables?: (given: Chosen) => Extra
  /** One or two sentences from numbers, enums and dates only: what people wrote stays in its fields. `rows` are those of a page that are shown. */
  readonly summary: (answer: At<Data, Path>, given: Arguments<Shape>, rows: number) => string
  /** What the reader should know about this answer, in our words. */
  readonly notes?: (answer: At<Data, Path>, given: Arguments<Shape>) => string[]
  /** How to see entries of lists that an answer of bounded length leaves out, as a sentence. Default: by a narrower question. */
  readonly others?: (answer: At<Data, Path>) => string
  /** How the facts read as text, where tables do not do. It carries what `structuredContent` carries. */
  readonly text?: (facts: { readonly [name: string]: Json }) => string
  /** How many calls one call counts as against the rate limits: heavy analyses more. Default 1. */
  readonly calls?: number
  /** Name of the view that draws the answer. */
  readonly view?: ViewName
  /** Fields for the view alone: they travel in the result's `_meta` and cost the model nothing. */
  readonly viewOnly?: readonly (string & keyof At<Data, Path>)[]
  /** How they travel, lists as columns; default: as they are. */
  readonly bulk?: (answer: At<Data, Path>) => object
  /** Every tool is read-only and idempotent unless it says otherwise. */
  readonly annotations?: Partial<
    Pick<ToolAnnotations, 'readOnlyHint' | 'destructiveHint' | 'idempotentHint' | 'openWorldHint'>
  >
}

/** Ties input to operation: the compiler names an argument that the operation does not use, or a variable that no argument provides. */
type Fits<Shape extends z.ZodRawShape, Variables, Chosen, Extra> = Arguments<Shape> & Extra extends Variables
  ? Arguments<Shape> extends Chosen
    ? [Exclude<keyof Shape, keyof Variables | keyof Chosen>] extends [never]
      ? unknown
      : { 'argument the operation never uses': Exclude<keyof Shape, keyof Variables | keyof Chosen> }
    : { 'input lacks what `variables` takes': Chosen }
  : { 'input does not fit the operation': Variables }

/** A tool as the server knows it. */
export interface Tool {
  readonly name: string
  readonly scope: Scope
  /** How many calls one call counts as against the rate limits. */
  readonly calls: number
  /** Name of the view that draws the answer. */
  readonly view: ViewName | undefined
  /** The entry of `tools/list`, made once. */
  readonly listing: {
    readonly name: string
    readonly title: string
    readonly description: string
    readonly inputSchema: JsonSchema & { type: 'object' }
    readonly outputSchema: JsonSchema & { type: 'object' }
    readonly annotations: ToolAnnotations
    readonly _meta?: Record<string, unknown>
  }
  call(given: unknown, call: Call, signal: AbortSignal): Promise<CallToolResult>
}

export function defineTool<
  Shape extends z.ZodRawShape,
  Data,
  Variables,
  const Path extends string,
  Chosen = unknown,
  Extra = unknown,
>(tool: ToolDefinition<Shape, Data, Variables, Path, Chosen, Extra>): Tool {
  const input = inputOf<Shape>(tool.input)
  const selection = selectionAt(selectionOf(tool.operation), tool.answer)
  const visible = without(selection, tool.viewOnly ?? [])
  const shape = answerOf(visible)
  const declared = variablesOf(tool.operation)
  return {
    name: tool.name,
    scope: tool.scope,
    calls: tool.calls ?? 1,
    view: tool.view,
    listing: {
      name: tool.name,
      title: tool.title,
      description: tool.description,
      inputSchema: { ...input.schema, type: 'object' },
      outputSchema: { ...outputSchemaOf(visible), type: 'object' },
      annotations: {
        title: tool.title,
        readOnlyHint: true,
        destructiveHint: false,
        idempotentHint: true,
        openWorldHint: false,
        ...tool.annotations,
      },
      ...(tool.view && { _meta: viewMeta(tool.view) }),
    },
    async call(given, call, signal) {
      try {
        const parsed = input.parse(given)
        // GraphQL refuses variables that an operation does not declare: arguments that only choose others stay here.
        const variables = Object.fromEntries(
          Object.entries({ ...parsed, ...tool.variables?.(parsed as Chosen) }).filter(([name]) => declared.has(name)),
        ) as Variables
        const data = await call.graph(tool.name)(tool.operation, variables, signal)
        const answer = valueAt(data, tool.answer) as At<Data, Path>
        const { facts, page } = shape(answer)
        const { facts: shown, nextCursor, notes: cuts } = fitted(facts, page, tool.others?.(answer))
        const notes = [...assumedWorkspace(data), ...(tool.notes?.(answer, parsed) ?? [])]
        const summary = tool.summary(answer, parsed, Array.isArray(shown.items) ? shown.items.length : 0)
        const next: { nextCursor?: string } = nextCursor ? { nextCursor } : {}
        const warnings = [...(Array.isArray(shown.warnings) ? shown.warnings : []), ...notes, ...cuts]
        const nonce = call.nonce(inputHash(tool.name, parsed) + String(versionOf(facts) ?? JSON.stringify(shown)))
        const text = [
          summary,
          // What the summary counts is of the whole answer.
          ...cuts,
          fence(tool.text?.(shown) ?? render(shown), nonce),
          ...notes,
          ...(next.nextCursor ? [`nextCursor: ${next.nextCursor}`] : []),
        ].join('\n')
        return {
          content: [{ type: 'text', text }],
          structuredContent: { summary, ...shown, ...next, ...(warnings.length > 0 && { warnings }) },
          ...(tool.viewOnly && {
            _meta: { 'pm33/view': tool.bulk?.(answer) ?? viewFields(answer, tool.viewOnly) },
          }),
        }
      } catch (error) {
        if (signal.aborted) throw error
        const advice = adviceFor(error, call)
        // Arguments that do not fit never reach the API, which writes down what does.
        if (error instanceof InputError) await call.refused(tool.name, 'BAD_USER_INPUT')
        return toolError(advice, call)
      }
    },
  }
}

/** A question that named no workspace is answered with the key of the one it was taken to be about: a name may hold sentences that a model would follow, and a key has no spaces. */
function assumedWorkspace(data: unknown): string[] {
  const { workspace } = data as { workspace?: { assumed?: boolean; key?: string } | null }
  return workspace?.assumed
    ? [`Used workspace ${workspace.key}, because none was named. To use another one, pass workspaceId.`]
    : []
}

const nameOf = (operation: { toString(): unknown }) =>
  /\b(?:query|mutation)\s+(\w+)/.exec(String(operation.toString()))?.[1] ?? ''

export function selectionOf(operation: { toString(): unknown }): Selection {
  const selection = (selections as Readonly<Record<string, Selection>>)[nameOf(operation)]
  if (selection === undefined) throw new Error(`the operation ${nameOf(operation)} was not generated`)
  return selection
}

function variablesOf(operation: { toString(): unknown }): ReadonlySet<string> {
  const head = String(operation.toString()).split('{', 1)[0] ?? ''
  return new Set([...head.matchAll(/\$(\w+)\s*:/g)].flatMap(([, name]) => name ?? []))
}

function without(selection: Selection, fields: readonly string[]): Selection {
  if (fields.length === 0 || typeof selection !== 'object' || Array.isArray(selection)) return selection
  return Object.fromEntries(Object.entries(selection).filter(([name]) => !fields.includes(name)))
}

const viewFields = (answer: unknown, fields: readonly string[]) =>
  Object.fromEntries(fields.map((name) => [name, (answer as Record<string, unknown>)[name]]))

/** What the answer was computed from: two answers of one version and one question carry the same nonce. */
function versionOf(facts: { [key: string]: Json }): Json | undefined {
  const { dataVersion, stamp } = facts
  return dataVersion ?? (typeof stamp === 'object' && !Array.isArray(stamp) ? stamp.dataVersion : undefined)
}

const inputHash = (tool: string, given: object) =>
  createHash('sha256')
    .update(JSON.stringify([tool, Object.entries(given).sort(([a], [b]) => (a < b ? -1 : 1))]))
    .digest('hex')
