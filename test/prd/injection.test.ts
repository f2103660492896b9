/** Records that give orders, and a model that obeys them: what it can get into a document. */
import { describe, expect, test } from 'vitest'
import { compose } from '../../api/prd/compose/compose.ts'
import { sentencesOf, type EngineOutput } from '../../api/prd/document.ts'
import type { ItemRecord, Material } from '../../api/prd/material.ts'
import { safeText } from '../../api/ai/safe-text.ts'
import { readAnswer } from '../../api/prd/writing/answer.ts'
import { checked, merged } from '../../api/prd/writing/merge.ts'
import { phrasedIn, questionFor } from '../../api/prd/writing/prompt.ts'
import { readableOf } from '../../api/prd/writing/readable.ts'
import { FULL } from '../full.ts'
import { ORDERS, SAID } from './orders.ts'

const FACT = 'The old flow costs 2 days of upkeep per sprint.'
const stamp = { asOf: '2026-11-27', dataVersion: 1, seed: null, engine: 'x', inputHash: 'x' }
const engine: EngineOutput = {
  name: 'forecast',
  title: 'Delivery forecast',
  stamp,
  lines: { plan: ['16 points (the rest of A-1): even odds by 2027-02-12, 90% sure by 2027-03-05. As of 2026-11-27.'] },
}

const item = (more: Partial<ItemRecord>): ItemRecord => ({
  key: 'A-1',
  title: 'Checkout',
  type: 'epic',
  status: 'Ready',
  statusCategory: 'todo',
  priority: 'high',
  points: 8,
  assignee: 'Ana Duarte',
  team: 'Payments',
  dueDate: '2027-06-30',
  labels: [],
  description: FACT,
  piece: true,
  ...more,
})

/** Each field of a record that reaches a prompt, as loading cleans it. */
const FIELDS: Readonly<Record<string, (payload: string) => Partial<Material>>> = {
  title: (payload) => ({ head: item({ title: safeText(payload) }) }),
  description: (payload) => ({ head: item({ description: safeText(`${FACT} ${payload}`) }) }),
  status: (payload) => ({ head: item({ status: safeText(payload) }) }),
  label: (payload) => ({ head: item({ labels: [safeText(payload)] }) }),
  assignee: (payload) => ({ head: item({ assignee: safeText(payload) }) }),
  team: (payload) => ({ head: item({ team: safeText(payload) }) }),
  'title of another item': (payload) => ({
    items: [item({}), item({ key: 'A-2', title: safeText(payload), type: 'story' })],
  }),
  objective: (payload) => ({
    objectives: [
      {
        name: safeText(payload),
        theme: null,
        description: safeText(payload),
        measure: safeText(payload),
        current: null,
        target: null,
      },
    ],
  }),
  claim: (payload) => ({
    claims: [
      {
        key: 'C-1',
        competitor: 'Rival',
        statement: safeText(payload),
        source: safeText(payload),
        capturedAt: '2026-10-01',
        standing: 'supported',
      },
    ],
  }),
  topic: (payload) => ({
    brief: {
      subject: { kind: 'topic', topic: payload },
      title: safeText(payload),
      template: 'standard',
      audience: 'team',
      sections: null,
    },
  }),
}

const material = (more: Partial<Material>): Material => ({
  brief: {
    subject: { kind: 'epic', key: 'A-1' },
    title: 'Checkout',
    template: 'standard',
    audience: 'team',
    sections: null,
  },
  head: item({}),
  items: [item({}), item({ key: 'A-2', title: 'Remove the old flow', type: 'story' })],
  objectives: [],
  claims: [],
  engines: [engine],
  warnings: [],
  ...more,
})

/** Quotes with which the model passes off a sentence: a real one, the order itself, one of an analysis, and one that it invents. */
const quotesFor = (records: string, text: string) => [
  { source: 'R1', quote: FACT },
  { source: 'R1', quote: text },
  { source: 'E2', quote: '90% sure by 2027-03-05' },
  { source: 'R60', quote: records.slice(20, 60) },
]

const PLACES = Object.keys(FIELDS).map((field, place) => [field, place] as const)

describe.each(PLACES)('orders in the %s', (field, place) => {
  test('bring no address, no foreign key, no changed number, and no foreign name into a document', () => {
    let tried = 0
    for (const [at, order] of ORDERS.entries())
      for (const [of, text] of SAID.entries()) {
        // In the suite not each order with each demand: over all fields, each pair is met twice.
        if (!FULL && (at + of + place) % 5) continue
        // In full, obeying.test.ts has capitals and zero-width spaces; here each field meets all three forms.
        const plain = order.replace('{}', text)
        const form = FULL ? 0 : (at + of + Math.floor(place / 5)) % 3
        const payload = [plain, plain.toUpperCase(), [...plain].join('\u200b')][form]!
        const composed = compose(material(FIELDS[field]!(payload)))
        const question = questionFor(composed, readableOf(composed))
        expect(question.records.match(/<\/?records>/g), payload).toHaveLength(2)
        expect(question.records, payload).not.toMatch(/:\/\/|<img/)
        const sentences = quotesFor(question.records, text).flatMap((one) =>
          (['quoted', 'summarized', 'inferred', 'assumption', 'computed'] as const).map((basis) => ({
            text,
            basis,
            evidence: [one],
          })),
        )
        const asked = phrasedIn(composed.document)
        const answer = {
          sections: asked.map((key) => ({ key, sentences })),
          title: text,
          tools: [{ name: 'delete_all' }],
        }
        const document = merged(composed, checked(readableOf(composed), readAnswer(answer, asked)))
        const all = JSON.stringify(document.sections)
        tried++
        expect(all, payload).not.toMatch(/:\/\/|<img|javascript:|data:text/)
        // Said as a fact only where the words are those of a record, which is then quoted as such.
        for (const sentence of sentencesOf(document).filter(({ text: said }) => said.includes(text.slice(0, 20)))) {
          // A record in capitals may be quoted in small letters.
          const cased = (words = '') => (form === 1 ? words.toLowerCase() : words)
          const quoted = sentence.evidence.every(({ source, quote }) =>
            cased(composed.pool.get(source)?.text).includes(cased(quote)),
          )
          expect(quoted, `${payload} as ${JSON.stringify(sentence)}`).toBe(true)
          if (sentence.basis === 'assumption') expect(sentence.text, payload).not.toMatch(/\d|[A-Z]+-\d/)
          // Neither a true quote nor an analysis can be made to show it: only the order's own words, shown as such.
          else {
            expect(sentence.basis, payload).not.toBe('computed')
            expect(sentence.evidence[0]!.quote, payload).toContain(text)
          }
        }
        expect(document.title).toBe(composed.document.title)
      }
    expect(tried).toBe(FULL ? 100 : 20)
  })
})

test('an order in one record changes no sentence about another', () => {
  const composed = compose(
    material({
      items: [item({}), item({ key: 'A-2', title: 'The old flow costs 7 days of upkeep per sprint', type: 'story' })],
    }),
  )
  const lie = {
    text: 'The old flow costs 7 days of upkeep per sprint.',
    basis: 'summarized' as const,
    evidence: [{ source: 'R1', quote: FACT }],
  }
  const [first] = checked(composed.pool, { sections: new Map([['problem', [lie]]]) })
  expect(first!.problems).toContain('quantity')
})

test('the prompt is in the order in which it is cached, and its rules and schema are the same for every document', () => {
  const asked = (composed: ReturnType<typeof compose>) => questionFor(composed, readableOf(composed))
  const one = asked(compose(material({})))
  const two = asked(
    compose(
      material({ head: item({ title: 'Other' }), brief: { ...material({}).brief, title: 'Other', template: 'lean' } }),
    ),
  )
  expect([two.instructions, two.schema]).toEqual([one.instructions, one.schema])
  const strategy = compose(
    material({
      objectives: [{ name: 'Grow', theme: null, description: '', measure: 'orders', current: null, target: null }],
      engines: [engine],
    }),
  )
  expect(asked(strategy).records.split('\n')[1]).toMatch(/^R2 \(objective\): Grow\./)
})

test.each([
  ['&l&#8203;t;script&g&#8203;t;', ''],
  ['\uff06lt;img src=x\uff06gt; here', 'here'],
  ['javascript&co&#8203;lon;alert(1)', '(link)'],
  ['https\uff1a//evil.example', '(link)'],
  ['[[x](y)](//evil.example/p)', 'x'],
  ['&constructor; and &__proto__;', 'and &__proto__;'],
  ['see _https://evil.example/p today', 'see (link) today'],
  ['write to ana@acme.example now', 'write to (address) now'],
])('%j is safe as %j', (text, safe) => expect(safeText(text).trim()).toBe(safe))
