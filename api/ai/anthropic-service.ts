import { outcomeOfError, outcomeOfText } from './outcome.ts'
import { type Access, type Limits, NO_USAGE, type Outcome, type Question, type Usage } from './question.ts'
import { watch } from './watch-service.ts'

/** One streamed request to the Messages API. The raw events are read: the SDK's helpers hide how a stream ended. */
export async function askAnthropic(
  { apiKey, baseUrl, model }: Access,
  question: Question,
  limits: Limits,
  fetching: (heard: () => void) => typeof globalThis.fetch,
): Promise<Outcome> {
  const { default: Anthropic } = await import('@anthropic-ai/sdk')
  const guard = watch(limits)
  const client = new Anthropic({
    apiKey,
    authToken: null,
    baseURL: baseUrl,
    fetch: fetching(guard.beat),
    maxRetries: 0,
    timeout: limits.connectMs,
    logLevel: 'off',
    openTelemetry: false,
  })
  let usage: Usage | undefined
  let text = ''
  let stopReason: string | null = null
  let ended = false
  try {
    const stream = await client.messages.create(
      {
        model,
        max_tokens: question.maxOutput,
        stream: true,
        system: [{ type: 'text', text: question.instructions, cache_control: { type: 'ephemeral', ttl: '1h' } }],
        messages: [
          {
            role: 'user',
            content: [
              { type: 'text', text: question.records, cache_control: { type: 'ephemeral' } },
              { type: 'text', text: question.request },
            ],
          },
        ],
        output_config: { format: { type: 'json_schema', schema: question.schema } },
      },
      { signal: guard.signal },
    )
    for await (const event of stream) {
      if (event.type === 'message_start') {
        const counted = event.message.usage
        usage = {
          input: counted.input_tokens,
          cachedInput: counted.cache_read_input_tokens ?? 0,
          cacheWrite: counted.cache_creation_input_tokens ?? 0,
          output: counted.output_tokens,
          thinking: 0,
        }
      } else if (event.type === 'content_block_delta' && event.delta.type === 'text_delta') {
        text += event.delta.text
        guard.said()
        limits.onText?.(event.delta.text)
      } else if (event.type === 'message_delta') {
        stopReason = event.delta.stop_reason
        usage = {
          ...(usage ?? NO_USAGE),
          output: event.usage.output_tokens,
          thinking: event.usage.output_tokens_details?.thinking_tokens ?? 0,
        }
      } else if (event.type === 'message_stop') ended = true
    }
    // A connection that closes cleanly in the middle ends the loop as a whole answer does.
    if (!ended || guard.stopped())
      return outcomeOfError(new Error('the stream ended before message_stop'), guard.stopped(), usage ?? NO_USAGE)
    const counted = usage ?? NO_USAGE
    if (stopReason === 'refusal') return { kind: 'refused', usage: counted }
    if (stopReason === 'max_tokens') return { kind: 'cut-off', usage: counted }
    if (stopReason === 'model_context_window_exceeded') return { kind: 'full-context', usage: counted }
    return outcomeOfText(text, counted)
  } catch (error) {
    return outcomeOfError(error, guard.stopped(), usage)
  } finally {
    guard.end()
  }
}
