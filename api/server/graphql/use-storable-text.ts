import { Kind, visit, type DocumentNode } from 'graphql'
import { isAsyncIterable, type Plugin } from 'graphql-yoga'
import { badInput } from '../../graphql/errors.ts'
import { outgoing, storable, storableJson } from '../../../text.ts'

/** What a document may say that its cleaned source cannot: an escape inside a string. */
const ESCAPED = /\\u/

/**
 * The one place where text comes in by GraphQL, in variables and as literals of a free document, and where it goes out to
 * pages and partners. The adapter in this process cleans what it gets itself.
 */
export function useStorableText(): Plugin {
  return {
    onRequestParse({ url, request }) {
      if (request.method === 'GET')
        for (const name of ['variables', 'extensions']) assertJson(name, url.searchParams.get(name))
      return {
        onRequestParseDone: ({ requestParserResult, setRequestParserResult }) =>
          setRequestParserResult(cleaned(requestParserResult)),
      }
    },
    onParse({ params: { source } }) {
      if (typeof source === 'string' && !ESCAPED.test(source)) return
      return ({ result, replaceParseResult }) => {
        if ('kind' in result) replaceParseResult(withStorableText(result))
      }
    },
    onExecute: () => ({
      onExecuteDone: ({ result, setResult }) => {
        if (!isAsyncIterable(result) && result.data)
          setResult({ ...result, data: outgoing(result.data) as typeof result.data })
      },
    }),
  }
}

/** The server's own reader believes an address to hold JSON. */
function assertJson(name: string, text: string | null): void {
  try {
    if (text) JSON.parse(text)
  } catch {
    throw badInput({ path: [name], message: 'is not JSON' })
  }
}

export function cleaned<T>(parameters: T): T {
  try {
    return storableJson(parameters) as T
  } catch (error) {
    if (error instanceof RangeError) throw badInput({ path: ['variables'], message: error.message })
    throw error
  }
}

const withStorableText = (document: DocumentNode) =>
  visit(document, { [Kind.STRING]: (node) => ({ ...node, value: storable(node.value) }) })
