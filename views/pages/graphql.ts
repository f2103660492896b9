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
  /** The access policy of the organization does not allow it. */
  readonly policy: boolean
  /** Nobody is signed in any more: what was typed stays, and can be sent again after signing in. */
  readonly sessionEnded: boolean

  constructor(message: string, extensions: Record<string, unknown> = {}) {
    super(message)
    this.name = 'Problem'
    this.code = typeof extensions.code === 'string' ? extensions.code : 'UNREACHABLE'
    this.issues = Array.isArray(extensions.issues) ? (extensions.issues as Issue[]) : []
    this.retryAfter = typeof extensions.retryAfter === 'number' ? extensions.retryAfter : null
    this.keys = Array.isArray(extensions.keys) ? (extensions.keys as string[]) : []
    this.reference = typeof extensions.ref === 'string' ? extensions.ref : null
    this.policy = extensions.policy === true
    this.sessionEnded = extensions.reason === NO_SESSION
  }

  /** What is wrong with one field, in words that follow its label. */
  of(field: string): string | null {
    return this.issues.find(({ path }) => path.at(-1) === field)?.message ?? null
  }
}

const UNREACHABLE =
  'The server did not respond. It may be restarting, or the connection may be down. Try again in a moment.'

const NO_SESSION = 'no_credential'
const ENDED = 'Your session has ended. Sign in again in another tab, then try again here.'

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
  const about = shown
  const response = await fetch('/graphql', {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      accept: 'application/json',
      ...(about !== null && !anywhere && { 'x-pm33-organization': about }),
    },
    body: JSON.stringify({ query: operation.toString(), variables }),
  }).catch(() => null)
  const answer = (await response?.json().catch(() => null)) as {
    data?: Data
    errors?: { message: string; extensions?: Record<string, unknown> }[]
  } | null
  if (!answer) throw new Problem(UNREACHABLE)
  const [error] = answer.errors ?? []
  // An answer about what was shown before says nothing about what is shown now.
  if (error?.extensions?.reason === 'another_organization' && shown === about) onAnother()
  // The API speaks to programs, which send keys.
  if (error) throw new Problem(error.extensions?.reason === NO_SESSION ? ENDED : error.message, error.extensions)
  if (!answer.data) throw new Problem(UNREACHABLE)
  return answer.data
}

export const problemOf = (error: unknown): Problem =>
  error instanceof Problem
    ? error
    : new Problem(error instanceof Error ? error.message : String(error), { code: 'INTERNAL' })
