/** A Jira Cloud export of any length, the newest item first as Jira writes it; the same bytes for the same length. */

const WORDS =
  'checkout basket receipt refund invoice voucher search filter mobile login session address courier parcel stock price discount banner image header footer review rating wishlist coupon'.split(
    ' ',
  )
const TYPES = ['Story', 'Story', 'Story', 'Task', 'Bug', 'Bug', 'Improvement']
const PRIORITIES = ['Highest', 'High', 'Medium', 'Medium', 'Low']
const STATUSES = [
  ['Backlog', 'To Do'],
  ['Selected', 'To Do'],
  ['In Progress', 'In Progress'],
  ['In Review', 'In Progress'],
  ['Done', 'Done'],
  ['Done', 'Done'],
  ['Done', 'Done'],
  ['Done', 'Done'],
] as const
const HEADER =
  'Summary,Issue key,Issue id,Issue Type,Status,Priority,Created,Updated,Resolved,Due date,Description,Labels,Labels,Sprint,Custom field (Story Points),Outward issue link (Blocks),Parent,Parent key,Status Category'
/** One item in fifty is an epic. */
const EPIC = 50

export function* jiraFile(length: number): Generator<string> {
  yield `${HEADER}\n`
  for (let number = length; number >= 1; number--) yield `${row(number)}\n`
}

function row(number: number): string {
  const word = (salt: number) => WORDS[(number * 7 + salt * 13 + Math.floor(number / WORDS.length)) % WORDS.length]!
  const epic = number % EPIC === 1
  const parent = number - ((number - 1) % EPIC)
  const [status, category] = STATUSES[number % STATUSES.length]!
  const created = new Date(Date.UTC(2024, 0, 1) + number * 600_000)
  const iso = (days: number) =>
    new Date(created.getTime() + days * 86_400_000).toISOString().slice(0, 16).replace('T', ' ')
  return [
    `${word(1)} ${word(2)} for the ${word(3)} of ${word(4)}`,
    `SHOP-${number}`,
    10_000 + number,
    epic ? 'Epic' : TYPES[number % TYPES.length],
    status,
    PRIORITIES[number % PRIORITIES.length],
    iso(0),
    iso(9),
    category === 'Done' ? iso(9) : '',
    number % 11 ? '' : iso(30),
    `"When the ${word(5)} is empty, the ${word(6)} shows a ${word(7)}, and the ${word(8)} waits."`,
    word(9),
    number % 3 ? '' : word(10),
    epic ? '' : `Sprint ${Math.floor(number / 400) + 1}`,
    epic ? '' : [1, 2, 3, 5, 8][number % 5],
    number % 20 ? '' : `SHOP-${number - 1}`,
    epic ? '' : 10_000 + parent,
    epic ? '' : `SHOP-${parent}`,
    category,
  ].join(',')
}
