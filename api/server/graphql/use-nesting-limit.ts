import type { Plugin } from 'graphql-yoga'
import { badInput } from '../../graphql/errors.ts'

/** Far beyond the depth that any query may have; nested lists and objects of values need more. */
const DEEPEST = 200

/** The parser and the rules of validation call themselves for each level, and a stack has an end. */
export function useNestingLimit(): Plugin {
  return {
    onParams({ params: { query } }) {
      if (typeof query === 'string' && nestingOf(query) > DEEPEST)
        throw badInput({ path: ['query'], message: `is nested more than ${DEEPEST} levels deep` })
    },
  }
}

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
