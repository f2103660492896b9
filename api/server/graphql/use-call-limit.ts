import { complexityFromQuery } from '@pothos/plugin-complexity'
import type { Plugin } from 'graphql-yoga'
import type { Context } from '../../data/context.ts'
import { Refusal } from '../../graphql/errors.ts'
import type { Identity } from '../../identity/identity.ts'

/** Each call costs one, and one more for each so much complexity: the largest query allowed counts as 21 calls. */
const COMPLEXITY_A_CALL = 1_000

/**
 * Counts each operation before it runs. What the adapter sends was counted when it came in, and the operator's console is
 * not counted.
 */
export function useCallLimit(identity: Identity): Plugin<Context> {
  return {
    async onExecute({ args, setResultAndStopExecution }) {
      const { principal, adapter, operator, browser, db, rate } = args.contextValue as Context
      if (adapter || operator || (!principal && !browser)) return
      const { complexity } = complexityFromQuery(args.document, {
        schema: args.schema,
        variables: (args.variableValues ?? {}) as Record<string, unknown>,
        ctx: args.contextValue as Context,
      })
      const cost = 1 + Math.floor(complexity / COMPLEXITY_A_CALL)
      const taken = principal
        ? await identity.calls.ofCaller(principal, db, cost)
        : await identity.calls.ofAddress(browser!.ip)
      rate.headers = taken.headers
      if (!taken.limited) return
      const refusal = tooManyCalls(
        principal ? 'credential or organization' : 'address',
        taken.retryAfter,
        taken.headers,
      )
      setResultAndStopExecution({ errors: [refusal], extensions: { http: { status: 429, headers: taken.headers } } })
    },
  }
}

/** @param whose what has asked too much */
export const tooManyCalls = (whose: string, retryAfter: number, headers: Record<string, string>): Refusal =>
  new Refusal('RATE_LIMITED', `Too many calls from this ${whose}. Wait ${retryAfter} s, then try again.`, {
    retryAfter,
    http: { status: 429, headers },
  })
