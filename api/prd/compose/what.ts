/** What is built, when, and what could stop it: scope, non-goals, requirements, plan, constraints, risks, alternatives. */
import type { Question } from '../document.ts'
import { isOpen, openPieces, type Material } from '../material.ts'
import { acceptanceIn, demands, eachOnce, sentencesIn } from './prose.ts'
import { computedFor, engineOf, recordsOf, type Filler } from './sheet.ts'
import { leadOf } from './sources.ts'

/** More lines than this are a list that nobody reads. */
const MOST_ITEMS = 15
const MOST_REQUIREMENTS = 12
/** Items that a question names. */
const NAMED = 5

export const scope: Filler = (material, pen) => {
  const { brief, head } = material
  const open = openPieces(material)
  const listed = brief.audience === 'leadership' ? [] : open.slice(0, MOST_ITEMS)
  return {
    sentences: [
      ...computedFor(material, 'scope', pen),
      ...listed.flatMap((item) => pen.summarize(item.key, leadOf(item), leadOf(item))),
    ],
    questions: open.length
      ? []
      : [
          {
            text: 'What does this include? No open item belongs to it yet.',
            evidence: head ? pen.show([head.key, head.title]) : [],
          },
        ],
  }
}

export const nonGoals: Filler = (material, pen) => {
  const cancelled = material.items.filter(({ statusCategory }) => statusCategory === 'cancelled')
  const lowest = engineOf(material, 'priorities')
  return {
    sentences: cancelled
      .slice(0, NAMED)
      .flatMap((item) => pen.summarize(item.key, `${item.key} “${item.title}” was canceled.`, leadOf(item))),
    questions: [
      {
        text: 'What will this deliberately not do?',
        evidence: pen.shown(lowest, 'nonGoals', 1),
      },
    ],
  }
}

export const requirements: Filler = (material, pen) => {
  const found = eachOnce(
    recordsOf(material)
      .filter(isOpen)
      .flatMap(({ key, description }) =>
        [...acceptanceIn(description), ...sentencesIn(description).filter(demands)].map((sentence) => ({
          key,
          sentence,
        })),
      ),
  )
  return {
    sentences: [
      ...found.slice(0, MOST_REQUIREMENTS).flatMap(({ key, sentence }) => pen.quote(key, sentence)),
      ...computedFor(material, 'requirements', pen),
    ],
    questions: found.length
      ? []
      : [
          {
            text: 'What must hold before this can ship? The items have titles, but none has acceptance criteria, or a requirement with words such as “must” or “cannot”.',
            evidence: [],
          },
        ],
  }
}

const answeredBy =
  (key: 'plan' | 'constraints' | 'risks', question: (material: Material) => string): Filler =>
  (material, pen) => {
    const sentences = computedFor(material, key, pen)
    return { sentences, questions: sentences.length ? [] : [{ text: question(material), evidence: [] }] }
  }

export const plan = answeredBy('plan', () => 'When should this be done? There is no forecast; the warnings say why.')
export const constraints = answeredBy(
  'constraints',
  () => 'What limits this? No dependency, capacity, or pace is known.',
)
export const risks = answeredBy('risks', () => 'What could go wrong? Nothing in the records stands out.')

export const alternatives: Filler = (material, pen) => ({
  sentences: computedFor(material, 'alternatives', pen),
  questions: [
    {
      text: 'What else did you weigh, and what do you give up by doing this first?',
      evidence: [
        ...pen.shown(engineOf(material, 'schedule'), 'constraints', 1),
        ...pen.shown(engineOf(material, 'priorities'), 'plan', 1),
      ],
    },
  ],
})

/** What records leave empty: somebody has to say. */
export const questions: Filler = (material, pen) => {
  const open = openPieces(material)
  const ask = (some: typeof open, text: (names: string, many: boolean) => string): Question[] =>
    some.length
      ? [
          {
            text: text(namesOf(some), some.length > 1),
            evidence: some.slice(0, 2).flatMap((item) => pen.show([item.key, leadOf(item)])),
          },
        ]
      : []
  const asked = [
    ...ask(
      open.filter(({ points }) => points === null),
      (names, many) =>
        `How large ${many ? 'are' : 'is'} ${names}? Without an estimate, the plan uses the median of finished items.`,
    ),
    ...ask(
      open.filter(({ team }) => team === null),
      (names) => `Which team will do ${names}?`,
    ),
    ...(open.length > 0 && open.every(({ assignee }) => assignee === null)
      ? [
          {
            text: `Who owns this? ${open.length === 1 ? 'The open item' : `None of the ${open.length} open items`} has ${open.length === 1 ? 'no' : 'an'} assignee.`,
            evidence: [],
          },
        ]
      : []),
    ...(material.head && material.head.dueDate === null
      ? [{ text: `Is there a date that matters? ${material.head.key} has no due date.`, evidence: [] }]
      : []),
  ]
  return { sentences: computedFor(material, 'questions', pen), questions: asked }
}

function namesOf(items: readonly { key: string }[]): string {
  const keys = items.slice(0, NAMED).map(({ key }) => key)
  const more = items.length - keys.length
  if (more > 0) return `${keys.join(', ')}, and ${more} more`
  return keys.length < 2
    ? keys.join('')
    : `${keys.slice(0, -1).join(', ')}${keys.length > 2 ? ',' : ''} and ${keys.at(-1)}`
}
