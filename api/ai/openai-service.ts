import { outcomeOfError, outcomeOfText } from './outcome.ts'
import { type Access, type Limits, NO_USAGE, type Outcome, type Question, type Usage } from './question.ts'
import { watch } from './watch-service.ts'

/** Codes of a failed response that are the provider's refusal, not its fault. */
const REFUSALS = new Set(['invalid_prompt', 'bio_policy', 'misalignment_policy_violation'])

/** One streamed request to the Responses API, which keeps nothing of it (`store: false`). */
export async function askOpenAI(
  { apiKey, baseUrl, model }: Access,
  question: Question,
  limits: Limits,
  fetching: (heard: () => void) => typeof globalThis.fetch,
): Promise<Outcome> {
  const { default: OpenAI } = await import('openai')
  const guard = watch(limits)
  const client = new OpenAI({
    apiKey,
    baseURL: baseUrl,
    organization: null,
    project: null,
    webhookSecret: null,
    fetch: fetching(guard.beat),
    maxRetries: 0,
    timeout: limits.connectMs,
    logLevel: 'off',
  })
  let usage: Usage | undefined
  let text = ''
  let refusal = ''
  let last: Last | undefined
  try {
    const stream = await client.responses.create(
      {
        model,
        max_output_tokens: question.maxOutput,
        stream: true,
        store: false,
        instructions: question.instructions,
        input: [
          {
            role: 'user',
            content: [
              { type: 'input_text', text: question.records },
              { type: 'input_text', text: question.request },
            ],
          },
        ],
        text: { format: { type: 'json_schema', name: 'document', strict: true, schema: question.schema } },
      },
      { signal: guard.signal },
    )
    for await (const event of stream) {
      usage ??= NO_USAGE
      if (event.type === 'response.output_text.delta') {
        text += event.delta
        guard.said()
        limits.onText?.(event.delta)
      } else if (event.type === 'response.refusal.done') refusal = event.refusal
      else if (
        event.type === 'response.completed' ||
        event.type === 'response.incomplete' ||
        event.type === 'response.failed'
      ) {
        last = event.response
        usage = usageOf(event.response.usage) ?? usage
      }
    }
    if (!last || guard.stopped())
      return outcomeOfError(new Error('the stream ended before its last event'), guard.stopped(), usage ?? NO_USAGE)
    return outcomeOf(last, { text, refusal, usage: usage ?? NO_USAGE })
  } catch (error) {
    return outcomeOfError(error, guard.stopped(), usage)
  } finally {
    guard.end()
  }
}

interface Last {
  readonly status?: string
  readonly error: { readonly code: string; readonly message: string } | null
  readonly incomplete_details: { readonly reason?: string } | null
}

function outcomeOf(
  { status, error, incomplete_details }: Last,
  said: { text: string; refusal: string; usage: Usage },
): Outcome {
  const { text, refusal, usage } = said
  if (status === 'failed')
    return REFUSALS.has(error?.code ?? '')
      ? { kind: 'refused', usage, detail: error!.code }
      : { kind: 'unavailable', why: 'server', usage, detail: (error?.message ?? 'the response failed').slice(0, 200) }
  if (status === 'incomplete')
    return incomplete_details?.reason === 'content_filter'
      ? { kind: 'refused', usage, detail: 'content_filter' }
      : { kind: 'cut-off', usage }
  if (refusal) return { kind: 'refused', usage, detail: refusal.slice(0, 200) }
  return outcomeOfText(text, usage)
}

/** This API counts cached tokens as part of the input. */
function usageOf(
  counted:
    | {
        input_tokens: number
        output_tokens: number
        input_tokens_details?: { cached_tokens?: number } | null
        output_tokens_details?: { reasoning_tokens?: number } | null
      }
    | null
    | undefined,
): Usage | undefined {
  if (!counted) return undefined
  const cachedInput = counted.input_tokens_details?.cached_tokens ?? 0
  return {
    input: counted.input_tokens - cachedInput,
    cachedInput,
    cacheWrite: 0,
    output: counted.output_tokens,
    thinking: counted.output_tokens_details?.reasoning_tokens ?? 0,
  }
}
