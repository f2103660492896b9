import type { OpenEpic } from '../plan.ts'

export const GIFT_CARDS: OpenEpic = {
  title: 'Gift cards',
  team: 'Checkout',
  why: 'The most requested feature before every holiday.',
  objective: 'Raise repeat purchases',
  capability: 'Gift cards',
  priority: 'high',
  scores: [13, 8, 2],
  opened: 64,
  dueIn: 215,
  items: `
open | 5  | 13 8 2 | Buy a gift card with an amount of choice
open | 3  | 8 5 1  | Choose a design and write a greeting
open | 2  | 8 5 1  | Send a gift card by email on a chosen day
open | 2  | 5 3 1  | Print a gift card at home
open | 3  | 13 8 3 | Pay with a gift card at checkout
open | 3  | 8 5 3  | Pay the rest of an order with a second method
open | 3  | 8 3 2  | Keep the remaining balance on the card
open | 2  | 5 3 1  | Show the balance on the account page
open | 3  | 5 3 5  | Refund an order paid with a gift card
open | t3 | 3 3 8  | Guard gift card codes against guessing
open | t3 | 3 3 8  | Book unused balances as a liability
open | t2 | 2 3 8  | Agree on expiration dates with Legal
open | 2  | 3 2 2  | Block a lost gift card from the support desk
open | 3  | 5 2 1  | Sell gift cards of a single maker
open | t1 | 3 2 1  | Report sold and redeemed gift cards
`,
  needs: {
    'Buy a gift card with an amount of choice': [
      'Agree on expiration dates with Legal',
      'Record the order currency in the ledger',
    ],
    'Choose a design and write a greeting': ['Buy a gift card with an amount of choice'],
    'Send a gift card by email on a chosen day': ['Buy a gift card with an amount of choice'],
    'Pay with a gift card at checkout': ['Buy a gift card with an amount of choice'],
    'Pay the rest of an order with a second method': ['Pay with a gift card at checkout'],
    'Keep the remaining balance on the card': ['Pay with a gift card at checkout'],
    'Show the balance on the account page': ['Keep the remaining balance on the card'],
    'Refund an order paid with a gift card': ['Keep the remaining balance on the card'],
    'Book unused balances as a liability': ['Record the order currency in the ledger'],
  },
}
