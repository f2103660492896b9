import { complexityFromQuery } from '@pothos/plugin-complexity'
import type { Plugin } from 'graphql-yoga'
import type { Context, ServerContext } from '../../data/context.ts'
import type { Db } from '../../data/database.ts'
import { Refusal } from '../../graphql/errors.ts'
import type { Identity } from '../../identity/identity.ts'
import type { Principal } from '../../identity/principal.ts'

/** Each call costs one, and one more for each so much complexity: the largest query allowed counts as 21 calls. */
const COMPLEXITY_A_CALL = 1_000

/**
 * Counts each operation before it runs, and each request that comes to none, such as a document that is not valid. What the
 * adapter sends was counted when it came in, and the operator's console is not counted.
 */
export function useCallLimit(
  identity: Identity,
  dbOf: (principal: Principal) => Db,
  limited: (caller: ServerContext) => void,
): Plugin<Context, ServerContext> {
  return {
    async onExecute({ args, setResultAndStopExecution }) {
      const context = args.contextValue as Context
      if (!isCounted(context)) return
      const { complexity } = complexityFromQuery(args.document, {
        schema: args.schema,
        variables: (args.variableValues ?? {}) as Record<string, unknown>,
        ctx: context,
      })
      const refused = await taken(identity, context, context.db, 1 + Math.floor(complexity / COMPLEXITY_A_CALL))
      if (!refused) return
      // Nobody that comes later in the chain is asked, the audit log neither.
      limited(context)
      setResultAndStopExecution(refused)
    },
    async onResultProcess({ serverContext, setResult }) {
      if (serverContext.rate.counted || !isCounted(serverContext)) return
      const { principal } = serverContext
      const refused = await taken(identity, serverContext, principal && dbOf(principal), 1)
      if (!refused) return
      limited(serverContext)
      setResult(refused)
    },
  }
}

type Caller = Pick<ServerContext, 'principal' | 'adapter' | 'operator' | 'browser' | 'rate'>

const isCounted = ({ principal, adapter, operator, browser }: Caller) =>
  !adapter && !operator && (principal !== null || browser !== null)

/** @returns the answer to a caller with no calls left */
async function taken(identity: Identity, { principal, browser, rate }: Caller, db: Db | null, cost: number) {
  rate.counted = true
  const { limited, retryAfter, headers } =
    principal && db ? await identity.calls.ofCaller(principal, db, cost) : await identity.calls.ofAddress(browser!.ip)
  rate.headers = headers
  if (!limited) return null
  const refusal = tooManyCalls(principal ? 'credential or organization' : 'address', retryAfter, headers)
  return { errors: [refusal], extensions: { http: { status: 429, headers } } }
}

/** @param whose what has asked too much */
export const tooManyCalls = (whose: string, retryAfter: number, headers: Record<string, string>): Refusal =>
  new Refusal('RATE_LIMITED', `Too many calls from this ${whose}. Wait ${retryAfter} s, then try again.`, {
    retryAfter,
    http: { status: 429, headers },
  })
