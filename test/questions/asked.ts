/** Questions as product managers ask them, the call that answers each, and what must stand in the answer. */
import {
  countedPoints,
  day,
  doneBetween,
  inProgress,
  isDone,
  isOpen,
  isWork,
  points,
  type Item,
  type Shop,
} from './shop-export.ts'

export interface Question {
  asked: string
  tool: string
  args?: (shop: Shop) => Record<string, unknown>
  /** Texts that the answer must have. */
  facts: (shop: Shop) => string[]
}

const matching = (items: readonly Item[]) =>
  items.length === 0
    ? 'No items match.'
    : `${items.length.toLocaleString('en-US')} ${items.length === 1 ? 'item matches' : 'items match'}`
const backlog = (
  asked: string,
  args: (shop: Shop) => Record<string, unknown>,
  facts: (shop: Shop) => string[],
): Question => ({ asked, tool: 'query_backlog', args, facts })
const by = (asked: string, groupBy: string, facts: (shop: Shop) => string[], more = {}) =>
  backlog(asked, () => ({ groupBy, ...more }), facts)
const ofTeam = (team: string) => (item: Item) => item.teamName === team
const OCTOBER = ['2026-10-01', '2026-10-31'] as const
const october = { finishedFrom: OCTOBER[0], finishedUntil: OCTOBER[1] }
const EPICS = ['Multi-currency prices', 'Loyalty points', 'Gift cards', 'Typo-tolerant search', 'Saved carts']
const recent = (shop: Shop) => shop.items.filter(isWork).filter(doneBetween(day(shop.today, 1 - 26 * 7), shop.today))

/** The person with the most items in progress. */
function busiest(shop: Shop): { person: string; items: Item[] } {
  const working = shop.items.filter((item) => isWork(item) && inProgress(item))
  const [most] = [...Map.groupBy(working, ({ assignee }) => assignee!)].sort((a, b) => b[1].length - a[1].length)
  return { person: most![0], items: most![1] }
}

export const QUESTIONS: readonly Question[] = [
  backlog(
    'How much work is open?',
    () => ({ limit: 1 }),
    ({ open }) => [`openWork: ${open.filter(isWork).length}`],
  ),
  backlog(
    'How many critical bugs are open?',
    () => ({ filterTypes: ['bug'], priority: ['critical'], limit: 5 }),
    ({ open }) => [matching(open.filter(({ type, priority }) => type === 'bug' && priority === 'critical'))],
  ),
  backlog(
    'Which bugs with high priority are open?',
    () => ({ filterTypes: ['bug'], priority: ['high'] }),
    ({ open }) => open.filter(({ type, priority }) => type === 'bug' && priority === 'high').map(({ key }) => key),
  ),
  backlog(
    'What is in Gift cards?',
    (shop) => ({ epicId: shop.called('Gift cards').key }),
    (shop) =>
      shop
        .in('Gift cards')
        .filter(isOpen)
        .map(({ key }) => key),
  ),
  backlog(
    'How much has Checkout on its plate?',
    () => ({ teamId: 'Checkout', limit: 5 }),
    ({ open }) => [matching(open.filter(ofTeam('Checkout')))],
  ),
  backlog(
    'What is in the current sprints?',
    () => ({ sprint: 'active', limit: 5 }),
    ({ open }) => [
      matching(open.filter(({ sprints }) => sprints.some(({ current, state }) => current && state === 'active'))),
    ],
  ),
  backlog(
    'What is planned into no sprint?',
    () => ({ sprint: 'none', limit: 5 }),
    ({ open }) => [matching(open.filter(({ sprints }) => !sprints.some(({ current }) => current)))],
  ),
  backlog(
    'What did customers report that is still open?',
    () => ({ labels: ['customer-reported'] }),
    ({ open }) => open.filter(({ labels }) => labels.includes('customer-reported')).map(({ key }) => key),
  ),
  backlog(
    'Are there quick wins?',
    () => ({ labels: ['quick-win'] }),
    ({ open }) => open.filter(({ labels }) => labels.includes('quick-win')).map(({ key }) => key),
  ),
  backlog(
    'What is overdue?',
    () => ({ find: 'overdue' }),
    ({ open, today }) => open.filter(({ dueDate }) => dueDate && dueDate < today).map(({ key }) => key),
  ),
  backlog(
    'What is due in the next two weeks?',
    ({ today }) => ({ dueFrom: today, dueUntil: day(today, 14) }),
    ({ open, today }) => [
      matching(open.filter(({ dueDate }) => dueDate && dueDate >= today && dueDate <= day(today, 14))),
      ...open.filter(({ dueDate }) => dueDate && dueDate >= today && dueDate <= day(today, 14)).map(({ key }) => key),
    ],
  ),
  backlog(
    'What did we finish in October?',
    () => ({ ...october, limit: 10 }),
    ({ items }) => [matching(items.filter(doneBetween(...OCTOBER)))],
  ),
  backlog(
    'What did Mobile ship in October?',
    () => ({ ...october, teamId: 'Mobile', limit: 10 }),
    ({ items }) => [matching(items.filter(doneBetween(...OCTOBER)).filter(ofTeam('Mobile')))],
  ),
  backlog(
    'Which bugs did we fix in September?',
    () => ({ finishedFrom: '2026-09-01', finishedUntil: '2026-09-30', filterTypes: ['bug'] }),
    ({ items }) => [
      matching(items.filter(doneBetween('2026-09-01', '2026-09-30')).filter(({ type }) => type === 'bug')),
    ],
  ),
  backlog(
    'What has nobody touched for the longest time?',
    () => ({ find: 'stale', limit: 5 }),
    ({ open, today }) => {
      const stale = open.filter(({ updatedAt }) => updatedAt < day(today, -30))
      const oldest = stale.map(({ updatedAt }) => updatedAt.slice(0, 10)).sort()[0]!
      return [matching(stale), oldest]
    },
  ),
  backlog(
    'What keeps slipping?',
    () => ({ find: 'slipped', limit: 5 }),
    (shop) => {
      const slipping = shop.open.filter(
        (item) => shop.carriedOver(item) > 0 || item.fieldChanges.some(({ field }) => field === 'dueDate'),
      )
      const worst = shop.called('Show the converted total in the order email')
      const moves = worst.fieldChanges.filter(({ field, before, after }) => field === 'dueDate' && after! > before!)
      return [
        matching(slipping),
        worst.key,
        `carriedOver ${shop.carriedOver(worst)}, dueMoves ${moves.length}, firstDue ${moves[0]!.before}`,
      ]
    },
  ),
  backlog(
    'What blocks us the most?',
    () => ({ find: 'blocking', limit: 5 }),
    (shop) => {
      const counts = shop.open.map(({ key }) => [key, shop.waitingFor(key)] as const).sort((a, b) => b[1] - a[1])
      return [counts[0]![0], `| ${counts[0]![1]}`, matching(shop.open.filter(({ key }) => shop.waitingFor(key) > 0))]
    },
  ),
  backlog(
    'Do we have duplicates?',
    () => ({ find: 'duplicates' }),
    ({ open }) => open.filter(({ title }) => /payment method/.test(title)).map(({ key }) => key),
  ),
  backlog(
    'What has no estimate?',
    () => ({ find: 'unestimated', columns: 'identity' }),
    ({ open }) => [matching(open.filter((item) => isWork(item) && item.storyPoints === null && item.jobSize === null))],
  ),
  by('How many items are in each status?', 'status', ({ items }) =>
    ['Backlog', 'Ready', 'In progress', 'In review'].map(
      (status) => `${status} | ${items.filter((item) => isWork(item) && item.status === status).length} | `,
    ),
  ),
  by('How is the work split by type?', 'type', (shop) =>
    ['story', 'task', 'bug'].map((type) => `${type} | ${shop.line(shop.items.filter((item) => item.type === type))}`),
  ),
  by('Which teams are there, and how much has each?', 'team', (shop) =>
    ['Checkout', 'Discovery', 'Mobile'].map((team) => `${team} | ${shop.line(shop.items.filter(ofTeam(team)))}`),
  ),
  by('How is the open work split by priority?', 'priority', (shop) =>
    ['high', 'medium', 'low'].map(
      (priority) => `${priority} | ${shop.line(shop.items.filter((item) => item.priority === priority))}`,
    ),
  ),
  by('How far is each epic?', 'epic', (shop) =>
    EPICS.map((epic) => `${shop.called(epic).key} | ${epic} | ${shop.line(shop.in(epic))}`),
  ),
  by('Who has what?', 'assignee', (shop) =>
    ['Ana Ruiz', 'Mei Tanaka'].map(
      (person) => `${person} | ${shop.line(shop.items.filter(({ assignee }) => assignee === person))}`,
    ),
  ),
  by('Which labels do we use?', 'label', (shop) =>
    ['customer-reported', 'quick-win'].map(
      (label) => `${label} | ${shop.line(shop.items.filter(({ labels }) => labels.includes(label)))}`,
    ),
  ),
  by(
    'Which sprints are running?',
    'sprint',
    ({ items }) => [
      ...new Set(
        items.flatMap(({ sprints }) =>
          sprints
            .filter(({ state }) => state === 'active')
            .map(({ name, startDate, endDate }) => `${name} | active | ${startDate} | ${endDate} | `),
        ),
      ),
    ],
    { limit: 6 },
  ),
  by(
    'How much of the last sprints did we finish, and what was carried over?',
    'sprint',
    (shop) =>
      ['Checkout', 'Discovery', 'Mobile'].map((team) => {
        const last = shop.closedSprints(team).at(-1)!
        const left = shop.leftOpen(last.name)
        const done = shop.items.filter(
          (item) => isDone(item) && item.sprints.some(({ name, current }) => current && name === last.name),
        )
        const [all, sized] = [done.length + left.length, points(done) + points(left)]
        return `${last.name} | closed | ${last.startDate} | ${last.endDate} | 0 | 0 | 0 | 0 | ${done.length} | ${points(done)} | ${left.length} | ${points(left)} | ${Math.round((100 * done.length) / all)} | ${Math.round((100 * points(done)) / sized)}`
      }),
    { limit: 6 },
  ),
  by(
    'How much did we finish each month?',
    'month',
    ({ items }) => {
      const done = items.filter(isWork).filter(doneBetween('2026-09-01', '2026-09-30'))
      return [`2026-09 | ${done.length} | ${points(done)} | `]
    },
    { limit: 6 },
  ),
  by(
    'Which team has the most bugs?',
    'team',
    (shop) =>
      ['Checkout', 'Discovery', 'Mobile'].map(
        (team) => `${team} | ${shop.line(shop.items.filter(ofTeam(team)).filter(({ type }) => type === 'bug'))}`,
      ),
    { filterTypes: ['bug'] },
  ),
  by(
    'What is Discovery working on, by epic?',
    'epic',
    (shop) => [`Typo-tolerant search | ${shop.line(shop.in('Typo-tolerant search'))}`],
    { teamId: 'Discovery', limit: 6 },
  ),
  by(
    'Who on Mobile finished how much in October?',
    'assignee',
    ({ items }) => {
      const done = items
        .filter(doneBetween(...OCTOBER))
        .filter(isWork)
        .filter(({ assignee }) => assignee === 'Noor Haddad')
      return [`Noor Haddad | 0 | 0 | 0 | 0 | ${done.length} | ${points(done)}`]
    },
    { teamId: 'Mobile', ...october },
  ),
  backlog(
    'What did Ana Ruiz finish in October?',
    () => ({ assignee: 'Ana Ruiz', ...october }),
    ({ items }) =>
      items
        .filter(doneBetween(...OCTOBER))
        .filter(({ assignee }) => assignee === 'Ana Ruiz')
        .map(({ key }) => key),
  ),
  backlog(
    'What is the busiest of us working on?',
    (shop) => ({ assignee: busiest(shop).person.toLowerCase(), status: ['active', 'review'] }),
    (shop) => [busiest(shop).person, ...busiest(shop).items.map(({ key }) => key)],
  ),
  backlog(
    'How much open work belongs to nobody?',
    () => ({ assignee: 'none', limit: 3 }),
    ({ open }) => [matching(open.filter(({ assignee }) => assignee === null))],
  ),
  backlog(
    'What is in review?',
    () => ({ status: ['review'] }),
    ({ items }) => items.filter(({ statusCategory }) => statusCategory === 'review').map(({ key }) => key),
  ),
  backlog(
    'What did we decide not to do?',
    () => ({ status: ['cancelled'], limit: 5 }),
    ({ items }) => [matching(items.filter(({ statusCategory }) => statusCategory === 'cancelled'))],
  ),
  backlog(
    'How much have we finished in two years?',
    () => ({ status: ['done'], limit: 1 }),
    ({ items }) => [matching(items.filter(isDone))],
  ),
  backlog(
    'Which epics are open?',
    () => ({ filterTypes: ['epic'], columns: 'identity' }),
    ({ open }) => open.filter(({ type }) => type === 'epic').map(({ title }) => title),
  ),
  backlog(
    'Which items have the highest WSJF?',
    () => ({ sort: 'score', columns: 'scoring', limit: 5 }),
    ({ open }) => {
      const score = (item: Item) =>
        item.jobSize
          ? ((item.businessValue ?? 0) + (item.timeCriticality ?? 0) + (item.riskReduction ?? 0)) / item.jobSize
          : 0
      return [[...open].sort((a, b) => score(b) - score(a))[0]!.key]
    },
  ),
  backlog(
    'Which ideas do we have?',
    () => ({ filterTypes: ['idea'], columns: 'identity' }),
    ({ open }) => open.filter(({ type }) => type === 'idea').map(({ title }) => title),
  ),
  backlog(
    'What came in last?',
    () => ({ sort: 'created', limit: 3, columns: 'full' }),
    ({ open }) => [
      open
        .map(({ createdAt }) => createdAt)
        .sort()
        .at(-1)!,
    ],
  ),
  backlog(
    'What is blocked in Gift cards, and by what?',
    (shop) => ({ epicId: shop.called('Gift cards').key, columns: 'scheduling' }),
    (shop) => [shop.called('Record the order currency in the ledger').key],
  ),
  ...EPICS.map((epic): Question => ({
    asked: `When will ${epic} be done?`,
    tool: 'forecast_delivery',
    args: (shop) => ({ epicId: shop.called(epic).key }),
    facts: (shop) => [`${points(shop.in(epic).filter(isOpen))} points left`],
  })),
  {
    asked: 'How far is each epic, and when will it be done?',
    tool: 'forecast_delivery',
    args: () => ({ byEpic: true }),
    facts: (shop) =>
      EPICS.map((epic) => {
        const [open, done] = [shop.in(epic).filter(isOpen), shop.in(epic).filter(isDone)]
        return `${shop.called(epic).key} | ${epic} | ${open.length} | ${done.length} | `
      }),
  },
  {
    asked: 'Can we finish the backlog by the end of March?',
    tool: 'forecast_delivery',
    args: () => ({ targetDate: '2027-03-31' }),
    facts: ({ open }) => [`openWork: ${open.filter(isWork).length}`, '2027-03-31'],
  },
  {
    asked: 'Why did the date move?',
    tool: 'forecast_delivery',
    args: () => ({ whyMoved: true }),
    facts: () => ['has not been asked on an earlier day'],
  },
  {
    asked: 'How fast are we?',
    tool: 'analyze_velocity',
    facts: ({ open }) => [`openWork: ${open.filter(isWork).length}`],
  },
  {
    asked: 'What is stuck?',
    tool: 'analyze_velocity',
    facts: ({ items }) => {
      const begun = items
        .filter((item) => isWork(item) && inProgress(item))
        .sort((a, b) => (a.startedAt! < b.startedAt! ? -1 : 1))
      return [`${begun.length} items are in progress`, begun[0]!.key]
    },
  },
  {
    asked: 'What is the cycle time of bugs and stories?',
    tool: 'analyze_velocity',
    args: () => ({ by: 'type' }),
    facts: (shop) =>
      ['bug', 'story'].map((type) => {
        const done = recent(shop).filter((item) => item.type === type)
        return `${type} | ${done.length} | ${countedPoints(shop, done)} | `
      }),
  },
  {
    asked: 'Compare Checkout and Mobile.',
    tool: 'analyze_velocity',
    args: () => ({ by: 'team' }),
    facts: (shop) =>
      ['Checkout', 'Mobile'].map((team) => {
        const done = recent(shop).filter(ofTeam(team))
        return `${team} | ${done.length} | ${countedPoints(shop, done)} | ${Math.round((done.length / 26) * 100) / 100}`.slice(
          0,
          -1,
        )
      }),
  },
  {
    asked: 'Who has too much in progress?',
    tool: 'analyze_velocity',
    args: () => ({ by: 'assignee' }),
    facts: (shop) => {
      const { items } = busiest(shop)
      return [`| ${items.length}\n`]
    },
  },
  {
    asked: 'How long does a typical item take?',
    tool: 'analyze_velocity',
    args: () => ({ by: 'team', teamId: 'Discovery' }),
    facts: (shop) => [`p50 ${shop.cycleP50(recent(shop).filter(ofTeam('Discovery')))}`],
  },
  {
    asked: 'What should we do next?',
    tool: 'optimize_priorities',
    args: () => ({ limit: 8 }),
    facts: ({ open }) => [`${open.filter(isWork).length} open items by WSJF`],
  },
  {
    asked: 'What can Mobile still ship by the end of January, and what has to be cut?',
    tool: 'optimize_priorities',
    args: () => ({ teamId: 'Mobile', targetDate: '2027-01-29', limit: 5 }),
    facts: ({ open }) => [
      `${open.filter(isWork).filter(ofTeam('Mobile')).length} open items`,
      'By 2027-01-29',
      'to wait',
    ],
  },
  {
    asked: 'Which due dates break?',
    tool: 'schedule_portfolio',
    facts: (shop) => [...EPICS.map((epic) => shop.called(epic).key), shop.called('Loyalty points').dueDate!],
  },
  {
    asked: 'Does Gift cards serve an objective?',
    tool: 'score_alignment',
    args: (shop) => ({ epicId: shop.called('Gift cards').key, limit: 5 }),
    facts: (shop) => [`of ${shop.in('Gift cards').filter(isOpen).length} items`],
  },
  {
    asked: 'Which gap of ours has work in the backlog?',
    tool: 'competitive_analysis',
    args: () => ({ focus: 'gaps', limit: 5 }),
    facts: (shop) => [shop.called('Gift cards').key],
  },
  {
    asked: 'What if Checkout gets two more people?',
    tool: 'analyze_scenario',
    args: () => ({
      scenarios: [{ name: 'two more', changes: [{ type: 'hire', team: 'Checkout', members: 2, from: '2027-01-04' }] }],
    }),
    facts: ({ open }) => [`openWork: ${open.filter(isWork).length}`, '“two more”'],
  },
]
