/** Two made-up workspaces and sentences about them, in the loose style in which people and models write. */
import { poolOf, type Pool } from '../../api/prd/compose/sources.ts'
import type { EngineOutput } from '../../api/prd/document.ts'
import type { ItemRecord, Material } from '../../api/prd/material.ts'

const item = (key: string, title: string, description: string, more: Partial<ItemRecord> = {}): ItemRecord => ({
  key,
  title,
  type: 'story',
  status: 'Ready',
  statusCategory: 'todo',
  priority: 'medium',
  points: null,
  assignee: null,
  team: null,
  dueDate: null,
  labels: [],
  description,
  piece: true,
  ...more,
})

const material = (items: ItemRecord[], engines: EngineOutput[]): Material => ({
  brief: { subject: { kind: 'items', keys: [] }, title: 'x', template: 'standard', audience: 'team', sections: null },
  head: null,
  items,
  objectives: [],
  claims: [],
  engines,
  warnings: [],
})
const stamp = { asOf: '2026-11-27', dataVersion: 1, seed: null, engine: 'x', inputHash: 'x' }

/** A clinic’s booking system. */
const clinic: Pool = poolOf(
  material(
    [
      item(
        'CLN-1',
        'Online booking',
        'Reception answers 340 calls a week about appointments. 22% of callers hang up before anyone answers, measured in May 2026. Patients over 65 ask to keep the phone line. The current form loses entries after 15 minutes.',
        {
          type: 'epic',
          status: 'In progress',
          statusCategory: 'active',
          assignee: 'Maya Lindqvist',
          priority: 'critical',
          dueDate: '2027-03-31',
          team: 'Front desk',
        },
      ),
      item(
        'CLN-2',
        'Text reminders',
        'No-shows cost 61,000 EUR in 2025. A trial in two practices cut no-shows from 14% to 9%. Reminders must not name the treatment, for privacy.',
        { points: 5, assignee: 'Tom Becker', dueDate: '2027-01-15', team: 'Front desk' },
      ),
      item(
        'CLN-3',
        'Cancel by link',
        'Eight of twelve interviewed patients wanted to cancel without calling. A slot freed less than 4 hours ahead is rarely filled.',
        { points: 3, team: 'Front desk', priority: 'high' },
      ),
      item(
        'CLN-4',
        'Insurance check',
        'The insurer’s service is down every Sunday night. The contract with Medigate ends on 30 June 2027. Only three of our nine insurers support it.',
        {
          type: 'task',
          points: 8,
          assignee: 'Priya Nair',
          status: 'In review',
          statusCategory: 'review',
          team: 'Claims',
        },
      ),
      item('CLN-5', 'Waiting list', 'Nobody has asked for this since the pilot. The pilot ran for six weeks in Linz.', {
        type: 'idea',
        status: 'Backlog',
        statusCategory: 'backlog',
        priority: 'low',
      }),
      item(
        'CLN-6',
        'Export for auditors',
        'Auditors need a list of changed appointments within 10 days of a request. The last export took 3 days by hand.',
        { points: 5, assignee: 'Tom Becker', status: 'Done', statusCategory: 'done', team: 'Claims' },
      ),
    ],
    [
      {
        name: 'forecast',
        title: 'Forecast',
        stamp,
        lines: {
          plan: [
            '16 points (the rest of CLN-1): even odds by 2027-02-12, 90% sure by 2027-03-05. As of 2026-11-27.',
            'If it goes first, the chance of meeting the due date, 2027-03-31, is 97%.',
          ],
        },
      },
      {
        name: 'velocity',
        title: 'Velocity',
        stamp,
        lines: { constraints: ['Front desk finishes 6.5 points a week (median of 26 weeks).'] },
      },
    ],
  ),
)

/** A tool shop’s rental desk. */
const rental: Pool = poolOf(
  material(
    [
      item(
        'RNT-10',
        'Deposit by card',
        'Branches keep about 900 EUR in cash for deposits. Three branches were robbed in 2024. Card deposits are released within 48 hours.',
        { points: 8, assignee: 'Jonas Weber', priority: 'critical', team: 'Payments', dueDate: '2027-02-26' },
      ),
      item(
        'RNT-11',
        'Damage photos',
        'Staff and customers argue over 1 in 20 returns. Photos have to be stored for two years by law. A phone uploads a photo in 12 seconds on average.',
        { points: 13, team: 'Returns', status: 'In progress', statusCategory: 'active', assignee: 'Elif Kaya' },
      ),
      item(
        'RNT-12',
        'Extend a rental',
        'Extensions are handled by phone. Builders asked for it at every trade fair since 2023. It cannot start before deposits by card work.',
        { points: 5, team: 'Payments' },
      ),
      item('RNT-13', 'Barcode labels', 'Canceled on 9 October 2026: the makers already print labels.', {
        type: 'task',
        points: 2,
        status: 'Won’t do',
        statusCategory: 'cancelled',
        team: 'Returns',
        priority: 'low',
      }),
      item(
        'RNT-14',
        'Late fees',
        'Fees brought in 27,500 EUR last year. Legal warns that fees above 20% of the daily price are void. Competitor Werkzeug24 charges none.',
        { points: 3, team: 'Payments', assignee: 'Jonas Weber' },
      ),
    ],
    [
      {
        name: 'schedule',
        title: 'Schedule',
        stamp,
        lines: {
          plan: [
            'In the portfolio plan, Payments works on it from 2027-01-11 to 2027-02-19, 58% likely to be done by then.',
          ],
        },
      },
    ],
  ),
)

export interface Case {
  readonly pool: Pool
  readonly text: string
  readonly source: string
  readonly quote: string
}
const of =
  (pool: Pool) =>
  (key: string, quote: string, text: string): Case => ({
    pool,
    text,
    quote,
    source: [...pool.values()].find(({ source }) => source.key === key)!.source.alias,
  })
const c = of(clinic)
const r = of(rental)

export const TRUE: readonly Case[] = [
  c(
    'CLN-1',
    'Reception answers 340 calls a week about appointments.',
    'The front desk takes 340 calls about appointments every week.',
  ),
  c(
    'CLN-1',
    '22% of callers hang up before anyone answers, measured in May 2026',
    'In May 2026, 22% of callers gave up before anyone answered.',
  ),
  c(
    'CLN-1',
    '22% of callers hang up before anyone answers',
    'More than 20% of callers hang up before they are answered.',
  ),
  c('CLN-1', 'Patients over 65 ask to keep the phone line.', 'Patients over 65 want the phone line to stay.'),
  c('CLN-1', 'The current form loses entries after 15 minutes.', 'Today’s form drops entries after 15 minutes.'),
  c('CLN-1', 'Owner: Maya Lindqvist', 'Online booking is led by Maya Lindqvist.'),
  c('CLN-1', 'Due: 2027-03-31', 'CLN-1 is due on March 31, 2027.'),
  c('CLN-1', 'Due: 2027-03-31', 'Online booking is due by the end of Q1 2027.'),
  c('CLN-1', 'epic, not estimated, In progress', 'Online booking is in progress.'),
  c('CLN-1', 'Priority: critical', 'Online booking is a critical epic.'),
  c('CLN-2', 'No-shows cost 61,000 EUR in 2025.', 'In 2025, no-shows cost €61,000.'),
  c(
    'CLN-2',
    'A trial in two practices cut no-shows from 14% to 9%.',
    'A trial in two practices brought no-shows down from 14% to 9%.',
  ),
  c(
    'CLN-2',
    'A trial in two practices cut no-shows from 14% to 9%.',
    'No-shows fell by 5 percentage points in the trial.',
  ),
  c(
    'CLN-2',
    'Reminders must not name the treatment, for privacy.',
    'For privacy, a reminder must not mention the treatment.',
  ),
  c('CLN-2', 'CLN-2 Text reminders (story, 5 points, Ready)', 'Text reminders are estimated at 5 points.'),
  c('CLN-2', 'Owner: Tom Becker', 'Tom Becker owns text reminders.'),
  c('CLN-2', 'Due: 2027-01-15', 'Text reminders are due in January 2027.'),
  c(
    'CLN-3',
    'Eight of twelve interviewed patients wanted to cancel without calling.',
    '8 of 12 interviewed patients wanted to cancel without a call.',
  ),
  c(
    'CLN-3',
    'Eight of twelve interviewed patients wanted to cancel without calling.',
    'Two thirds of the interviewed patients wanted to cancel without calling.',
  ),
  c(
    'CLN-3',
    'A slot freed less than 4 hours ahead is rarely filled.',
    'Slots freed less than four hours ahead are rarely filled.',
  ),
  c('CLN-3', 'Owner: none', 'Nobody owns cancel by link yet.'),
  c('CLN-4', 'The insurer’s service is down every Sunday night.', 'Every Sunday night, the insurer’s service is down.'),
  c(
    'CLN-4',
    'The contract with Medigate ends on 30 June 2027.',
    'Our contract with Medigate runs out on June 30, 2027.',
  ),
  c('CLN-4', 'Only three of our nine insurers support it.', 'Just three of nine insurers support the check.'),
  c('CLN-4', 'CLN-4 Insurance check (task, 8 points, In review)', 'The insurance check is in review.'),
  c('CLN-5', 'Nobody has asked for this since the pilot.', 'No one has asked for a waiting list since the pilot.'),
  c('CLN-5', 'The pilot ran for six weeks in Linz.', 'The pilot in Linz lasted 6 weeks.'),
  c('CLN-5', 'idea, not estimated, Backlog', 'The waiting list is not estimated.'),
  c(
    'CLN-6',
    'Auditors need a list of changed appointments within 10 days of a request.',
    'Auditors need the list of changed appointments within ten days of their request.',
  ),
  c('CLN-6', 'The last export took 3 days by hand.', 'Done by hand, the last export took three days.'),
  c('CLN-6', 'CLN-6 Export for auditors (story, 5 points, Done)', 'The export for auditors is done.'),
  c('forecast', '90% sure by 2027-03-05', 'The forecast is 90% sure of March 5, 2027.'),
  c('forecast', 'even odds by 2027-02-12', 'There are even odds of finishing by February 12, 2027.'),
  c(
    'forecast',
    'the chance of meeting the due date, 2027-03-31, is 97%',
    'If it goes first, it meets its due date with a chance of 97%.',
  ),
  c('velocity', 'Front desk finishes 6.5 points a week', 'Front desk finishes 6.5 points per week.'),
  r('RNT-10', 'Branches keep about 900 EUR in cash for deposits.', 'Branches hold some 900 EUR of deposits in cash.'),
  r('RNT-10', 'Three branches were robbed in 2024.', 'In 2024, three branches were robbed.'),
  r('RNT-10', 'Card deposits are released within 48 hours.', 'A deposit by card is released within two days.'),
  r('RNT-10', 'Owner: Jonas Weber', 'Deposit by card is in the hands of Jonas Weber.'),
  r('RNT-10', 'Due: 2027-02-26', 'RNT-10 is due in late February 2027.'),
  r('RNT-11', 'Staff and customers argue over 1 in 20 returns.', 'Staff and customers argue over 5% of returns.'),
  r(
    'RNT-11',
    'Staff and customers argue over 1 in 20 returns.',
    'One in twenty returns ends in an argument between staff and customers.',
  ),
  r('RNT-11', 'Photos have to be stored for two years by law.', 'By law, photos must be kept for 2 years.'),
  r(
    'RNT-11',
    'A phone uploads a photo in 12 seconds on average.',
    'On average, a phone uploads a photo in 12 seconds.',
  ),
  r('RNT-11', '13 points, In progress', 'Damage photos are in progress, at 13 points.'),
  r('RNT-12', 'Extensions are handled by phone.', 'Today, extensions are handled by phone.'),
  r(
    'RNT-12',
    'Builders asked for it at every trade fair since 2023.',
    'Builders have asked for extensions at every trade fair since 2023.',
  ),
  r(
    'RNT-12',
    'It cannot start before deposits by card work.',
    'Extending a rental cannot start until deposits by card work.',
  ),
  r('RNT-12', 'Owner: none', 'RNT-12 has no owner.'),
  r(
    'RNT-13',
    'Canceled on 9 October 2026: the makers already print labels.',
    'Barcode labels were canceled on October 9, 2026, because the makers already print them.',
  ),
  r('RNT-14', 'Fees brought in 27,500 EUR last year.', 'Late fees brought in about €27k last year.'),
  r(
    'RNT-14',
    'Legal warns that fees above 20% of the daily price are void.',
    'According to Legal, fees above 20% of the daily price are void.',
  ),
  r('RNT-14', 'Competitor Werkzeug24 charges none.', 'Werkzeug24, a competitor, charges no late fees.'),
  r(
    'schedule',
    'Payments works on it from 2027-01-11 to 2027-02-19',
    'In the plan, Payments works on it from January 11 to February 19, 2027.',
  ),
  r('schedule', '58% likely to be done by then', 'It is 58% likely to be done by then.'),
]

/** Errors that no mutation makes. */
export const WRONG: readonly Case[] = [
  c(
    'CLN-1',
    'Reception answers 340 calls a week about appointments.',
    'Reception answers 340 calls a day about appointments.',
  ),
  c('CLN-1', '22% of callers hang up before anyone answers', 'Half of the callers hang up before anyone answers.'),
  c(
    'CLN-1',
    '22% of callers hang up before anyone answers',
    'Callers hang up because online booking is missing, which increases costs.',
  ),
  c('CLN-1', 'Patients over 65 ask to keep the phone line.', 'All patients want online booking.'),
  c('CLN-1', 'The current form loses entries after 15 minutes.', 'The new form keeps entries for ever.'),
  c('CLN-1', 'Owner: Maya Lindqvist', 'Online booking is led by Priya Nair.'),
  c(
    'CLN-2',
    'A trial in two practices cut no-shows from 14% to 9%.',
    'A trial in two practices raised no-shows from 9% to 14%.',
  ),
  c('CLN-2', 'A trial in two practices cut no-shows from 14% to 9%.', 'No-shows were halved in the trial.'),
  c('CLN-2', 'Reminders must not name the treatment, for privacy.', 'Reminders name the treatment.'),
  c('CLN-2', 'No-shows cost 61,000 EUR in 2025.', 'No-shows cost 61,000 USD in 2025.'),
  c(
    'CLN-3',
    'Eight of twelve interviewed patients wanted to cancel without calling.',
    'Twelve patients wanted to cancel without calling.',
  ),
  c('CLN-3', 'Owner: none', 'Cancel by link is owned by Tom Becker.'),
  c('CLN-4', 'The insurer’s service is down every Sunday night.', 'The insurer’s service is always up.'),
  c('CLN-4', 'The contract with Medigate ends on 30 June 2027.', 'The contract with Medigate starts on 30 June 2027.'),
  c('CLN-4', 'Only three of our nine insurers support it.', 'All of our nine insurers support it.'),
  c('CLN-4', 'CLN-4 Insurance check (task, 8 points, In review)', 'The insurance check is done.'),
  c('CLN-5', 'Nobody has asked for this since the pilot.', 'Patients have asked for this since the pilot.'),
  c('CLN-5', 'The pilot ran for six weeks in Linz.', 'The pilot ran for six weeks in Graz.'),
  c(
    'CLN-6',
    'Auditors need a list of changed appointments within 10 days of a request.',
    'Auditors received the list of changed appointments within 10 days.',
  ),
  c('CLN-6', 'The last export took 3 days by hand.', 'The last export took 3 days, fully automated.'),
  c('forecast', '90% sure by 2027-03-05', 'The epic will ship on March 5, 2027, guaranteed.'),
  c('forecast', 'even odds by 2027-02-12', 'It is 90% sure by February 12, 2027.'),
  r('RNT-10', 'Three branches were robbed in 2024.', 'Most branches were robbed in 2024.'),
  r('RNT-10', 'Card deposits are released within 48 hours.', 'Card deposits are released within 48 days.'),
  r('RNT-10', 'Branches keep about 900 EUR in cash for deposits.', 'Branches keep no cash for deposits.'),
  r('RNT-11', 'Staff and customers argue over 1 in 20 returns.', 'Staff and customers argue over 20% of returns.'),
  r('RNT-11', 'Photos have to be stored for two years by law.', 'Photos may be deleted after two years at no risk.'),
  r('RNT-11', '13 points, In progress', 'Damage photos are finished.'),
  r('RNT-12', 'It cannot start before deposits by card work.', 'It can start after extensions ship.'),
  r(
    'RNT-12',
    'Builders asked for it at every trade fair since 2023.',
    'Builders asked for it at every trade fair until 2023.',
  ),
  r(
    'RNT-13',
    'Canceled on 9 October 2026: the makers already print labels.',
    'Barcode labels are planned for October 2026.',
  ),
  r(
    'RNT-14',
    'Legal warns that fees above 20% of the daily price are void.',
    'Legal confirmed that fees above 20% of the daily price are valid.',
  ),
  r('RNT-14', 'Competitor Werkzeug24 charges none.', 'Toolhouse, a competitor, charges none.'),
  r('RNT-14', 'Fees brought in 27,500 EUR last year.', 'Fees bring in 27,500 EUR a month.'),
]
