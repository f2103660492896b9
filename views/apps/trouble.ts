/** A refusal as people read it. Codes, markers, and what to call next are for the model, which reads the text. */
import type { ToolResult } from './bridge.ts'

interface Refused {
  readonly code?: string
  readonly message?: string
  readonly next?: string
  readonly mendable?: boolean
  readonly correlationId?: string
}

/** What a model mends by itself: another name, another argument. */
const MENDED = new Set(['NOT_FOUND', 'BAD_USER_INPUT', 'BAD_CURSOR', 'WORKSPACE_REQUIRED'])

export function troubleIn({ content, _meta }: ToolResult): string {
  const { code = '', message, next, mendable, correlationId } = (_meta?.['pm33/error'] ?? {}) as Refused
  if (!message) return content?.find(({ type }) => type === 'text')?.text ?? 'The tool answered with an error.'
  if (MENDED.has(code)) return mendable === false ? message : `${message} Your assistant can try again.`
  return [message, next, ...(correlationId ? [`Reference: ${correlationId}`] : [])].join(' ')
}
