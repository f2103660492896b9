import type { OpenEpic } from '../plan.ts'

export const MULTI_CURRENCY_PRICES: OpenEpic = {
  title: 'Multi-currency prices',
  team: 'Checkout',
  why: 'Visitors abroad see a currency they do not think in, and leave at the first price.',
  objective: 'Sell in five currencies',
  capability: 'Prices in several currencies',
  priority: 'high',
  scores: [20, 13, 5],
  opened: 118,
  dueIn: 84,
  items: `
done     | 3  |        | Choose the five currencies with Finance
done     | t2 |        | Get daily exchange rates from the bank
done     | 2  |        | Keep a table of rates with a history
done     | 3  |        | Let visitors switch the currency
done     | 2  |        | Guess the currency from the country
done     | 3  |        | Format amounts for each currency
done     | t2 |        | Round converted prices to friendly amounts
done     | 5  |        | Show product prices in the visitor's currency
done     | 2  |        | Show category prices in the visitor's currency
done     | t1 |        | Refuse orders when rates are older than a day
done     | b1 |        | Krone amounts show two decimals
review 3 | 3  | 8 8 3  | Charge cards in the visitor's currency
active 5 | 5  | 8 8 5  | Show the cart in one currency for several makers
ready    | 3  | 5 8 2  | Convert delivery cost per maker
active 4 | b2 | 8 5 3  | Coupon of 10 euros takes off 10 kroner
ready    | t2 | 2 3 5  | Record the order currency in the ledger
ready    | 2  | 5 5 1  | Show the converted total in the order email | sprints 2, due -8, moved 2
open     | 3  | 13 8 5 | Refund in the currency of the order
open     | 5  | 8 8 5  | Pay out makers in their own currency
open     | 2  | 5 3 3  | Put the exchange rate on invoices
open     | 3  | 5 5 2  | Show the bank's fee before payment
open     | t3 | 3 3 8  | Reconcile payouts in five currencies
open     | 3  | 5 2 1  | Let makers fix a price per currency
open     | 2  | 3 2 1  | Show past orders in their own currency
open     | 2  | 3 3 5  | Report revenue by currency
open     | t2 | 2 3 5  | Alert when a rate moves by more than 3%
open     | 2  | 5 3 1  | Translate currency help into five languages
open     | t2 | 3 5 5  | Load test the cart with converted prices
open     | 2  | 8 5 2  | Roll out currencies to all visitors
`,
  needs: {
    'Refund in the currency of the order': ['Record the order currency in the ledger'],
    'Pay out makers in their own currency': ['Record the order currency in the ledger'],
    'Put the exchange rate on invoices': ['Record the order currency in the ledger'],
    'Reconcile payouts in five currencies': ['Pay out makers in their own currency'],
    'Show past orders in their own currency': ['Record the order currency in the ledger'],
    'Report revenue by currency': ['Reconcile payouts in five currencies'],
    'Load test the cart with converted prices': ['Show the cart in one currency for several makers'],
    'Roll out currencies to all visitors': [
      'Load test the cart with converted prices',
      'Refund in the currency of the order',
    ],
  },
}
