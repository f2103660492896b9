import type { ExecutionResult } from 'graphql'
import type { Plugin } from 'graphql-yoga'
import type { Context } from '../../data/context.ts'
import { Refusal } from '../../graphql/errors.ts'
import { isChange } from './use-error-codes.ts'

/** Characters of an answer: a page of the longest descriptions has fewer. */
const LONGEST_ANSWER = 24_000_000

/**
 * The same text under two hundred names costs nothing until the answer is written, all of it at once. The pages, the adapter,
 * and the operator ask what we wrote; a person's archive is as long as it is.
 */
export function useAnswerLimit(most = LONGEST_ANSWER): Plugin<Context> {
  return {
    onExecute: ({ args }) => ({
      onExecuteDone({ result, setResult }) {
        const { data } = result as ExecutionResult
        const { adapter, browser, operator } = args.contextValue
        if (adapter || browser || operator) return
        if (!data || left(data, most) >= 0) return
        const did = isChange(args.document, args.operationName) ? 'This was carried out, but its answer' : 'The answer'
        setResult({
          data: null,
          errors: [
            new Refusal(
              'BAD_USER_INPUT',
              `${did} would have more than ${most.toLocaleString('en-US')} characters. Ask for fewer rows, or for each long text only once.`,
              { reason: 'answer_too_long' },
            ),
          ],
        })
      },
    }),
  }
}

/** What is left of a budget of characters after a value; below 0 as soon as it is used up. */
function left(value: unknown, budget: number): number {
  if (typeof value === 'string') return budget - value.length
  if (typeof value !== 'object' || value === null) return budget - 4
  let rest = budget
  if (Array.isArray(value)) for (let at = 0; at < value.length && rest >= 0; at++) rest = left(value[at], rest)
  else
    for (const name in value) {
      rest = left((value as Record<string, unknown>)[name], rest - name.length)
      if (rest < 0) break
    }
  return rest
}
