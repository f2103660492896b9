import { describe, expect, test } from 'vitest'
import { catalogTexts, documents, schemaDescriptions, sentences, strays, type Text } from './wording.ts'

/** Words that people type or that trackers write, in any spelling: read, never shown. */
const VOCABULARY = [
  'api/strategy/concepts.ts',
  'api/strategy/stems.ts',
  'api/imports/record/words.ts',
  'api/backlog/status.ts',
  'api/prd/checker/wording.ts',
  'api/imports/formats/sheet.ts',
]

test.each<[where: string, texts: () => Text[], least: number]>([
  ['the README and the docs', documents, 500],
  ['the descriptions of public.graphql', () => schemaDescriptions('schema/public.graphql'), 300],
  ['the descriptions of api.graphql', () => schemaDescriptions('schema/api.graphql'), 350],
  ['the tools, resources, and prompts', catalogTexts, 80],
  ['the pages', () => sentences(['views/**/*.ts', 'views/**/*.tsx']), 300],
  ['the answers and errors of the adapter', () => sentences(['mcp/**/*.ts']), 150],
  ['the answers and errors of the API', () => sentences(['api/**/*.ts'], (path) => VOCABULARY.includes(path)), 800],
  ['the command line', () => sentences(['cli/**/*.ts', 'bin/*', '*.ts']), 100],
])('%s are written in plain American English', (_, texts, least) => {
  const all = texts()
  expect(all.length).toBeGreaterThan(least)
  expect(strays(all)).toEqual([])
})

describe('the walk finds', () => {
  test.each([
    'done with 85 % confidence',
    'the utilisation of a team',
    'cancelled work',
    'with the same luck in each',
    'whoever it is told',
    'their points stand in for it',
    'in such cases',
  ])('“%s”', (text) => expect(strays([{ from: 'here', text }])).not.toEqual([]))

  test.each(['90% of teams', 'tools such as these', 'canceled work', 'analyses of teams', 'i % 2'])(
    'nothing in “%s”',
    (text) => expect(strays([{ from: 'here', text }])).toEqual([]),
  )
})
