import type { Plugin } from 'graphql-yoga'
import type { ServerContext } from '../../data/context.ts'
import { Refusal } from '../../graphql/errors.ts'
import type { KnownOperations } from './operations.ts'

/** Free documents are for credentials with API access; the adapter and the pages send only what was generated with us. */
export function useOperationGate(operations: KnownOperations): Plugin<object, ServerContext> {
  return {
    onParams({ params, setParams, context }) {
      const hash = (params.extensions as { persistedQuery?: { sha256Hash?: unknown } } | undefined)?.persistedQuery
        ?.sha256Hash
      if (!params.query && typeof hash === 'string') {
        const query = operations.byHash(hash)
        if (!query)
          throw new Refusal(
            'PERSISTED_OPERATION_REQUIRED',
            'No operation is stored under this hash. Send the full query.',
          )
        return setParams({ ...params, query })
      }
      if (!params.query || mayAskFreely(context as unknown as ServerContext) || operations.knows(params.query)) return
      throw onlyStored()
    },
  }
}

export const onlyStored = () =>
  new Refusal(
    'PERSISTED_OPERATION_REQUIRED',
    'This credential can only send stored operations. Use an API key whose surfaces include graphql.',
  )

function mayAskFreely({ principal, adapter, operator }: ServerContext): boolean {
  if (operator) return true
  return !adapter && principal !== null && principal.surfaces.has('graphql')
}
