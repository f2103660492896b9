/** What Checkout has finished: a line per item, as `points title`; t is a task, b a bug. `{a|b}` is one item for each. */
import type { FinishedEpic } from '../plan.ts'

export const CHECKOUT: readonly FinishedEpic[] = [
  {
    title: 'Payment provider migration',
    why: 'The old provider ends its contract and costs 0.4% more per order.',
    items: `
t5 Compare fees and payout times of three payment providers
t5 Open sandbox and production accounts with the new provider
8 Take card payments through the new provider
5 Confirm card payments with 3-D Secure
5 Offer {PayPal|Apple Pay|Google Pay|iDEAL|Bancontact} through the new provider
2 Show the maker's name on card statements
8 Move saved cards to the new provider without asking customers again
t3 Receive payment webhooks for {captures|refunds|disputes|payouts}
5 Pay out makers from the new provider every week
3 Send 1% of orders to the new provider
t1 Raise the new provider's share of orders to {10%|50%|100%}
t3 Reconcile payouts with the ledger every night
5 Explain a declined card in plain words
t3 Alert when payment success drops below 95%
t5 Remove the old provider's code
b3 Payment page spins forever after a 3-D Secure timeout
b2 Declined PayPal payments leave the cart empty
b3 Two charges appear when a customer reloads the payment page
b1 Payout report leaves out orders from the last day of the month
b2 Apple Pay button shows on browsers without Apple Pay
`,
  },
  {
    title: 'Guest checkout',
    why: 'A third of first-time buyers leave at the account form.',
    objective: 'Cut checkout abandonment',
    items: `
t2 Interview eight shoppers who left at the account form
5 Check out with an email address only
3 Offer an account after the order instead of before it
5 Find a guest order by email and order number
8 Merge guest orders into an account created later
2 Send guests a link to {track|cancel|return} their order
3 Keep the cart when a guest signs in
1 Shorten the guest form to {name and email|one address field}
8 Let guests pay with {PayPal|Apple Pay|Google Pay} in one step
t3 Measure where guests leave the checkout
t3 Limit guest orders per email and hour
3 Translate guest checkout into {German|French|Dutch|Danish|Swedish}
8 Test a one-page checkout against two steps
5 Roll out the one-page checkout
b1 Guest order emails greet customers as "undefined"
b3 Guest orders appear twice after sign-up
b1 Email field accepts addresses without a domain
b1 Browser autofill puts the street into the city field
b2 Back button clears the guest's address
`,
  },
  {
    title: 'Address autocomplete',
    why: 'One in nine parcels comes back because of a wrong address.',
    objective: 'Cut checkout abandonment',
    items: `
t2 Compare address data of two suppliers in our six largest markets
8 Suggest addresses while the customer types
3 Check addresses in {Germany|France|the Netherlands|Denmark|Sweden|Austria}
3 Ask for a missing house number
2 Warn when postal code and city do not match
5 Pick a parcel locker instead of a street
2 Remember up to five addresses per account
1 Let customers name their addresses
3 Keep what the customer typed when no suggestion fits
t5 Count parcels that come back, by reason
t2 Cache address suggestions for a day
2 Show the country first in the address form
2 Add delivery notes to an address
b1 Suggestions cover the Continue button on small screens
b3 Apartment numbers are lost when a suggestion is picked
b2 Postal codes with a leading zero lose it
b3 Irish addresses are refused without a county
b2 Suggestions stop after a network error
`,
  },
  {
    title: 'Tax engine replacement',
    why: 'Finance works out cross-border tax by hand.',
    objective: 'Sell in five currencies',
    items: `
t5 Agree with Finance on tax rules for all six markets
5 Calculate VAT by destination at checkout
5 Tell reduced-rate goods apart: {books|food|plants|children's clothing}
8 Apply the One Stop Shop threshold across the EU
3 Show prices {with|without} tax by type of customer
3 Check VAT numbers of business customers
t3 Export tax reports for {Germany|France|the Netherlands|Denmark|Sweden}
2 Keep the tax rate of the order date on refunds
t3 Compare old and new tax on every order for a month
t1 Switch {domestic|EU|Swiss and Norwegian} orders to the new tax engine
t3 Remove the tax spreadsheet
3 Let Finance change a rate with a start date
b2 Shipping is taxed at the full rate for books
b2 Tax is off by a cent on orders with more than ten items
b3 Tax report counts canceled orders
b3 Swiss orders show VAT twice
b2 Rate changes take effect a day early
`,
  },
  {
    title: 'Fraud screening',
    why: 'Chargebacks doubled in a year.',
    items: `
t3 Sort last year's chargebacks by pattern
5 Score every order for fraud before capture
5 Hold risky orders for review
5 Review held orders in a queue
5 {Approve|Refuse} a held order with a reason
2 Block repeat offenders by {card|email|delivery address}
8 Ask for 3-D Secure when an order looks risky
t2 Send dispute evidence to the payment provider
3 Tell customers why their order is under review
t1 Let low-risk regulars skip the review
t2 Report chargebacks by {market|maker|payment method}
3 Limit coupon use to one per household
t3 Retrain the fraud score with six months of reviews
b3 Held orders are captured after seven days
b2 Fraud queue sorts by time of update, not time of order
b2 Refused orders keep their stock reserved
b2 Review mails go to the shared inbox twice
b1 Blocked cards are shown in full in the review log
`,
  },
  {
    title: 'Invoices and receipts',
    why: 'Every tenth contact asks for an invoice.',
    objective: 'Answer before they ask',
    items: `
8 Download an invoice from the order page
5 Attach the invoice to the {order|shipping|refund} email
5 Put several makers on one invoice
5 Add a company name and VAT number after the order
3 Number invoices without gaps per country
3 Lay out invoices in {German|French|Dutch|Danish|Swedish}
t3 Archive invoices for ten years
2 Correct an invoice with a credit note
8 Send structured e-invoices to public buyers
2 Show the payment reference on the invoice
3 Let makers add their own invoice number
t5 Import invoices into Finance's accounting system
3 Resend an invoice from the support desk
b2 Long product names run over the invoice margin
b3 Invoice total differs from the order by a rounding cent
b3 Credit notes carry the date of the order
b1 Invoice link in old emails expires
b2 Special characters break the invoice PDF
`,
  },
  {
    title: 'Delivery options',
    why: 'Shoppers leave when they cannot choose how and when a parcel arrives.',
    objective: 'Cut checkout abandonment',
    items: `
t3 Survey which delivery options shoppers miss
5 Choose between standard and express delivery
5 Show the delivery date on the {product page|cart|checkout}
5 Deliver with {DHL|PostNord|GLS|DPD|UPS}
5 Pick a parcel shop on a map
3 Combine parcels of one maker
2 Free delivery from an amount the maker sets
5 Show delivery cost per maker in the cart
3 Let makers pause delivery during vacation
3 Offer climate-neutral delivery
t2 Compare promised and actual delivery dates
3 Choose a delivery day for bulky goods
3 Remember the last delivery option
b1 Express option shows for makers without express
b2 Delivery date ignores public holidays
b3 Parcel shop map opens in the wrong city
b1 Free delivery ignores coupons
b2 Delivery cost is missing in the order confirmation
`,
  },
  {
    title: 'Refunds',
    why: 'A refund takes nine days and three people.',
    objective: 'Answer before they ask',
    items: `
t3 Map how a refund travels today
8 Refund an order in one step from the support desk
3 Refund single items of an order
3 Refund {shipping|gift wrapping|a price difference}
3 Start the refund when the return is scanned
3 Tell customers when the money will arrive
2 Refund to {PayPal|the original card|the bank account}
5 Charge the maker's share back to the maker
3 Ask for a reason with every refund
t3 Report refunds by {maker|reason|category}
3 Let makers refund small amounts themselves
t1 Alert on refunds above 500
5 Refund orders paid by two methods
b3 Partial refunds return the full shipping cost
b1 Refund mail names the wrong amount for split orders
b2 Refund button stays active after a refund
b2 Refund reasons are missing from the export
b2 Refund fails when the card has expired
`,
  },
]
