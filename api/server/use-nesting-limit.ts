import type { Plugin } from 'graphql-yoga'
import { badInput } from '../graphql/errors.ts'

/** Far beyond the depth that any query may have; nested lists and objects of values need more. */
const DEEPEST = 200

/** Strings and comments, which may hold brackets, and brackets. */
const BRACKETS = /"""(?:\\"""|[^"]|"(?!""))*"""|"(?:\\.|[^"\\\n])*"|#[^\n\r]*|[{}[\]()]/g

/** The parser and the rules of validation call themselves for each level, and a stack has an end. */
export function useNestingLimit(): Plugin {
  return {
    onParams({ params: { query } }) {
      if (typeof query === 'string' && nestingOf(query) > DEEPEST)
        throw badInput({ path: ['query'], message: `is nested more than ${DEEPEST} levels deep` })
    },
  }
}

function nestingOf(document: string): number {
  let [level, deepest] = [0, 0]
  for (const [found] of document.matchAll(BRACKETS)) {
    if ('{[('.includes(found)) deepest = Math.max(deepest, ++level)
    else if ('}])'.includes(found)) level--
  }
  return deepest
}
