import { completable, type McpServer } from '@modelcontextprotocol/server'
import { z } from 'zod'
import type { Call } from './graphql/call.ts'
import { inert, oneLine } from '../text.ts'
import { completeEpicKey, completeWorkspaceId } from './completion.ts'
import { fence } from './answers/render.ts'

export interface PromptArgument {
  readonly description: string
  readonly required?: boolean
  readonly completes?: 'workspaceId' | 'epic'
}

/** A prompt is a documented chain of tools, in words that a person would use. */
export interface PromptDefinition<Names extends string> {
  readonly name: string
  readonly title: string
  readonly description: string
  readonly arguments: Readonly<Record<Names, PromptArgument>>
  /** The tools that the text walks through; a prompt is offered when all of them are. */
  readonly chain: readonly string[]
  readonly text: (given: Readonly<Partial<Record<Names, string>>>) => string
}

export interface Prompt {
  readonly name: string
  readonly chain: readonly string[]
  /** The entry of `prompts/list`. */
  readonly listing: {
    readonly name: string
    readonly title: string
    readonly description: string
    readonly arguments: { name: string; description: string; required: boolean }[]
  }
  register(server: McpServer, call: Call): void
}

export function definePrompt<Names extends string>(prompt: PromptDefinition<Names>): Prompt {
  const { name, title, description } = prompt
  const entries = Object.entries<PromptArgument>(prompt.arguments)
  return {
    name,
    chain: prompt.chain,
    listing: {
      name,
      title,
      description,
      arguments: entries.map(([argument, { description: words, required }]) => ({
        name: argument,
        description: words,
        required: required ?? false,
      })),
    },
    register(server, call) {
      const argsSchema = z.object(
        Object.fromEntries(entries.map(([argument, about]) => [argument, schemaOf(about, call)])),
      )
      server.registerPrompt(name, { title, description, argsSchema }, (given) => ({
        messages: [{ role: 'user', content: { type: 'text', text: asked(prompt, given, call) } }],
      }))
    },
  }
}

/** A value without spaces, such as an ID, a key, or a date, has no room for an instruction. */
const token = /^[\w.:-]{1,80}$/

/** The text of a prompt. Values that are more than a token stand behind it, fenced; blank ones count as left out. */
function asked<Names extends string>(
  { text }: PromptDefinition<Names>,
  given: Readonly<Record<string, unknown>>,
  call: Call,
): string {
  const values = Object.entries(given).flatMap(([name, value]) => {
    const words = typeof value === 'string' ? inert(oneLine(value)) : ''
    return words ? [[name, words] as const] : []
  })
  const long = values.filter(([, value]) => !token.test(value))
  const shown = Object.fromEntries(
    values.map(([name, value]) => [name, token.test(value) ? value : `(${name} below)`]),
  ) as Partial<Record<Names, string>>
  if (!long.length) return text(shown)
  const below = long.map(([name, value]) => `${name}: ${value}`).join('\n')
  return `${text(shown)}\n${fence(below, call.nonce(below), 'what the user entered')}`
}

function schemaOf({ required, completes }: PromptArgument, call: Call): z.ZodType {
  const words = z.string().max(500)
  const text = required ? words.refine((value) => oneLine(value) !== '', 'is required') : words
  const completed =
    completes === 'workspaceId'
      ? completable(text, (typed) => completeWorkspaceId(call, typed))
      : completes === 'epic'
        ? completable(text, (typed, context) => completeEpicKey(call, typed, context?.arguments?.workspaceId))
        : text
  return required ? completed : completed.optional()
}
