import type { OpenEpic } from '../plan.ts'

export const LOYALTY_POINTS: OpenEpic = {
  title: 'Loyalty points',
  team: 'Mobile',
  why: 'A reason to come back that is not a discount.',
  objective: 'Raise repeat purchases',
  capability: 'Loyalty program',
  priority: 'high',
  scores: [13, 13, 2],
  opened: 90,
  dueIn: 16,
  items: `
done     | t2 |        | Decide what a point is worth
done     | 5  |        | Earn points with every order
done     | 2  |        | Show the points on the home screen
done     | 3  |        | List how points were earned
done     | 2  |        | Give points for past orders
done     | 2  |        | Earn points for a first review
done     | t2 |        | Take points back after a return
done     | b1 |        | Points are shown with decimals
review 2 | 3  | 8 8 2  | Earn double points at selected makers
active 6 | 5  | 13 8 2 | Redeem points at checkout | due -3, moved 1
ready    | 3  | 8 8 1  | Celebrate reaching a reward
active 1 | b1 | 5 5 2  | Points vanish after switching the language
ready    | 3  | 8 8 2  | Choose between three rewards | due 9
ready    | 3  | 8 5 1  | Tell customers about points they will lose | due 14
open     | 3  | 5 5 2  | Redeem points in orders placed in another currency
open     | 5  | 8 5 1  | Reach bronze, silver, and gold levels
open     | 3  | 5 3 1  | Earn points for inviting a friend
open     | 2  | 5 3 1  | Give points to someone else
open     | t3 | 3 5 8  | Book points as a liability
open     | 3  | 3 3 5  | Stop points earned with fake orders
open     | 2  | 5 5 1  | Explain the program on one page
open     | t2 | 3 8 3  | Train support on points
open     | t2 | 3 5 1  | Translate the program into five languages
open     | 2  | 8 8 1  | Announce loyalty points to all customers
`,
  needs: {
    'Choose between three rewards': ['Redeem points at checkout'],
    'Redeem points in orders placed in another currency': [
      'Redeem points at checkout',
      'Record the order currency in the ledger',
    ],
    'Book points as a liability': ['Record the order currency in the ledger'],
    'Announce loyalty points to all customers': [
      'Choose between three rewards',
      'Explain the program on one page',
      'Train support on points',
    ],
  },
}
