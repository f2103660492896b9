/** A plan told as done, a suspicion told as certain, an option told as a duty, and a wish that nobody has told. */
import { closestTo, partsIn, shared, type Part, type Read } from './parts.ts'
import type { ItemRecord } from '../material.ts'
import { isNegated } from './wording.ts'

const TO_COME =
  /\b(?:will|would|planned|plans?|goal|aim|target|should|want\w*|could|may|might|must|until|blocked|promises?|expect\w*|propos\w*|idea|suggest\w*|starts? in|is to|are to|to be|required|needs?|whether)\b/i
const DONE =
  /\b(?:has|have|had) (?:already |now |been |also )*(\w+ed|begun|become|kept|cut|built|sent|paid|made|found|shown|chosen|done|fallen|risen|grown|given|taken|left|lost|won|bought|brought|held|met|gone|come)\b|\b(?:was|were|is|are) (?:already |now )?(\w{3,}ed|built|sent|paid|done)\b|\balready (\w+)/gi
const ROOTS: Readonly<Record<string, string>> = {
  kept: 'keep',
  built: 'build',
  sent: 'send',
  paid: 'pay',
  made: 'make',
  found: 'find',
  begun: 'begin',
  chosen: 'choos',
  fallen: 'fall',
  risen: 'ris',
  grown: 'grow',
  given: 'giv',
  taken: 'tak',
  bought: 'buy',
  brought: 'bring',
  held: 'hold',
  met: 'meet',
  won: 'win',
  lost: 'los',
  left: 'leav',
}
const rootOf = (verb: string) =>
  ROOTS[verb] ??
  verb
    .replace(/(?:ed|s)$/, '')
    .replace(/(.)\1$/, '$1')
    .slice(0, 6)

/** What nobody says has happened, where the closest words are a proposal. */
const onlyPlanned = (near: readonly Part[]) =>
  near.length > 0 && near.every(({ text }) => PROPOSED.test(text) && !HAPPENED.test(text))
const PROPOSED =
  /\b(?:propos\w*|suggest\w*|plan(?:s|ned)?|would|could|may|might|wants?|idea|consider\w*|should|will|goal|aim|target)\b/i
const HAPPENED = /\b(?:has|have|had|was|were|did)\b/i

const isOpen = (category: ItemRecord['statusCategory']) => category !== 'done' && category !== 'cancelled'

/** Words and figures in common before two parts say the same. */
const MANY = 3
const MODAL = /\b(?:should|could|might|will|would)(?: also| both| then)? (?:be )?(\w{3,})/gi

/** @returns the words with "should" or "will", where the sentence tells the same of today */
export function wishToldAsFact({ text, marks }: Read, record: readonly Read[]): string | null {
  if (TO_COME.test(text) || isNegated(text) || /\bcan\b/i.test(text)) return null
  const near = closestTo(marks, partsIn(record), MANY)
  const told = near.find((part) =>
    [...part.text.matchAll(MODAL)].some(([, verb]) => new RegExp(`\\b${rootOf(verb!.toLowerCase())}`, 'i').test(text)),
  )
  return told !== undefined && near.length === 1 ? told.text : null
}

/** @returns the words that only plan what the sentence tells as done */
export function planToldAsDone(
  { text, marks }: Read,
  record: readonly Read[],
  items: readonly ItemRecord[],
): string | null {
  if (TO_COME.test(text) || isNegated(text)) return null
  const near = closestTo(marks, partsIn(record))
  for (const [said, perfect, passive, already] of text.matchAll(DONE)) {
    const verb = (perfect ?? passive ?? already)!.toLowerCase()
    const root = rootOf(verb)
    if (root.length < 3) continue
    const parts = partsIn(record).filter((part) => new RegExp(`\\b${root}`, 'i').test(part.text))
    const planned = new RegExp(
      `\\b(?:to|should|must|will|may|can|would|could|might)(?: both| also| then)?(?: be)? ${root}|\\buntil\\b[^.;]*\\b${root}|\\bplanned\\b`,
      'i',
    )
    if (parts.length === 0 && HAPPENED.test(said) && onlyPlanned(near)) return near[0]!.text
    const done = new RegExp(`(?<!\\bbe )\\b${verb}\\b`, 'i')
    const open = items.find(
      ({ title, statusCategory }) => isOpen(statusCategory) && new RegExp(`^${root}`, 'i').test(title),
    )
    if (open && !record.some((one) => done.test(one.text))) return `${open.key} is ${open.status}`
    if (
      parts.length > 0 &&
      parts.every((part) => planned.test(part.text) && (already !== undefined || !done.test(part.text)))
    )
      return parts[0]!.text
  }
  return null
}

const ASKED =
  /(?<!\b(?:who|people|those|were|are|was|be) )\b(?:asked|requested|complained|demanded)\b(?! (?:by|people|to be))/i
const TELLS =
  /\b(?:ask\w*|request\w*|complain\w*|demand\w*|told|said|report\w*|wrote|interview\w*|survey\w*|vot\w+|feedback|calls?|called|wish\w*|wants?|prefer\w*)\b/i

/** What people asked for, they must have said; "as a visitor I want" is our own wish for them. */
export function askedUnshown({ text, words }: Read, record: readonly Read[]): string | null {
  const said = ASKED.exec(text)?.[0]
  if (!said) return null
  return record.some((one) => shared(one.words, words) > 0 && TELLS.test(one.text.replaceAll(/\bI want\b/g, '')))
    ? null
    : said
}

/** People who want something: somebody must have said so. */
const WANT =
  /\b(?:users?|customers?|shoppers?|people|buyers?|visitors?|clients?|everyone|everybody|merchants?|sellers?|makers?|readers?|teams?|finance|support|sales)\b[^.;]{0,40}\b(?:wants?|wanted|needs?|asks?(?= (?:for|to|that))|expects?|love|prefer\w*|demand\w*|complain\w*|struggle\w*|frustrat\w*)\b|\b\p{L}+s (?:have |has )?(?:want(?:ed)?|asked|requested|demanded|complained|wished) (?:for|to|that|about|a|an|the|more|less)\b/iu
const WANT_SHOWN =
  /\b(?:wants?|wanted|would like|wish\w*|needs?|ask(?:s|ed|ing)?|love|prefer\w*|expects?|expecting|demand\w*|complain\w*|request\w*|struggle\w*|frustrat\w*|votes?|estimat\w*|interview\w*|most requested)\b/i
export const wantsUnshown = (text: string, shown: string): string | null => {
  const said = WANT.exec(text)?.[0]
  return said && !WANT_SHOWN.test(shown) ? said : null
}
