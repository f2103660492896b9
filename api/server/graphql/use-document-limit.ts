import { GraphQLError, parse, type DocumentNode } from 'graphql'
import type { Plugin } from 'graphql-yoga'
import { LRUCache } from 'lru-cache'
import { badInput } from '../../graphql/errors.ts'

/** Far beyond the depth that any query may have; nested lists and objects of values need more. */
const DEEPEST = 200
/** Names, values, and signs of a document: parsing this many takes some 20 ms. Introspection has 500 of them. */
const MOST_TOKENS = 10_000
/** Characters of documents whose parsed form is kept, which takes some 200 bytes a character. */
const KEPT_CHARACTERS = 200_000

/**
 * Documents too large or too deep to be read. The parser and the rules of validation call themselves for each level, and a
 * stack has an end; they look at every token before anything is known about the caller's rights.
 */
export function useDocumentLimit(): Plugin {
  return {
    onParams({ params: { query } }) {
      if (typeof query === 'string' && nestingOf(query) > DEEPEST)
        throw badInput({ path: ['query'], message: `is nested more than ${DEEPEST} levels deep` })
    },
    onParse({ setParseFn }) {
      setParseFn((source, options) => {
        try {
          return parse(source, { ...options, maxTokens: MOST_TOKENS })
        } catch (error) {
          if (!(error instanceof GraphQLError) || !/tokens\. Parsing aborted/.test(error.message)) throw error
          throw badInput({
            path: ['query'],
            message: `has more than ${MOST_TOKENS.toLocaleString('en-US')} tokens; send values as variables, or ask in several requests`,
          })
        }
      })
    },
  }
}

/** Documents read before, by their text: bounded by their size, since one caller may fill it. */
export const parsedDocuments = () => ({
  documentCache: kept<DocumentNode>(),
  errorCache: kept<Error>(),
})

const kept = <T extends object>() =>
  new LRUCache<string, T>({
    maxSize: KEPT_CHARACTERS,
    sizeCalculation: (_value, document) => document.length + 1,
    ttl: 3_600_000,
  })

/** Looks at each character once, whoever wrote them: a pattern that finds no end of a string begins again at its next quote. */
function nestingOf(document: string): number {
  let [level, deepest] = [0, 0]
  for (let at = 0; at < document.length; at++) {
    const found = document[at]!
    if (found === '#') at = endOfLine(document, at)
    else if (found === '"')
      at = document.startsWith('"""', at) ? endOfBlock(document, at + 3) : endOfString(document, at + 1)
    else if ('{[('.includes(found)) deepest = Math.max(deepest, ++level)
    else if ('}])'.includes(found)) level--
  }
  return deepest
}

function endOfLine(document: string, from: number): number {
  let at = from
  while (at < document.length && document[at] !== '\n' && document[at] !== '\r') at++
  return at
}

/** @returns its closing quote; where there is none, the end of the line, as for the parser */
function endOfString(document: string, from: number): number {
  for (let at = from; at < document.length; at++) {
    if (document[at] === '\\') at++
    else if (document[at] === '"' || document[at] === '\n' || document[at] === '\r') return at
  }
  return document.length
}

/** @returns the last of its closing quotes */
function endOfBlock(document: string, from: number): number {
  for (let at = document.indexOf('"""', from); at >= 0; at = document.indexOf('"""', at + 1))
    if (document[at - 1] !== '\\') return at + 2
  return document.length
}
