/** Why it is built: summary, problem, users, evidence, goal, and success measures. */
import type { Sentence } from '../document.ts'
import { isOpen, type Material } from '../material.ts'
import { eachOnce, namesPeople, reports, sentencesIn, troubles, type Passage } from './prose.ts'
import { computedFor, engineOf, recordsOf, type Filler } from './sheet.ts'
import { measureOf, type Pen } from './sources.ts'

/** More lines than this are a list that nobody reads. */
const MOST_EVIDENCE = 12
const MOST_CLAIMS = 6

/** What people wrote about the epic, or about the items where there is none. */
function written({ brief, head, items }: Material): Passage[] {
  const from = head ? [head] : items.filter(isOpen)
  const all = eachOnce(
    from.flatMap(({ key, description }) => sentencesIn(description).map((sentence) => ({ key, sentence }))),
  )
  // What a topic found by one word can be about anything else.
  return brief.subject.kind === 'topic' ? all.filter(({ sentence }) => sharesWord(sentence, brief.title)) : all
}

const LONG_WORD = /[\p{L}\p{N}]{4,}/gu
function sharesWord(sentence: string, topic: string): boolean {
  const plain = sentence.toLowerCase()
  return (topic.toLowerCase().match(LONG_WORD) ?? []).some((word) => plain.includes(word.replace(/(ies|es|s)$/, '')))
}

const quoted = (some: readonly Passage[], pen: Pen, most: number): Sentence[] =>
  some.slice(0, most).flatMap(({ key, sentence }) => pen.quote(key, sentence))

export const summary: Filler = (material, pen) => ({
  sentences: [...quoted(written(material), pen, 1), ...computedFor(material, 'summary', pen)],
  questions: [],
})

export const problem: Filler = (material, pen) => {
  const all = written(material)
  const fit = all.filter(({ sentence }) => troubles(sentence))
  const shown = (fit.length ? fit : all).slice(0, 4)
  return {
    sentences: quoted(shown, pen, 4),
    questions: [
      {
        text:
          shown.length > 1
            ? 'Which of these problems comes first, and what happens if it is not solved?'
            : shown.length === 1
              ? 'Is this the problem to solve, and what happens if it is not solved?'
              : 'Which problem does this solve, and what happens if it is not solved? No record says so.',
        evidence: shown.slice(0, 3).flatMap(({ key, sentence }) => pen.show([key, sentence])),
      },
    ],
  }
}

export const users: Filler = (material, pen) => {
  const found = eachOnce(
    recordsOf(material)
      .filter(isOpen)
      .flatMap(({ key, title, description }) => [
        ...sentencesIn(description)
          .filter(namesPeople)
          .map((sentence) => ({ key, sentence })),
        ...(/^as an? \w+/i.test(title) ? [{ key, sentence: title }] : []),
      ]),
  )
  return {
    sentences: quoted(found, pen, 4),
    questions: [
      {
        text: found.length
          ? 'Which of these people need it most, and who does not need it?'
          : 'Who is this for? No record names the people who will use it.',
        evidence: found.slice(0, 2).flatMap(({ key, sentence }) => pen.show([key, sentence])),
      },
    ],
  }
}

export const evidence: Filler = (material, pen) => {
  const found = eachOnce(
    recordsOf(material).flatMap(({ key, description }) =>
      sentencesIn(description)
        .filter(reports)
        .map((sentence) => ({ key, sentence })),
    ),
  )
  const claims = material.claims
    .slice(0, MOST_CLAIMS)
    .flatMap(({ key, competitor, statement, source, capturedAt, standing }) =>
      pen.summarize(
        key,
        `${competitor}: “${statement.replace(/\.$/, '')}” (${key}; ${source ?? 'no source'}, ${capturedAt ?? 'no date'}${standing === 'stale' ? '; stale' : standing === 'unsupported' ? '; unsupported' : ''}).`,
        statement,
      ),
    )
  const sentences = [...quoted(found, pen, MOST_EVIDENCE), ...computedFor(material, 'evidence', pen), ...claims]
  return {
    sentences,
    questions: sentences.length
      ? []
      : [{ text: 'What shows that people want this? No record has a request, a figure, or a claim.', evidence: [] }],
  }
}

export const goal: Filler = (material, pen) => {
  const { objectives } = material
  const served = objectives.flatMap((objective) => {
    const measure = measureOf(objective)
    return measure ? pen.summarize(objective.name, `“${objective.name}” is measured as ${measure}.`, measure) : []
  })
  const [first] = objectives
  const measure = first && measureOf(first)
  const strategic = engineOf(material, 'alignment') !== undefined
  return {
    sentences: [...computedFor(material, 'goal', pen), ...served],
    questions: [
      {
        text: first
          ? `How far should this move “${first.name}”, and by when?`
          : strategic
            ? 'Which objective does this serve? No link and no matching words show one.'
            : 'Which objective does this serve? Strategic context is not included.',
        evidence: first && measure ? pen.show([first.name, measure]) : [],
      },
    ],
  }
}

export const measures: Filler = (material, pen) => {
  const withMeasure = material.objectives.filter(({ measure }) => measure)
  return {
    sentences: withMeasure.slice(0, 2).flatMap((objective) => {
      const measure = measureOf(objective)!
      return pen.summarize(objective.name, `“${objective.name}” is measured as ${measure}.`, measure)
    }),
    questions: [
      {
        text: withMeasure.length
          ? 'Which number will show within weeks that this works, who reads it, and at what value do you stop?'
          : 'Which number will show that this works, what is it today, and who reads it?',
        evidence: withMeasure.slice(0, 1).flatMap((objective) => pen.show([objective.name, measureOf(objective)!])),
      },
    ],
  }
}
