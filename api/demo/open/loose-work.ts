import type { TeamName } from '../plan.ts'

/** Open work that belongs to no epic. "new 30" was created thirty days ago. */
export const LOOSE_WORK: Readonly<Record<TeamName, string>> = {
  Checkout: `
active 3 | b2 | 8 8 3  | Express delivery is charged twice for split orders | new 6
open     | b1 | 3 3 1  | Packing slip prints the price of gifts | new 11
open     | b2 | 5 5 3  | Orders with a parcel locker miss the locker number | new 8
open     | ?  | 20 8 2 | Show delivery cost before the cart | new 52, high
open     | 2  | 5 2 1  | Remember the last payment method | new 77
open     | i? |        | Pay by invoice | new 103
open     | i? |        | Round up the total for a good cause | new 58
`,
  Discovery: `
active 2 | b1 | 5 5 2  | Wish list drops variants that are out of stock | new 5
open     | b2 | 5 3 2  | Followers of two makers receive the same email twice | new 9
open     | b1 | 3 2 1  | Review date shows the day of the order | new 15
open     | 3  | 5 2 1  | Answer product questions faster with earlier answers | new 34
open     | i? |        | Search with a photo | new 91
open     | i? |        | Sort by distance to the maker | new 66
open     | i? |        | Tell the story of a product on video | new 39
`,
  Mobile: `
active 3 | b2 | 8 5 3  | App signs customers out after an update | new 7
open     | b1 | 3 3 2  | Pickup code is hidden behind the notch | new 10
open     | b1 | 3 2 1  | Order search forgets the filter | new 18
open     | 2  | 5 2 1  | Preselect the payment method a customer used last | new 21
open     | 3  | 3 2 1  | Start the app twice as fast on old phones | new 45
open     | i? |        | Show the next delivery on the home screen | new 84
open     | i? |        | Find makers at a market with the camera | new 25
`,
}
