/** Owner, status, due date, priority, points, and order as fields of the record that a sentence is about. */
import type { ItemRecord } from '../material.ts'
import { spans } from '../../../text.ts'
import { clausesOf } from './clauses.ts'
import { isNegated } from './wording.ts'

type Test = readonly [said: RegExp, holds: (item: ItemRecord) => boolean]

const open = ({ statusCategory }: ItemRecord) => statusCategory !== 'done' && statusCategory !== 'cancelled'
const started = ({ statusCategory }: ItemRecord) =>
  statusCategory === 'active' || statusCategory === 'review' || statusCategory === 'done'

const STATES: readonly Test[] = [
  [
    /\b(?:is|are|was|were|been|already) (?:\w+ )?(?:done|finished|complete[d]?|fixed|shipped|delivered|resolved|closed|released|live)\b/i,
    (item) => item.statusCategory === 'done',
  ],
  [
    /\b(?:in progress|under way|underway|being (?:built|worked on|implemented))\b/i,
    (item) => item.statusCategory === 'active' || item.statusCategory === 'review',
  ],
  [/\b(?:has|have) (?:already )?(?:started|begun)\b/i, started],
  [/\b(?:in|waiting in|under) review\b/i, (item) => item.statusCategory === 'review' || /review/i.test(item.status)],
  [/\b(?:is|are|was|were) cancel(?:l)?ed\b/i, (item) => item.statusCategory === 'cancelled'],
  [/\b(?:still open|is open|remains? open|are open|yet to (?:be )?start|planned|in the backlog|upcoming)\b/i, open],
  [/\bcritical\b/i, (item) => item.priority === 'critical'],
  [/\bhigh[- ]priority\b|\bpriority is high\b/i, (item) => item.priority === 'high'],
  [/\blow[- ]priority\b|\bpriority is low\b/i, (item) => item.priority === 'low'],
]

const OWNS =
  /\b(?:owns?|owned by|owner (?:is|of)|assigned to|led by|leads?|works? on|with|in the hands of|responsible for|belongs to)\b/i

/** "Has been live since" of what "went live": the state itself is cited, in another form of the verb. "Goes live" is to come. */
const isTold = (said: string, shown: string) => /\blive$/i.test(said) && /\b(?:went|is) live\b/i.test(shown)

/** "No development work has begun" denies the state, "a card without a login is shipped" only the login. */
const BEGINS_DENIED =
  /(?:^(?:so far )?|[:,]\s|\band\s)(?:no|none|neither|nobody|nothing|not(?! only\b))\b(?!-)(?:(?!\band\b)[^,;])*$/i
/** Characters before a state in which a denial is of the state. */
const NEAR = 12

/** Problems of a sentence with the fields of the items it cites. @param shown the quotes: what they say stands, whatever the fields say */
export function fieldProblems(text: string, items: readonly ItemRecord[], shown: string): string[] {
  const about = subjectsOf(text, items)
  if (about.length !== 1) return []
  const [item] = about as [ItemRecord]
  const problems: string[] = []
  for (const [said, holds] of STATES) {
    const match = said.exec(text)
    if (!match || said.test(shown) || isTold(match[0], shown)) continue
    const clause = clausesOf(text).find((part) => part.includes(match[0])) ?? text
    const before = clause.slice(0, clause.indexOf(match[0]) + match[0].length)
    if (/\b(?:until|before|when|once|after|if)\b/i.test(text.slice(0, match.index))) continue
    const denied =
      isNegated(before.slice(-(match[0].length + NEAR))) || (BEGINS_DENIED.test(before) && isNegated(before))
    if (holds(item) === denied)
      problems.push(`${item.key} ${match[0].trim()}: it is ${item.status}, priority ${item.priority}`)
  }
  const owner = OWNS.exec(text)
  const people = [...text.matchAll(/\b(\p{Lu}\p{Ll}+ \p{Lu}\p{Ll}+)\b/gu)].map(([name]) => name)
  if (
    owner &&
    people.length &&
    item.assignee !== null &&
    !people.includes(item.assignee) &&
    (/\bassigned to|\bowne[dr]\b|\bowns\b/i.test(text) ? !OWNS.test(shown) : true) &&
    (/\bassigned to\b/i.test(text) || !people.some((name) => shown.includes(name) && shown !== item.assignee))
  )
    problems.push(`${item.key} belongs to ${item.assignee}`)
  if (owner && people.length && item.assignee === null && !people.some((name) => shown.includes(name)))
    problems.push(`${item.key} has no assignee`)
  const due = /\b(?:is |are )?due (?:on |by |in )?((?:\w+ )?\d{1,2}[^.,;]*\d{4}|\d{4}-\d\d-\d\d)/i.exec(text)
  if (due && item.dueDate === null && !/\bdue\b/i.test(shown)) problems.push(`${item.key} has no due date`)
  if (/\b(?:no|without an?) (?:owner|assignee)\b|\bunassigned\b|\bnobody owns\b/i.test(text) && item.assignee !== null)
    problems.push(`${item.key} belongs to ${item.assignee}`)
  if (item.assignee === null && /\b(?:somebody|someone) owns\b|\bhas an (?:owner|assignee)\b/i.test(text))
    problems.push(`${item.key} has no assignee`)
  if (/\b(?:not|never) (?:been )?estimated\b|\bno estimate\b|\bunestimated\b/i.test(text) && item.points !== null)
    problems.push(`${item.key} has ${item.points} points`)
  return problems
}

/** Which cited item the sentence is about: named by key, by the words of its title, or the only one there is. */
function subjectsOf(text: string, items: readonly ItemRecord[]): ItemRecord[] {
  if (items.length === 1) return [...items]
  const named = items.filter(({ key }) => spans(text, key))
  if (named.length) return named
  const plain = text.toLowerCase()
  return items.filter(({ title }) => {
    const words = title.toLowerCase().match(/\p{L}{4,}/gu) ?? []
    return (
      words.length > 0 && words.filter((word) => plain.includes(word.slice(0, 6))).length >= Math.min(2, words.length)
    )
  })
}
