/** The words of the demo: an online shop that three teams have been building for two years. */

export interface DemoEpic {
  title: string
  team: 'Checkout' | 'Discovery' | 'Mobile'
  why: string
  /** Objective that the epic is linked to, by name; not every epic has one. */
  objective?: string
  /** Epic that must be finished first. */
  after?: string
  /** Days from today on which it is due, if it is still open then. */
  dueIn?: number
}

export const OBJECTIVES = [
  {
    theme: 'Convert more visits',
    name: 'Cut checkout abandonment',
    measure: 'share of started checkouts that end in an order',
    target: '72%',
    current: '64%',
    description: 'Fewer steps, fewer surprises and faster payment between cart and order.',
  },
  {
    theme: 'Convert more visits',
    name: 'Make search find it',
    measure: 'searches that lead to a product page',
    target: '58%',
    current: '49%',
    description: 'Relevance, filters and suggestions that bring people to the product they had in mind.',
  },
  {
    theme: 'Keep customers',
    name: 'Raise repeat purchases',
    measure: 'customers who order again within 90 days',
    target: '31%',
    current: '26%',
    description: 'Reasons to come back: loyalty, subscriptions, gift cards, recommendations.',
  },
  {
    theme: 'Keep customers',
    name: 'Answer before they ask',
    measure: 'support contacts per 100 orders',
    target: '4.0',
    current: '6.3',
    description: 'Order tracking, returns and clear messages that make writing to support unnecessary.',
  },
  {
    theme: 'Grow abroad',
    name: 'Sell in five currencies',
    measure: 'share of revenue outside the home market',
    target: '20%',
    current: '11%',
    description: 'Prices, taxes, addresses and languages that work across borders.',
  },
] as const

export const MISSION = 'Make buying from small makers as easy as buying from anyone.'

export const EPICS: readonly DemoEpic[] = [
  {
    title: 'Payment provider migration',
    team: 'Checkout',
    why: 'The old provider ends its contract and costs 0.4% more per order.',
  },
  {
    title: 'Guest checkout',
    team: 'Checkout',
    why: 'A third of first-time buyers leave at the account form.',
    objective: 'Cut checkout abandonment',
  },
  {
    title: 'Search relevance',
    team: 'Discovery',
    why: 'People search for what we sell and do not find it.',
    objective: 'Make search find it',
  },
  {
    title: 'Order tracking',
    team: 'Mobile',
    why: 'Where is my order? is four in ten support contacts.',
    objective: 'Answer before they ask',
  },
  {
    title: 'Address autocomplete',
    team: 'Checkout',
    why: 'One in nine parcels comes back for a wrong address.',
    objective: 'Cut checkout abandonment',
  },
  {
    title: 'Faceted filters',
    team: 'Discovery',
    why: 'Large categories cannot be narrowed down.',
    objective: 'Make search find it',
  },
  {
    title: 'Push notifications',
    team: 'Mobile',
    why: 'News about an order reaches people a day late by mail.',
    objective: 'Answer before they ask',
    after: 'Order tracking',
  },
  {
    title: 'Tax engine replacement',
    team: 'Checkout',
    why: 'Cross-border tax is worked out by hand.',
    objective: 'Sell in five currencies',
  },
  { title: 'Reviews and ratings', team: 'Discovery', why: 'Shoppers trust other shoppers.' },
  { title: 'Offline catalog', team: 'Mobile', why: 'The app is empty on the train.' },
  {
    title: 'Fraud screening',
    team: 'Checkout',
    why: 'Chargebacks doubled in a year.',
    after: 'Payment provider migration',
  },
  {
    title: 'Wish lists',
    team: 'Discovery',
    why: 'People keep carts open as a memory aid.',
    objective: 'Raise repeat purchases',
  },
  {
    title: 'Returns portal',
    team: 'Mobile',
    why: 'Returning something takes three mails today.',
    objective: 'Answer before they ask',
  },
  {
    title: 'Multi-currency prices',
    team: 'Checkout',
    why: 'Visitors abroad see a currency they do not think in.',
    objective: 'Sell in five currencies',
    after: 'Tax engine replacement',
    dueIn: -23,
  },
  {
    title: 'Recommendations',
    team: 'Discovery',
    why: 'Nothing on a product page leads to another one.',
    objective: 'Raise repeat purchases',
  },
  { title: 'Store pickup', team: 'Mobile', why: 'Makers with a shop window want people to come by.' },
  {
    title: 'Gift cards',
    team: 'Checkout',
    why: 'The most asked-for feature before every holiday.',
    objective: 'Raise repeat purchases',
    after: 'Multi-currency prices',
    dueIn: 31,
  },
  { title: 'Supplier portal', team: 'Discovery', why: 'Makers send price lists by mail; two people type them in.' },
  {
    title: 'Loyalty points',
    team: 'Mobile',
    why: 'A reason to come back that is not a discount.',
    objective: 'Raise repeat purchases',
    dueIn: 12,
  },
  {
    title: 'Subscription orders',
    team: 'Checkout',
    why: 'Coffee and soap run out every month.',
    objective: 'Raise repeat purchases',
    after: 'Payment provider migration',
    dueIn: 140,
  },
  {
    title: 'Image pipeline',
    team: 'Discovery',
    why: 'Product pages load four megabytes.',
    objective: 'Cut checkout abandonment',
  },
  {
    title: 'Business price lists',
    team: 'Checkout',
    why: 'Offices buy from us as private persons.',
    after: 'Supplier portal',
  },
  {
    title: 'Accessibility audit',
    team: 'Mobile',
    why: 'The law asks for it from June, people asked before.',
    after: 'Image pipeline',
    dueIn: 75,
  },
  {
    title: 'Saved carts',
    team: 'Mobile',
    why: 'A cart filled at work is lost at home.',
    objective: 'Cut checkout abandonment',
    after: 'Subscription orders',
  },
]

/** Stories that any epic has, in the order in which they can be built. `{}` is the epic. */
export const STORIES = [
  'Data model for {}',
  'Service interface for {}',
  '{}: first screen behind a flag',
  '{}: form and validation',
  '{}: empty and error states',
  'Metrics and alerts for {}',
  '{}: mobile layout',
  '{}: confirmation mail',
  '{}: admin screen',
  'Migrate existing customers to {}',
  '{}: keyboard and screen reader pass',
  'Translate {}',
  'Load test {}',
  '{}: help page',
  'Roll out {} to everyone',
  'Remove the old path behind {}',
] as const

export const FEATURES = [
  '{} for returning customers',
  '{} in the weekly digest',
  '{}: bulk actions',
  '{}: export for accounting',
] as const

export const BUGS = [
  '{}: totals are rounded twice',
  '{}: page is blank after going back',
  '{}: double submit creates two records',
  '{}: time zone shifts the date by a day',
  '{}: long names break the layout',
  '{}: slow query on large accounts',
] as const

/** What people wished for and nobody has thought through. */
export const IDEAS: readonly { title: string; team: DemoEpic['team']; why: string }[] = [
  { title: 'Show delivery cost before the cart', team: 'Checkout', why: 'Asked for in four interviews out of nine.' },
  { title: 'Voice search', team: 'Discovery', why: 'Someone saw it at a conference.' },
  { title: 'Widget with the next delivery', team: 'Mobile', why: 'People look at their phone, not at our mails.' },
  { title: 'Remember the last payment method', team: 'Checkout', why: 'One field less for everybody who comes back.' },
  { title: 'Makers answer questions on the product page', team: 'Discovery', why: 'Support forwards these by hand.' },
  { title: 'Faster cold start of the app', team: 'Mobile', why: 'Four seconds on phones of three years ago.' },
  { title: 'Clearer names for delivery states', team: 'Mobile', why: 'Nobody knows what “in transfer” means.' },
  { title: 'Fewer steps to write a review', team: 'Mobile', why: 'Nine of ten stop at the star rating.' },
  { title: 'Shorter sign-up form in the app', team: 'Mobile', why: 'The web form lost three fields, the app did not.' },
  { title: 'Pay by invoice', team: 'Checkout', why: 'Handwerk24 has it.' },
  { title: 'Sort by distance to the maker', team: 'Discovery', why: 'Goes with store pickup.' },
  { title: 'Dark mode in the app', team: 'Mobile', why: 'The most liked wish on the forum.' },
]

export const HOLIDAYS = ['01-01', '05-01', '12-24', '12-25', '12-26', '12-31'] as const
