import type { OpenEpic } from '../plan.ts'

/** Its scope grew after the start: "new 40" was added forty days ago. */
export const MAKER_SELF_SERVICE: OpenEpic = {
  title: 'Maker self-service',
  team: 'Discovery',
  why: 'Makers send price lists by email, and two people type them in.',
  priority: 'medium',
  scores: [8, 5, 3],
  opened: 88,
  items: `
done     | 3  |       | Sign in as a maker with an invitation
done     | 3  |       | Change the price of a listing
done     | 3  |       | Change the stock of a listing
done     | 5  |       | Upload a price list as a spreadsheet
done     | 2  |       | Preview changes before they go live
done     | 2  |       | Undo an upload
done     | t2 |       | Invite the first forty makers
done     | 2  |       | Show makers why an upload was refused
done     | b2 |       | Upload reads commas as decimal points
done     | 3  |       | Add new listings from a spreadsheet
done     | 2  |       | Upload pictures together with a price list
done     | b1 |       | Preview shows prices without tax | new 39
review 1 | 3  | 5 5 2 | Check price lists for impossible prices
active 4 | 3  | 5 3 3 | Plan a price change for a date | new 36
active 3 | b2 | 5 5 2 | Upload stops at the first empty row | new 12
ready    | 3  | 5 3 2 | Give employees of a maker their own sign-in | new 33
ready    | 3  | 5 3 2 | Show makers the history of their changes
open     | 3  | 5 2 2 | Set prices for sizes and colors at once
open     | 2  | 3 2 1 | Mail makers a summary of every upload
open     | 5  | 5 2 3 | Connect a maker's own shop system | new 22
open     | 2  | 3 2 2 | Approve price changes above 30%
open     | 3  | 3 2 2 | Manage delivery times per listing | new 9
open     | 3  | 5 3 1 | Translate the maker pages into German and Danish
open     | t2 | 3 2 2 | Invite all remaining makers
`,
  needs: {
    'Approve price changes above 30%': ['Check price lists for impossible prices'],
    "Connect a maker's own shop system": ['Give employees of a maker their own sign-in'],
    'Invite all remaining makers': ['Translate the maker pages into German and Danish'],
  },
}
