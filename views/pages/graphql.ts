import type { TypedDocumentString } from '../operations.generated.ts'

interface Issue {
  path: (string | number)[]
  message: string
}

/** An answer that is none: what PM33 said, and what of it a page can act on. */
export class Problem extends Error {
  readonly code: string
  readonly issues: readonly Issue[]
  /** Seconds until another attempt makes sense. */
  readonly retryAfter: number | null
  /** Keys of the items that it is about. */
  readonly keys: readonly string[]
  /** Under which the server's log has more. */
  readonly reference: string | null

  constructor(message: string, extensions: Record<string, unknown> = {}) {
    super(message)
    this.name = 'Problem'
    this.code = typeof extensions.code === 'string' ? extensions.code : 'UNREACHABLE'
    this.issues = Array.isArray(extensions.issues) ? (extensions.issues as Issue[]) : []
    this.retryAfter = typeof extensions.retryAfter === 'number' ? extensions.retryAfter : null
    this.keys = Array.isArray(extensions.keys) ? (extensions.keys as string[]) : []
    this.reference = typeof extensions.ref === 'string' ? extensions.ref : null
  }

  /** What is wrong with one field, in words that follow its label. */
  of(field: string): string | null {
    return this.issues.find(({ path }) => path.at(-1) === field)?.message ?? null
  }
}

const UNREACHABLE =
  'The server did not respond. It may be restarting, or the connection may be down. Try again in a moment.'

/** The organization that the pages show, by its ID; null before it is known. */
let shown: string | null = null
let onAnother = (): void => undefined

/**
 * From now on everything is asked about this organization, and refused once the session stands in another one: all tabs share it.
 * @param another called when it does
 */
export function showOrganization(id: string | null, another: () => void = () => undefined): void {
  shown = id
  onAnother = another
}

/**
 * Sends one of the stored operations, with the session that the cookie holds.
 * @param anywhere in whatever organization the session stands: only to learn which one that is
 * @throws Problem
 */
export async function ask<Data, Variables>(
  operation: TypedDocumentString<Data, Variables>,
  variables: Variables,
  { anywhere = false }: { anywhere?: boolean } = {},
): Promise<Data> {
  const response = await fetch('/graphql', {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      accept: 'application/json',
      ...(shown !== null && !anywhere && { 'x-pm33-organization': shown }),
    },
    body: JSON.stringify({ query: operation.toString(), variables }),
  }).catch(() => null)
  const answer = (await response?.json().catch(() => null)) as {
    data?: Data
    errors?: { message: string; extensions?: Record<string, unknown> }[]
  } | null
  if (!answer) throw new Problem(UNREACHABLE)
  const [error] = answer.errors ?? []
  if (error?.extensions?.reason === 'another_organization') onAnother()
  if (error) throw new Problem(error.message, error.extensions)
  if (!answer.data) throw new Problem(UNREACHABLE)
  return answer.data
}

export const problemOf = (error: unknown): Problem =>
  error instanceof Problem
    ? error
    : new Problem(error instanceof Error ? error.message : String(error), { code: 'INTERNAL' })
