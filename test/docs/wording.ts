/** How texts are written: American English, "90%", and words that a reader from outside knows. */
import { readFileSync, globSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { buildSchema, visit, parse } from 'graphql'
import { parseSync } from 'vite'

const root = fileURLToPath(new URL('../../', import.meta.url))
const read = (path: string) => readFileSync(join(root, path), 'utf8')

/** A text and where it is from. */
export interface Text {
  from: string
  text: string
}

/** Prose of Markdown files: without code, addresses, and the tables made from the contracts. */
export function documents(): Text[] {
  return ['*.md', 'docs/*.md', '.github/**/*.md']
    .flatMap((pattern) => globSync(pattern, { cwd: root }))
    .flatMap((path) =>
      read(path)
        .replaceAll(/^```[\s\S]*?^```$/gm, '')
        .replaceAll(/`[^`\n]*`|\]\([^)]*\)|https?:\S+/g, '`')
        .split('\n')
        .map((text, line) => ({ from: `${path}:${line + 1}`, text })),
    )
}

/** Every description in a schema. */
export function schemaDescriptions(path: string): Text[] {
  const texts: Text[] = []
  const document = parse(read(path))
  buildSchema(read(path))
  visit(document, {
    enter(node, _key, _parent, _path, ancestors) {
      if (!('description' in node) || !node.description) return
      const names = [...ancestors, node].flatMap((each) =>
        'name' in each && each.name && typeof each.name === 'object' ? [each.name.value] : [],
      )
      texts.push({ from: `${path} ${names.join('.')}`, text: node.description.value.replaceAll(/`[^`]*`/g, '`') })
    },
  })
  return texts
}

const TEXT_MEMBERS = new Set(['description', 'title'])

/** Titles and descriptions of tools, resources, prompts, and their arguments. */
export function catalogTexts(): Text[] {
  const texts: Text[] = []
  const walk = (value: unknown, at: string): void => {
    if (typeof value !== 'object' || value === null) return
    for (const [name, member] of Object.entries(value)) {
      if (typeof member === 'string' && TEXT_MEMBERS.has(name)) texts.push({ from: `${at}.${name}`, text: member })
      else walk(member, `${at}.${name}`)
    }
  }
  walk(JSON.parse(read('schema/tools.json')), 'tools.json')
  return texts
}

interface Node {
  type: string
  start: number
  [member: string]: unknown
}

const isNode = (value: unknown): value is Node =>
  typeof value === 'object' && value !== null && typeof (value as Node).type === 'string'

/** What a node of the source says: a string, a template with 0 for each expression, or text between tags. */
function textOf(node: Node): string | null {
  if (node.type === 'Literal') return typeof node.value === 'string' ? node.value : null
  if (node.type === 'TemplateLiteral')
    return (node.quasis as { value: { cooked: string | null } }[]).map(({ value }) => value.cooked ?? '').join('0')
  return null
}

/** Text between tags, an expression in braces as 0. */
function childrenText(node: Node): string | null {
  if (node.type !== 'JSXElement' && node.type !== 'JSXFragment') return null
  return (node.children as Node[])
    .map((child) => {
      if (child.type === 'JSXText') return String(child.value)
      if (child.type !== 'JSXExpressionContainer') return ' '
      return textOf(child.expression as Node) ?? '0'
    })
    .join('')
}

/** Every sentence in the string literals and markup of source files; comments and single words are no sentences. */
export function sentences(patterns: readonly string[], except: (path: string) => boolean = () => false): Text[] {
  return patterns
    .flatMap((pattern) => globSync(pattern, { cwd: root }))
    .filter((path) => !path.includes('.generated.') && !except(path))
    .flatMap((path) => {
      const source = read(path)
      const texts: Text[] = []
      const walk = (value: unknown): void => {
        if (Array.isArray(value)) return value.forEach(walk)
        if (!isNode(value)) return
        const text = textOf(value) ?? childrenText(value)
        if (text && /\S\s+\S/.test(text))
          texts.push({ from: `${path}:${source.slice(0, value.start).split('\n').length}`, text })
        for (const [name, member] of Object.entries(value)) if (name !== 'parent') walk(member)
      }
      walk(parseSync(path, source).program)
      return texts
    })
}

const BRITISH = [
  'utilis\\w+',
  'organis\\w+',
  '(?:un)?recognis\\w+',
  'prioritis\\w+',
  'optimis(?:e|ed|es|ing|ation)\\b',
  'summaris\\w+',
  'normalis\\w+',
  'localis\\w+',
  'customis\\w+',
  'serialis\\w+',
  'initialis\\w+',
  'authoris\\w+',
  'minimis\\w+',
  'maximis\\w+',
  'analys(?:e|ed|ing)\\b',
  '(?:un)?favou?rit\\w*\\b(?<!favorite|favorites)',
  'colour\\w*',
  'behaviour\\w*',
  'honour\\w*',
  'neighbour\\w*',
  'centre[ds]?\\b',
  'cancelling\\b',
  // The name of the category, in quotes, is part of the contract.
  '(?<![\'"`])cancelled(?![\'"`])',
  'label(?:led|ling)\\b',
  'modell(?:ed|ing)\\b',
  'travell\\w+',
  'catalogues?\\b',
  'licen[c]e\\b',
  'defence\\b',
  'judgement\\w*',
  'grey\\b',
  'whilst\\b',
  'amongst\\b',
  'learnt\\b',
]

/** Words of this house, and turns of phrase that nobody who grew up with the language writes. */
const HOUSE = [
  'stands? in\\b',
  'stand-?ins?\\b',
  'that of\\b',
  "one's\\b",
  '(?:is|are|was|were|be) said\\b',
  '(?:is|are|was|were|be|what \\S+) told\\b',
  'taken for\\b',
  'same luck\\b',
  'no luck\\b',
  'as it came\\b',
  'as they came\\b',
  'goes on\\b',
  'any more\\b',
  'nowhere any\\b',
  '(?<!no )such (?!as\\b)\\w+',
  'so many (?:items|story|points|characters)\\b',
  'of which nothing\\b',
  'more of than\\b',
  'speaks? for (?:it|the)\\b',
  'is gone\\b',
  'none that\\b',
  'somebody\\b',
  'the plan as it is\\b',
  'one reason a\\b',
]

const RULES: readonly (readonly [rule: string, pattern: RegExp])[] = [
  ['a percentage without a space', /[0-9}] +%(?![\w(])/],
  ['American spelling', new RegExp(`\\b(?:${BRITISH.join('|')})`, 'i')],
  ['plain words', new RegExp(`\\b(?:${HOUSE.join('|')})`, 'i')],
]

/** What breaks a rule, with the words in question. */
export const strays = (texts: readonly Text[]): string[] =>
  texts.flatMap(({ from, text }) =>
    RULES.flatMap(([rule, pattern]) => {
      const found = pattern.exec(text)
      return found ? [`${from}: ${rule}: …${text.slice(Math.max(0, found.index - 30), found.index + 40).trim()}…`] : []
    }),
  )
