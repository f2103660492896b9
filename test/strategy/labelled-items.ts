/**
 * Sixty invented backlog items of a business-software vendor, each labelled by hand with the objective that it serves. About one
 * in ten shares no word with its objective, and several share words with the wrong one, as real items do.
 */
import type { AlignmentItem, AlignmentObjective } from '../../api/strategy/support.ts'

const objective = (id: string, title: string, description: string, measure: string): AlignmentObjective => ({
  id,
  title,
  description,
  measure,
  theme: null,
})

export const OBJECTIVES: readonly AlignmentObjective[] = [
  objective(
    'activation',
    'New customers reach their first value within a day',
    'Sign-up and onboarding should be so short that a trial team sees its own data on day one.',
    'Share of trials that finish onboarding within 24 hours: 35 % to 60 %',
  ),
  objective(
    'retention',
    'Keep the customers we have',
    'Fewer accounts cancel or downgrade. We notice risk early and make renewal easy.',
    'Monthly churn: 2.4 % to 1.5 %',
  ),
  objective(
    'enterprise',
    'Be a safe choice for large companies',
    'Security reviews pass at the first attempt: single sign-on, roles and permissions, audit trail, data residency.',
    'Security questionnaires answered without exceptions: 50 % to 95 %',
  ),
  objective(
    'reliability',
    'The service is there when people work',
    'No incident longer than ten minutes; failures are contained and recovered automatically.',
    'Availability: 99.7 % to 99.95 %',
  ),
  objective(
    'speed',
    'Every screen feels instant',
    'Pages load fast, also for large workspaces and slow networks.',
    'p95 page load time: 3.8 s to 1.2 s',
  ),
  objective(
    'international',
    'Win customers outside the English-speaking market',
    'The product speaks the language of its users, shows local currency and dates, and accepts local payment methods.',
    'Share of new revenue from non-English countries: 12 % to 30 %',
  ),
  objective(
    'revenue',
    'Grow revenue per account',
    'Packaging, pricing and upgrades: teams that get more value pay more, without a sales call.',
    'Expansion revenue per quarter: +15 %',
  ),
  objective(
    'platform',
    'Become the hub of the customer’s tools',
    'A public API, webhooks and ready-made integrations let partners build on us.',
    'Accounts with two or more active integrations: 18 % to 40 %',
  ),
]

const rows: readonly (readonly [
  objectiveId: string,
  title: string,
  description?: string | undefined,
  labels?: readonly string[] | undefined,
])[] = [
  [
    'activation',
    'Shorten the sign-up form to e-mail and password',
    'Half of visitors leave at the company size question.',
  ],
  ['activation', 'Guided tour for the first project', 'New users do not know where to begin.'],
  ['activation', 'Sample data in every trial workspace', 'An empty screen explains nothing.'],
  ['activation', 'Onboarding checklist with progress bar', undefined, ['onboarding']],
  [
    'activation',
    'Import wizard for spreadsheets on the welcome page',
    'Teams want to see their own data right after signing up.',
  ],
  ['activation', 'Invite team-mates during set-up', 'Trials with three people convert twice as often.'],
  ['activation', 'Welcome e-mail sequence for trial accounts'],
  [
    'activation',
    'Remember where a person stopped in the onboarding',
    'Today the wizard starts over after a browser restart.',
  ],
  [
    'retention',
    'Warn the account manager when usage drops',
    'A falling weekly login count predicts that the account cancels.',
  ],
  ['retention', 'Ask for the reason when someone cancels', 'We do not know why customers leave.'],
  ['retention', 'Offer to pause a subscription instead of cancelling it'],
  ['retention', 'Health score per account', 'Combines logins, tickets and open invoices to show renewal risk.'],
  ['retention', 'Win-back campaign for customers that left last quarter', undefined, ['churn']],
  ['retention', 'Renewal reminder sixty days before the contract ends'],
  ['retention', 'Show admins what their team achieved this month', 'Makes the value visible before renewal talks.'],
  ['retention', 'Answer support tickets within four hours', 'Slow answers come up in most exit interviews.', ['churn']],
  ['enterprise', 'SAML single sign-on with Okta and Entra ID', 'Blocks three deals.', ['security']],
  ['enterprise', 'SCIM user provisioning', 'Large companies want accounts removed when a person leaves the directory.'],
  ['enterprise', 'Audit log of every permission change', undefined, ['compliance']],
  ['enterprise', 'Custom roles with fine-grained permissions'],
  ['enterprise', 'Host customer data in Frankfurt', 'Data residency is a legal demand of public-sector buyers.'],
  ['enterprise', 'Enforce two-factor authentication for a whole company'],
  ['enterprise', 'Prepare the SOC 2 report', 'Evidence collection for the auditor.', ['compliance']],
  ['enterprise', 'Encrypt attachments with customer-managed keys', undefined, ['security']],
  [
    'reliability',
    'Fail over to the standby database automatically',
    'The last outage took forty minutes because we switched by hand.',
  ],
  ['reliability', 'Retry failed background jobs with back-off'],
  ['reliability', 'Alert on error rate instead of CPU', 'We learn about incidents from customers.'],
  ['reliability', 'Status page with incident history'],
  ['reliability', 'Rate limits so that one tenant cannot take down the rest', 'An import froze the cluster twice.'],
  ['reliability', 'Game day: recover from a lost region', 'Practise the restore from backup every quarter.'],
  ['reliability', 'Fix crash when the message queue is full', undefined, ['bug']],
  ['reliability', 'Zero-downtime migrations', 'Deployments still need a maintenance window.'],
  ['speed', 'Load the board lazily for workspaces with 10,000 cards', 'It takes nine seconds to open.'],
  [
    'speed',
    'Cache permissions per request',
    'Every page asks the database forty times who may see what.',
    ['performance'],
  ],
  ['speed', 'Serve images from a CDN'],
  ['speed', 'Index for the slowest search query', 'p95 of the search page is 6 s.', ['performance']],
  ['speed', 'Reduce the JavaScript bundle by half', 'First load on a phone takes too long.'],
  ['speed', 'Optimistic updates when a card is dragged', 'Dragging feels sluggish on slow networks.'],
  ['speed', 'Performance budget in continuous integration', 'The build fails when a page gets slower.'],
  ['international', 'German and French translation of the whole interface'],
  ['international', 'Show prices in euro and pound', 'Everything is shown in US dollars.'],
  ['international', 'Right-to-left layout for Arabic and Hebrew'],
  ['international', 'Date and number formats by locale', undefined, ['i18n']],
  ['international', 'Accept SEPA direct debit and iDEAL', 'Dutch and German teams rarely have a company credit card.'],
  ['international', 'Translate the help centre into Spanish'],
  ['international', 'Local VAT on invoices', 'European customers cannot book our invoices without it.'],
  ['revenue', 'Usage-based pricing for automation runs', 'Heavy users pay the same as light ones.'],
  ['revenue', 'Upgrade prompt when a plan limit is reached', 'Today people just get an error.'],
  ['revenue', 'Annual plans with a discount'],
  ['revenue', 'Self-service purchase of additional seats', 'Adding a seat needs a call with sales.'],
  ['revenue', 'New premium package for portfolio planning'],
  ['revenue', 'In-app comparison of plans', 'Admins do not know what a higher plan would bring.'],
  ['revenue', 'Trial of premium features inside a paid account', undefined, ['upsell']],
  ['platform', 'Webhooks for card events'],
  ['platform', 'Public REST API, version 2', 'Partners ask for pagination and bulk writes.'],
  ['platform', 'Slack integration: create a card from a message'],
  ['platform', 'Two-way sync with Jira', 'Engineering teams refuse to work in two tools.'],
  ['platform', 'App marketplace for partners'],
  ['platform', 'OAuth for third-party apps', 'Integrations use personal passwords today.', ['api']],
  ['platform', 'Zapier connector', 'Most requested by agencies.'],
]

export const LABELLED: readonly { readonly item: AlignmentItem; readonly objectiveId: string }[] = rows.map(
  ([objectiveId, title, description, labels], i) => ({
    objectiveId,
    item: {
      id: `item-${i + 1}`,
      key: `OPS-${i + 1}`,
      title,
      description: description ?? null,
      labels: labels ?? [],
      parentId: null,
      points: null,
    },
  }),
)
