/** What a model is told of the sources of a document, and what becomes of its sentences. */
import { describe, expect, test } from 'vitest'
import { compose } from '../../api/prd/compose/compose.ts'
import type { EngineOutput } from '../../api/prd/document.ts'
import type { ItemRecord, Material } from '../../api/prd/material.ts'
import { writtenBy } from '../../api/prd/writing/write-service.ts'
import { fakeProvider } from '../ai/provider.ts'

type Line = { evidence: { source: string; quote: string }[]; basis: string; text: string }

const line = (text: string, quote: string, basis = 'summarized', source = 'R1'): Line => ({
  evidence: [{ source, quote }],
  basis,
  text,
})
const SECRET = 'sk-secret-key-of-acme'

describe('a document of plain records', () => {
  const stamp = { asOf: '2026-11-27', dataVersion: 1, seed: null, engine: 'x', inputHash: 'x' }
  const engine = (name: EngineOutput['name'], lines: EngineOutput['lines']): EngineOutput => ({
    name,
    title: name,
    stamp,
    lines,
  })
  const epic: ItemRecord = {
    key: 'A-1',
    title: 'Gift cards',
    type: 'epic',
    status: 'Ready',
    statusCategory: 'todo',
    priority: 'high',
    points: 8,
    assignee: 'Jonas Weber',
    team: 'Payments',
    dueDate: null,
    labels: [],
    description: 'A card must be valid for 3 years. A refund must go back to the card.',
    piece: true,
  }
  const material = (audience: Material['brief']['audience'], head = epic): Material => ({
    brief: {
      subject: { kind: 'epic', key: 'A-1' },
      title: 'Gift cards',
      template: 'standard',
      audience,
      sections: null,
    },
    head,
    items: [head],
    objectives: [],
    claims: [
      {
        key: 'C-3',
        competitor: 'Norda',
        statement: 'Norda sells gift cards in 40 designs',
        source: null,
        capturedAt: null,
        standing: 'supported',
      },
    ],
    engines: [
      engine('backlog', { constraints: ['A-1 “Gift cards” waits for Z-9 “Secret merger”, which is open.'] }),
      engine('velocity', { constraints: ['Payments finishes 6.5 points a week.'] }),
    ],
    warnings: [],
  })
  const written = async (
    audience: Material['brief']['audience'],
    answer: { key: string; sentences: Line[] }[],
    within?: number,
    head = epic,
  ) => {
    const fake = await fakeProvider('anthropic', () => ({ sections: answer }))
    const access = {
      provider: 'anthropic' as const,
      model: 'm',
      apiKey: SECRET,
      baseUrl: fake.url('ok'),
      judges: true,
    }
    const context = {
      signal: new AbortController().signal,
      ai: { seal: new Uint8Array(32), hosts: [fake.host], offered: null },
    }
    const made = await writtenBy(context, access, compose(material(audience, head)), within)
    await fake.close()
    if (made.kind !== 'written') throw new Error(made.why)
    return { document: made.document, sent: fake.received.map(({ body }) => JSON.stringify(body)) }
  }
  const REFUND = line('A refund must go back to the gift card.', 'A refund must go back to the card')

  test('keeps the requirements that a model leaves out', async () => {
    const { document } = await written('team', [{ key: 'requirements', sentences: [REFUND] }])
    expect(document.sections.find(({ key }) => key === 'requirements')!.sentences.map(({ text }) => text)).toEqual([
      REFUND.text,
      'A card must be valid for 3 years.',
    ])
  })

  test('for readers outside has no competitor, owner, or capacity, whatever a model says, and none is sent', async () => {
    const { document, sent } = await written('external', [
      {
        key: 'problem',
        sentences: [
          line('Norda sells gift cards in 40 designs.', 'Norda sells gift cards in 40 designs', 'quoted', 'R2'),
          line('Jonas Weber owns gift cards.', 'Owner: Jonas Weber'),
          line('Payments has it.', 'Team: Payments'),
          line('Payments finishes 6.5 points a week.', 'finishes 6.5 points a week', 'quoted', 'E5'),
        ],
      },
    ])
    const said = document.sections.flatMap(({ sentences }) => sentences).filter(({ basis }) => basis !== 'assumption')
    for (const secret of ['Norda', 'Jonas', 'Payments', '6.5']) {
      expect(JSON.stringify(said), secret).not.toContain(secret)
      expect(JSON.stringify(document.sources), secret).not.toContain(secret)
      expect(sent[0], secret).not.toContain(secret)
    }
  })

  test('does not tell a model of work outside it', async () => {
    const { sent } = await written('team', [{ key: 'requirements', sentences: [REFUND] }])
    expect(sent.join()).not.toContain('Secret merger')
    expect(sent.join()).toContain('Owner: Jonas Weber')
  })

  test('is read by a model up to the end of a sentence, and by PM33 in full', async () => {
    const long = `${'The counter is busy. '.repeat(250)}A receipt must be printed.`
    const { document, sent } = await written('team', [{ key: 'problem', sentences: [REFUND] }], undefined, {
      ...epic,
      description: `${epic.description} ${long}`,
    })
    expect(sent[0]).toContain('A refund must go back to the card.')
    expect(sent[0]).not.toContain('A receipt must be printed.')
    expect(sent[0]).toMatch(/The counter is busy\.(?:\\n|")/)
    expect(document.sections.find(({ key }) => key === 'requirements')!.sentences.at(-1)!.text).toBe(
      'A receipt must be printed.',
    )
  })

  test('is neither repaired nor judged when its time is up', async () => {
    const wrong = line('A card must be valid for 9 years.', 'A card must be valid for 3 years')
    const { document, sent } = await written('team', [{ key: 'problem', sentences: [REFUND, wrong] }], 9_000)
    expect(sent).toHaveLength(1)
    expect(document.sections.find(({ key }) => key === 'problem')!.sentences.map(({ text }) => text)).toEqual([
      REFUND.text,
      'A card must be valid for 3 years.',
    ])
    expect(document.warnings).toContain(
      'The model did not judge its sentences, because writing them took too long. They were checked by rules alone, which miss some errors.',
    )
  })
})
