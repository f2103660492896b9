/** Where a word stands in source text, and what is left when that mention is taken out whole. */
import { parseSync } from 'vite'

export interface Mention {
  readonly file: string
  readonly line: number
  /** What is taken out. */
  readonly what: string
  readonly from: number
  readonly to: number
  readonly instead: string
}

interface Node {
  type: string
  start: number
  end: number
  [member: string]: unknown
}

const isNode = (value: unknown): value is Node =>
  typeof value === 'object' && value !== null && typeof (value as Node).type === 'string'

/** Nodes of a list that one can be taken from, with its separator. */
const LISTS: Readonly<Record<string, string>> = {
  ArrayExpression: 'elements',
  ObjectExpression: 'properties',
  ObjectPattern: 'properties',
  TSInterfaceBody: 'body',
  TSTypeLiteral: 'members',
  TSUnionType: 'types',
}

/** Every mention of any of these words as a name or as a whole text; words in sentences and comments are prose. */
export function mentionsOf(file: string, text: string, words: readonly string[]): Mention[] {
  const wanted = new Set(words.map((word) => word.toLowerCase()))
  const mention = (from: number, to: number, instead = '', gone = text.slice(from, to)): Mention => ({
    file,
    line: text.slice(0, from).split('\n').length,
    what: gone.replace(/\s+/g, ' ').replaceAll('|', '').trim().slice(0, 60),
    from,
    to,
    instead,
  })
  if (file.endsWith('.graphql'))
    return [...text.matchAll(/^ *(\w+).*\n/gm)].flatMap(({ 0: line, 1: name, index }) =>
      wanted.has(name!.toLowerCase()) ? [mention(index, index + line.length)] : [],
    )
  if (!words.some((word) => text.toLowerCase().includes(word.toLowerCase()))) return []
  const found = new Map<number, Mention>()
  const walk = (node: Node, above: readonly Node[]): void => {
    const said = node.type === 'Identifier' ? node['name'] : node.type === 'Literal' ? node['value'] : undefined
    if (typeof said === 'string' && wanted.has(said.toLowerCase())) {
      const [from, to, instead, gone] = removal(node, above, text)
      if (!found.has(from)) found.set(from, mention(from, to, instead, gone))
    }
    for (const value of Object.values(node))
      for (const inner of Array.isArray(value) ? value : [value]) if (isNode(inner)) walk(inner, [node, ...above])
  }
  walk(parseSync(file, text).program as unknown as Node, [])
  return [...found.values()]
}

/** The smallest whole that the word stands for: an entry of a list, a term of a sum; what else is read becomes null. */
function removal(
  node: Node,
  above: readonly Node[],
  text: string,
): [from: number, to: number, instead: string, gone?: string] {
  let inner = node
  for (const outer of above) {
    const list = outer[LISTS[outer.type] ?? '']
    if (Array.isArray(list) && list.includes(inner)) return entry(inner, text)
    if (outer.type === 'BinaryExpression' && outer['operator'] === '+') {
      const other = (outer['left'] === inner ? outer['right'] : outer['left']) as Node
      return [outer.start, outer.end, text.slice(other.start, other.end), text.slice(inner.start, inner.end)]
    }
    if (/Statement|Declaration|Function|CallExpression/.test(outer.type)) break
    inner = outer
  }
  const read = above[0]?.type === 'MemberExpression' ? above[0] : node
  return [read.start, read.end, 'null']
}

function entry({ start, end }: Node, text: string): [number, number, string] {
  const after = /^\s*[,;|]/.exec(text.slice(end))
  if (after) return [start, end + after[0].length, '']
  const before = /[,|]\s*$/.exec(text.slice(0, start))
  return [start - (before?.[0].length ?? 0), end, '']
}
