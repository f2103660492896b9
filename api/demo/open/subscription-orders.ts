import type { OpenEpic } from '../plan.ts'

export const SUBSCRIPTION_ORDERS: OpenEpic = {
  title: 'Subscription orders',
  team: 'Checkout',
  why: 'Coffee and soap run out every month.',
  objective: 'Raise repeat purchases',
  capability: 'Subscriptions',
  priority: 'medium',
  scores: [13, 3, 3],
  opened: 41,
  items: `
open | 5 | 13 3 3 | Subscribe to a product every two, four, or eight weeks
open | 3 | 8 3 5  | Charge the saved card on the day of a delivery
open | 2 | 8 3 2  | Skip a delivery
open | 2 | 8 3 2  | Pause a subscription
open | 2 | 8 5 3  | Cancel a subscription in one step
open | 2 | 5 3 2  | Change the product or the quantity
open | 2 | 5 3 2  | Remind subscribers three days before a delivery
open | 3 | 8 3 5  | Retry a failed payment and ask for another card
open | 3 | 5 2 2  | Let makers offer a discount to subscribers
open | 3 | 5 2 3  | Show makers what they will ship next month
open | 2 | 3 2 1  | Give a subscription as a present
open | 2 | 3 2 5  | Collect deliveries of several makers in one charge
open | 2 | 3 2 2  | See past and coming deliveries
`,
  needs: {
    'Charge the saved card on the day of a delivery': [
      'Subscribe to a product every two, four, or eight weeks',
      'Record the order currency in the ledger',
    ],
    'Skip a delivery': ['Subscribe to a product every two, four, or eight weeks'],
    'Pause a subscription': ['Subscribe to a product every two, four, or eight weeks'],
    'Retry a failed payment and ask for another card': ['Charge the saved card on the day of a delivery'],
    'Collect deliveries of several makers in one charge': ['Charge the saved card on the day of a delivery'],
    'Give a subscription as a present': ['Buy a gift card with an amount of choice'],
  },
}
