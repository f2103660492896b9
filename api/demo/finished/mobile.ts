/** What Mobile has finished: a line per item, as `points title`; t is a task, b a bug. `{a|b}` is one item for each. */
import type { FinishedEpic } from '../plan.ts'

export const MOBILE: readonly FinishedEpic[] = [
  {
    title: 'Order tracking',
    why: '"Where is my order?" is four in ten support contacts.',
    objective: 'Answer before they ask',
    items: `
t3 Read 300 "Where is my order?" contacts
8 Show where a parcel is on a timeline
5 Read tracking events from {DHL|PostNord|GLS|DPD|UPS}
3 Show one timeline for several parcels
5 Estimate the delivery window
5 Tell customers about a {delay|failed delivery|parcel shop pickup}
5 Track an order without signing in
5 Share tracking with someone else
2 Copy the tracking number
5 Show tracking on the lock screen
t2 Merge carrier states into seven of our own
3 Ask whether the parcel arrived well
3 Report a lost parcel
t3 Count contacts per 100 orders by reason
5 Show tracking in the support desk
b1 Timeline shows future events for returns
b2 Tracking stops after a carrier handover
b1 Delivered parcels show as "on the way"
b2 Tracking times are in the carrier's time zone
b2 Tracking link opens the browser instead of the app
`,
  },
  {
    title: 'Push notifications',
    why: 'News about an order reaches people a day late by email.',
    objective: 'Answer before they ask',
    items: `
t5 Register phones for notifications on {iOS|Android}
5 Notify when an order is {confirmed|shipped|out for delivery|delivered}
3 Notify about an answer from {a maker|support}
2 Choose which notifications to receive
3 Stay silent at night
2 Open the right screen from a notification
2 Group notifications of one order
5 Ask for permission after the first order
t3 Send email where notifications are off
5 Notify about {price drops|restocks} of wished products
t3 Count opened and dismissed notifications
t2 Stop notifying phones that uninstalled the app
3 Show the product picture in the notification
2 Send a notification from the support desk
b1 Notifications arrive twice on shared tablets
b3 Notifications stop after changing phones
b2 Badge count stays after reading
b3 Notification text is cut after 40 characters
b2 Tapping a notification signs the customer out
`,
  },
  {
    title: 'Offline browsing',
    why: 'The app is empty on the train.',
    items: `
t3 Choose a local database for the app
8 Browse visited products without a connection
5 Keep {wish lists|orders|recent searches} on the phone
3 Put products into the cart while offline
8 Sync the cart when the connection is back
2 Show that the app is offline
3 Load small pictures on slow connections
3 Download a category for the trip
t3 Limit offline data to 200 MB
t5 Test on six phones of three years ago
3 Warn when a price changed while offline
2 Retry an order that lost its connection
t1 Clear offline data after sign-out
5 Write a product question offline
b3 Offline cart overwrites the cart on the web
b1 Pictures are missing after an update
b1 Sync drains the battery
b2 Offline banner stays after reconnecting
b2 Old prices show for an instant
`,
  },
  {
    title: 'Returns in the app',
    why: 'A return takes three emails today.',
    objective: 'Answer before they ask',
    items: `
t5 Follow twenty returns from start to refund
8 Start a return from the order screen
2 Choose a reason, with pictures for damage
8 Get a return label for {DHL|PostNord|GLS|DPD}
2 Return without a printer
3 Return several items in one parcel
3 Show the state of a return
3 Choose {a refund|an exchange|store credit}
5 Let makers accept or question a return
3 Find a drop-off point nearby
t5 Enforce return periods by country
3 Remind customers of an unsent return
t2 Report returns by {reason|maker|size}
5 Keep a damaged item for half the price
3 Cancel a return
b2 Return label shows the maker's private address
b1 Return period counts from the order, not the delivery
b1 Pictures of damage are too small to read
b2 Exchange reserves the wrong size
b1 Return mail names the wrong parcel
`,
  },
  {
    title: 'Store pickup',
    why: 'Makers with a shop window want people to come by.',
    items: `
t3 Ask forty makers about pickup
5 Choose pickup at checkout in the app
3 Show opening hours and directions
5 Reserve stock at the maker's store
5 Notify when an order is ready for pickup
3 Show a pickup code
5 Scan the pickup code in the maker's app
3 Pay at pickup
5 Pick up for someone else
3 Extend a pickup by three days
t3 Return uncollected orders to stock
3 Filter products by pickup nearby
2 Show pickup on the {product screen|maker screen|map}
t1 Pilot pickup with {five|forty|all} stores
5 Leave a tip at pickup
5 Rate the pickup
b3 Pickup code is unreadable in dark mode
b3 Uncollected orders are charged twice
b2 Directions open the wrong map app
b2 Opening hours ignore public holidays
b2 Pickup shows for makers abroad
`,
  },
  {
    title: 'App onboarding',
    why: 'Four in ten people never open the app a second time.',
    objective: 'Raise repeat purchases',
    items: `
t3 Record fifteen first sessions
3 Show the shop before asking for an account
3 Sign in with {Apple|Google|a link by email}
3 Pick interests on the first screen
5 Start with products that match the interests
5 Bring over the cart from the web
2 Explain {wish lists|following makers|notifications} when first used
3 Unlock with face or fingerprint
2 Choose country and language
t3 Halve the size of the download
t3 Measure who returns on day {1|7|30}
3 Greet returning customers by name
3 Skip onboarding for existing customers
1 Show what is new after an update
2 Ask for a rating after the third order
2 Invite a friend
b2 Onboarding shows again after every update
b3 Sign-in link opens the wrong account
b1 Interests cannot be changed later
b2 Country defaults to Germany everywhere
b2 Keyboard covers the sign-in button
`,
  },
  {
    title: 'App checkout',
    why: 'Half of all carts in the app are paid on the web.',
    objective: 'Cut checkout abandonment',
    items: `
t2 Compare app and web checkout step by step
5 Check out inside the app
3 Pay with {Apple Pay|Google Pay|PayPal|a saved card} in the app
3 Pick a delivery option in the app
5 Edit the cart during checkout
5 Use a coupon in the app
5 Scan a card with the camera
3 Keep the checkout when the app is closed
2 Show the total with tax and delivery from the start
5 Confirm an order with a haptic tap
2 Reorder with one tap
t3 Measure where the app checkout loses people
t3 Play through the checkout on {iOS|Android} every night
t2 Roll out the app checkout to {10%|half|all} of the customers
5 Add a gift message in the app
5 Split a cart into two deliveries
b3 Order is placed twice on a double tap
b2 Coupon field hides behind the keyboard
b1 Scanned card numbers miss the last digit
b3 Total flickers while delivery is calculated
b1 Apple Pay sheet shows the wrong currency sign
`,
  },
  {
    title: 'Order history',
    why: 'Customers search their mailbox for what they bought.',
    objective: 'Raise repeat purchases',
    items: `
3 List all orders, newest first
3 Search orders by {product|maker|date}
5 Buy a product again
3 Download the invoice in the app
5 Show what became of each item
5 Show orders placed as a guest
3 Archive an order
3 Contact the maker about an order
5 Show how much went to makers this year
3 Load orders of ten years in pages
t3 Move old orders to cheaper storage
2 Write a review from the order
2 Show care instructions for what was bought
3 Add an order to the calendar
3 Export orders as {CSV|PDF}
1 Show the picture of the variant that was bought
b2 Orders of the last day are missing until midnight
b3 Order search finds only the first page
b1 Archived orders come back after sign-in
b2 Amounts lack the currency abroad
b2 Canceled items count toward the total
`,
  },
]
