import {
  ProtocolError,
  ProtocolErrorCode,
  ResourceNotFoundError,
  type CallToolResult,
} from '@modelcontextprotocol/server'
import { counted, cut, figureText, oneLine } from '../../text.ts'
import type { Call } from '../graphql/call.ts'
import { ApiError } from '../graphql/graph.ts'
import { fieldOf, InputError, type InputIssue } from './issue.ts'
import { fence } from './render.ts'

/** An error as the client sees it: a code for programs and sentences for the model. It never includes a message that we did not write. */
export interface Advice {
  readonly code: string
  readonly message: string
  readonly next: string
  readonly issues?: readonly InputIssue[]
  readonly retryAfterSeconds?: number
  readonly scope?: string
  /** Names that people wrote: shown fenced. */
  readonly workspaces?: readonly { key: string; name: string }[]
  /** False where no other argument would help. */
  readonly mendable?: false
  /** What exists, nearest first. */
  readonly names?: readonly string[]
}

/** The same whichever half finds it. */
const UNFIT = { message: 'The arguments are not valid.', next: 'Correct the arguments and call again.' }

/** The scopes of a key are fixed when it is created. */
export const keyWith = (scope: string) =>
  `The scopes of a key cannot be changed. Ask an admin to create a key that also has ${scope} in Settings › Integrations › MCP Server, and to revoke this one.`

type Translate = (error: ApiError, call: Call) => Omit<Advice, 'code'>

/** A sentence, and what to do next. Quotation marks keep the periods of names. */
const STEP = /^((?:"(?:\\.|[^"\\])*"|[^"])+?[.!?]) ([A-Z].*)$/

const number = (value: unknown): number | undefined =>
  typeof value === 'number' && Number.isFinite(value) ? value : undefined

/** Seconds to wait before the next try, as the API says; at least one. */
const secondsOf = (extensions: ApiError['extensions']) =>
  Math.max(1, Math.ceil(number(extensions.retryAfterSeconds) ?? number(extensions.retryAfter) ?? 1))

/** Error code of the API → one sentence and the next step. What is not in this list is not repeated. */
const sentences: Readonly<Record<string, Translate>> = {
  UNAUTHENTICATED: () => ({
    message: 'The credential is no longer valid.',
    next: 'Authorize again, or use an API key that is neither expired nor revoked.',
  }),
  FORBIDDEN: (error, { caller }) => {
    const { extensions } = error
    // What the organization has decided: no other scope or key would help.
    if (extensions.policy === true) return { message: ours(error), next: 'Ask an owner of the organization.' }
    const scope = typeof extensions.scope === 'string' ? extensions.scope : undefined
    // Neither consenting again nor another key of theirs would help.
    if (scope && !caller.grantableScopes.includes(scope))
      return {
        message: `${caller.kind === 'api_key' ? 'The role of the person behind this API key' : 'Your role in the organization'} does not allow the scope ${scope}.`,
        next: 'Ask an admin of the organization to change the role.',
        scope,
      }
    const lacking = scope ? `the scope ${scope}` : 'permission to do this'
    return caller.kind === 'api_key'
      ? {
          message: `This API key lacks ${lacking}.`,
          next: scope ? keyWith(scope) : 'Only a person who is signed in to PM33 can do this.',
          ...(scope && { scope }),
        }
      : {
          message: `This connection lacks ${lacking}.`,
          next: 'Authorize PM33 again and allow this scope.',
          ...(scope && { scope }),
        }
  },
  NOT_FOUND: (error) => {
    // There is no workspace at all: query_backlog would find none either.
    if (error.extensions.kind === 'Workspace' && error.extensions.id === undefined)
      return { message: ours(error), next: 'Call again when a backlog has been imported.', mendable: false }
    const workspaces = workspacesOf(error.extensions.workspaces)
    if (workspaces.length) {
      const next = `If one of these is meant, call again with its key as workspaceId. If not, ask the user.${moreThan(workspaces, error, 'the others can be named, too')}`
      return { message: ours(error), workspaces, next }
    }
    const names = namesOf(error.extensions.names)
    const all = number(error.extensions.named) ?? names.length
    return {
      message: ours(error),
      ...(names.length && { names }),
      next: names.length
        ? `Use one of these names${all > names.length ? `, the nearest ${names.length} of ${figureText(all)}.` : '. There are no others.'}`
        : Array.isArray(error.extensions.names)
          ? 'There are none in this workspace yet. Leave the argument out.'
          : 'Find the ID or key with query_backlog, or list the workspaces with the resource pm33://workspaces.',
    }
  },
  BAD_USER_INPUT: (error) => {
    const issues = issuesOf(error)
    return { ...(issues.length ? UNFIT : { message: ours(error) }), issues, next: UNFIT.next }
  },
  BAD_CURSOR: () => ({
    message: 'This cursor belongs to a different query.',
    issues: [{ field: 'cursor', message: 'was issued for different filters, a different order, or another workspace' }],
    next: 'Use the same arguments as for the page it came from, or omit cursor to start over.',
  }),
  WORKSPACE_REQUIRED: (error) => {
    const workspaces = workspacesOf(error.extensions.workspaces)
    const named = typeof error.extensions.named === 'string'
    const others = named ? 'the others need their key, too' : 'the others can be named, too'
    const next = `Call again with the key of one of these as workspaceId.${moreThan(workspaces, error, others)}`
    if (named) return { message: ours(error), workspaces, next }
    return {
      message: 'There is more than one workspace. Specify which one.',
      issues: [{ field: 'workspaceId', message: 'is required' }],
      workspaces,
      next,
    }
  },
  // Most of them end in their own step.
  CONFLICT: (error) => {
    const [, message = ours(error), next = 'Read the current state, then try again.'] = STEP.exec(ours(error)) ?? []
    return { message, next }
  },
  DEPENDENCY_CYCLE: (error) => ({ message: ours(error), next: 'Change the dependencies, then call again.' }),
  NOT_ENOUGH_HISTORY: ({ extensions }) => {
    const have = number(extensions.have)
    const need = number(extensions.need)
    const [haveWeeks, needWeeks] = [number(extensions.haveWeeks), number(extensions.needWeeks)]
    const undated = number(extensions.undated) ?? 0
    return {
      message:
        (have !== undefined && need !== undefined
          ? `There is not enough history: a forecast needs ${counted(need, 'finished item')}${needWeeks === undefined ? '' : ` in at least ${counted(needWeeks, 'week')}`}, and there ${have === 1 ? 'is' : 'are'} ${have === 0 ? 'none' : `${figureText(have)}${haveWeeks === undefined ? '' : `, in ${counted(haveWeeks, 'week')}`}`}.`
          : 'There is not enough history.') +
        (undated > 0
          ? ` ${counted(undated, 'finished item has no end date and does', 'finished items have no end date and do')} not count.`
          : ''),
      next: 'Import more history, or ask about more work (fewer filters, all teams).',
    }
  },
  INSUFFICIENT_CREDITS: ({ extensions }) => {
    const [needed, available] = [number(extensions.needed), number(extensions.available)]
    return {
      message:
        needed !== undefined && available !== undefined
          ? `Insufficient credits: ${needed} needed, ${available} left.`
          : 'Insufficient credits.',
      next: 'Top up the workspace AI credits in Settings › Billing.',
    }
  },
  OUTCOME_UNKNOWN: (error) => ({
    message: ours(error),
    next: 'Read the current state first. Repeat the call only if the change is missing.',
  }),
}

/** What holds for everybody, also before a caller is known. */
const forEverybody: Readonly<Record<string, (error: ApiError) => Omit<Advice, 'code'>>> = {
  // In the API's own words where it gives a reason, such as a full disk, which people can do something about.
  RATE_LIMITED: (error) =>
    waiting(typeof error.extensions.reason === 'string' ? ours(error) : 'Too many calls.', secondsOf(error.extensions)),
  UNAVAILABLE: (error) =>
    waiting(
      typeof error.extensions.reason === 'string'
        ? ours(error)
        : 'The database behind PM33 is restarting or unreachable. Nothing was saved.',
      secondsOf(error.extensions),
    ),
  UNREACHABLE: () => waiting('PM33 is unreachable at the moment.', 5),
}

const waiting = (message: string, seconds: number) => ({
  message,
  retryAfterSeconds: seconds,
  next: `Wait ${seconds} s, then call again.`,
})

/** An error that needs no caller to be explained; whatever else it is, it is our fault. */
export function adviceOf(error: unknown): Advice {
  const sentence = error instanceof ApiError ? forEverybody[error.code] : undefined
  if (error instanceof ApiError && sentence) return { code: error.code, ...sentence(error) }
  return {
    code: 'INTERNAL',
    message: 'PM33 could not answer this because of an internal error.',
    next: 'Trying again is unlikely to help. Quote the reference when you report it.',
  }
}

export function adviceFor(error: unknown, call: Call): Advice {
  if (error instanceof InputError) {
    const today = error.issues.some(({ dated }) => dated) ? ` Today is ${call.today()}.` : ''
    return {
      code: 'BAD_USER_INPUT',
      ...UNFIT,
      next: `${UNFIT.next}${today}`,
      issues: error.issues.map(({ dated: _, ...issue }) => issue),
    }
  }
  const sentence = error instanceof ApiError ? sentences[error.code] : undefined
  if (error instanceof ApiError && sentence) return { code: error.code, ...sentence(error, call) }
  const advice = adviceOf(error)
  if (advice.code === 'INTERNAL' || advice.code === 'UNREACHABLE') call.report(error)
  return advice
}

/** An error as a tool result. `structuredContent` is left out: it would have to fit the tool's schema. */
export function toolError(advice: Advice, call: Pick<Call, 'correlationId' | 'nonce'>): CallToolResult {
  const { code, message, next, issues = [], workspaces = [], names = [] } = advice
  const lines = [
    `${code}: ${message}`,
    ...issues.map(
      (issue) =>
        `- ${issue.field ? `${issue.field}: ` : ''}${issue.message}${issue.allowed ? `; allowed: ${issue.allowed.join(', ')}` : ''}`,
    ),
    ...(workspaces.length
      ? [
          fence(
            workspaces.map(({ key, name }) => `${key} | ${oneLine(name)}`).join('\n'),
            call.nonce(call.correlationId),
          ),
        ]
      : []),
    ...(names.length ? [fence(names.map(oneLine).join('\n'), call.nonce(call.correlationId))] : []),
    `Next: ${next}`,
    `Reference: ${call.correlationId}`,
  ]
  return {
    isError: true,
    content: [{ type: 'text', text: lines.join('\n') }],
    _meta: { 'pm33/error': { ...advice, correlationId: call.correlationId } },
  }
}

/** Errors that are not the caller's doing. */
const OURS = new Set(['INTERNAL', 'UNREACHABLE', 'UNAVAILABLE', 'OUTCOME_UNKNOWN'])

/** An error where the protocol has no error result: resources, prompts. */
export function protocolError(error: unknown, uri: string, call: Call): ProtocolError {
  if (error instanceof ProtocolError) return error
  const advice = adviceFor(error, call)
  // Keys have no spaces to say anything in, so they need no fence.
  const known = advice.workspaces?.map(({ key }) => key).join(', ')
  if (known) return new ResourceNotFoundError(uri, `${advice.message} Workspaces: ${known}.`)
  if (advice.code === 'NOT_FOUND' || advice.code === 'BAD_USER_INPUT') return new ResourceNotFoundError(uri)
  const data = { ...advice, correlationId: call.correlationId }
  const code = OURS.has(advice.code) ? ProtocolErrorCode.InternalError : ProtocolErrorCode.InvalidRequest
  return new ProtocolError(code, `${advice.message} ${advice.next} (reference ${call.correlationId})`, data)
}

/** A message that the API wrote for its callers, on one line and of bounded length. */
const ours = ({ message }: ApiError) => cut(oneLine(message), 400)

function issuesOf({ extensions }: ApiError): InputIssue[] {
  if (!Array.isArray(extensions.issues)) return []
  return extensions.issues.slice(0, 10).flatMap((issue: unknown) => {
    const { path, message, allowed } = (issue ?? {}) as { path?: unknown; message?: unknown; allowed?: unknown }
    if (typeof message !== 'string') return []
    const field = Array.isArray(path) ? fieldOf(path.filter((step) => step !== 'filter')) : ''
    return [
      {
        field,
        message: cut(oneLine(message), 200),
        ...(Array.isArray(allowed) && { allowed: allowed.map(String).slice(0, 50) }),
      },
    ]
  })
}

const namesOf = (list: unknown): string[] =>
  Array.isArray(list)
    ? list.filter((name): name is string => typeof name === 'string').map((name) => cut(name, 200))
    : []

/** Those to choose from that a refusal of the API lists. */
export function workspacesOf(list: unknown): { key: string; name: string }[] {
  if (!Array.isArray(list)) return []
  return list.slice(0, 50).flatMap((entry: unknown) => {
    const { key, name } = (entry ?? {}) as { key?: unknown; name?: unknown }
    return typeof key === 'string' && typeof name === 'string' ? [{ key, name }] : []
  })
}

function moreThan({ length }: readonly object[], { extensions }: ApiError, others: string): string {
  const all = number(extensions.workspaceCount) ?? length
  return all > length ? ` These are ${length} of ${figureText(all)}; ${others}.` : ''
}
