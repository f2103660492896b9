/** The first epic of each team, two years ago: a line per item, as `points title`; t is a task, b a bug. `{a|b}` is one item for each. */
import type { FinishedEpic, TeamName } from '../plan.ts'

export const FIRST: Readonly<Record<TeamName, FinishedEpic>> = {
  Checkout: {
    title: 'Cart rebuild',
    why: 'The old cart could hold products of one maker only.',
    objective: 'Cut checkout abandonment',
    items: `
t2 Agree on what a cart with several makers means
8 Keep products of several makers in one cart
8 Group the cart by maker
5 Change {quantities|variants|delivery options} in the cart
8 Reserve stock for twenty minutes
3 Tell shoppers when a reservation ends
2 Show {subtotal|tax|delivery|discounts} per maker
5 Keep the cart for thirty days
2 Remind shoppers of a cart by email
t3 Move open carts to the new cart
t2 Switch {5%|50%|100%} of visitors to the new cart
t2 Measure carts that become orders
t3 Remove the old cart
2 Empty the cart with one click and undo
b2 Cart shows the previous visitor's products on shared computers
b3 Reserved stock is not released overnight
b3 Changing a variant doubles the quantity
b2 Cart reminder lists products already bought
b2 Subtotal ignores a maker's discount
`,
  },
  Discovery: {
    title: 'Product data cleanup',
    why: 'A third of all listings lack a material, a size, or a weight.',
    items: `
t3 Count missing fields by category
5 Define required fields for {ceramics|textiles|jewelry|food|furniture}
5 Ask makers for missing fields when they sign in
2 Suggest {materials|colors|weights} from the description
5 Show makers how complete their listings are
5 Edit many listings at once
t5 Fill in {weights|sizes|materials} with a team of students
3 Use one unit for {lengths|weights|volumes}
3 Refuse listings without a price or a picture
t5 Merge double listings
t1 Report completeness every week
5 Move incomplete listings to the end of a category
t5 Clean up HTML in old descriptions
b3 Bulk edit skips archived listings
b3 Weights in grams are read as kilograms
b2 Suggested colors are in German only
b2 Completeness counts hidden fields
`,
  },
  Mobile: {
    title: 'New app foundation',
    why: 'Two apps with two code bases cost every feature twice.',
    items: `
t5 Compare three ways to build one app for both platforms
5 Sign in and browse in the new app
5 Show {categories|search results|product pages} in the new app
5 Bring {the cart|wish lists|account settings} to the new app
3 Keep customers signed in after the switch
t2 Build and sign the app on every change
t5 Report crashes and slow screens
3 Follow the phone's {dark mode|text size|language}
t1 Invite {50|500} customers to the beta
t1 Release the new app to {5%|50%|everyone}
t2 Retire the old {iOS|Android} app
5 Give feedback from inside the app
t3 Set up end-to-end tests on real phones
b3 New app asks for a password after every update
b2 Product pages scroll sideways on small phones
b1 Beta testers receive test notifications
b2 Crash reports lack the app version
`,
  },
}
