/** What the teams finished beside their epics: as in the epics, a line per item. `{month}` is an item for each month. */
import type { TeamName } from '../plan.ts'

/** Work that comes back every month. */
export const MONTHLY: Readonly<Record<TeamName, string>> = {
  Checkout: `
t1 Install security updates on the payment servers, {month}
t3 Reconcile marketplace fees for {month}
t1 Review chargebacks of {month}
3 Fix what shoppers reported about checkout in {month}
t1 Check the payout reports before closing {month}
`,
  Discovery: `
t2 Install security updates on the search servers, {month}
t3 Add synonyms from searches without results, {month}
5 Set up the campaign pages for {month}
t3 Check the quality of new listings, {month}
3 Improve the least viewed category of {month}
`,
  Mobile: `
t3 Release the app for {month}
t1 Answer app store reviews of {month}
t2 Fix the most frequent crashes of {month}
t1 Update app libraries, {month}
2 Fix what customers reported about the app in {month}
`,
}

export const UPKEEP: Readonly<Record<TeamName, string>> = {
  Checkout: `
b3 Cart loses its items after {a coupon is removed|the currency cookie expires|a password reset}
b1 Coupon works {after its last day|twice on one order|on gift wrapping|for excluded makers}
b2 Order confirmation is missing {the delivery date|the gift message|the maker's phone number}
b1 Checkout button is disabled {on old Safari|in private mode|with an ad blocker}
b2 Stock is reserved for {abandoned carts|declined payments}
b1 Quantity field accepts {zero|negative numbers|letters}
b1 Gift wrapping is charged per item
b3 Payment page is slow on {Friday evenings|phones}
b1 Order number is cut off in the subject line
b1 Mini cart covers the menu on tablets
b3 Cart total is off by a cent with a percentage coupon
b1 Free delivery note shows after it was reached
b2 Maker's discount applies to other makers
b1 Cart page shows a sold-out item as available
b2 Orders above 10,000 fail without a message
3 Show {a progress bar|accepted cards|return terms|the delivery date} in the checkout
2 Save a cart for later
1 Explain fees on the cart page
2 Add {a gift message|gift wrapping|a packing slip without prices}
5 Let support {change an address|extend a payment|resend a confirmation|cancel an item}
3 Say how many items are left in the cart
3 Apply a coupon from a link
3 Limit coupons by {maker|category|country|first order}
2 Show savings in the cart
2 Print the order confirmation
t2 Load test the checkout before {Black Friday|Christmas|Mother's Day}
t3 Rehearse a payment outage
t1 Rotate the keys of {the payment provider|the tax engine|the carriers}
t2 Delete personal data of {abandoned carts|closed accounts|old guest orders}
t5 Move the order service to {the new database|the new build|shared logging}
t2 Write a runbook for {failed payouts|double charges|tax report errors}
t5 Upgrade the {checkout|order|payout|coupon} service to the current Node.js
t2 Raise test coverage of {coupons|refunds|payouts}
t3 Trace slow requests in {the cart|the payment page|the order page}
t2 Answer the auditor's questions on {payouts|access rights|card data}
t2 Remove unused {feature flags|coupon types|email templates} from the checkout
t3 Test {Klarna|SEPA direct debit|Swish|Twint} with fifty shoppers
5 Show fees and payouts in the maker's {week|month}
5 Warn makers about {a failed payout|missing bank details}
5 Let makers set {minimum order values|handling times}
t2 Alert on {failed payouts|a drop in orders|slow tax answers}
t5 Train support on {refunds|invoices|held orders|tax questions}
t2 Update the terms of {sale|payment}
`,
  Discovery: `
b2 Search suggestions show {sold-out products|deleted makers|offensive words}
b1 Category menu {closes on hover|hides behind the header|is empty in Danish}
b2 New products appear {a day late|without pictures|in the wrong category}
b2 Product pictures are {stretched on tablets|blurred when zoomed|missing in email}
b3 Price per unit is missing for {spices|yarn|soap}
b3 Home page loads slowly in {the evening|Sweden}
b2 Breadcrumb shows an internal category
b1 Sort by price ignores discounts
b2 Rating filter leaves out five-star products
b2 Old product links lead to an error page
b1 Makers with an ampersand in their name cannot be found
b2 Banner texts overlap on small screens
b1 "New" badge never goes away
b2 Visitors from search engines land on sold-out products
b2 Language switch returns to the home page
3 Show {materials|the place of origin|certificates|care instructions} on product cards
5 Let merchandisers {schedule a banner|preview a campaign|swap a hero picture|copy a campaign}
3 Show alternatives for sold-out products
1 Mark products made to order
2 Link products in {a set|a series}
5 Warn makers about {missing sizes|short descriptions|dark pictures}
2 Collect {gift ideas|small budgets|local favorites} on one page
2 Show delivery cost in the product list
3 Subscribe to a category
3 Compare up to four products
8 Import listings from {Etsy|Shopify|a spreadsheet}
t3 Load test search before {Black Friday|Christmas}
t5 Clean up duplicate {categories|tags|makers}
t3 Upgrade {the search engine|the image service|the catalog service|the web framework}
t5 Write a runbook for {a stale index|missing pictures|a wrong price}
t2 Cut the cost of {picture storage|search servers|log storage}
t3 Delete personal data in {search logs|old reviews|maker questions}
t2 Rotate the keys of {the translation service|the image service}
t2 Train merchandisers on {pinning|collections|campaigns}
t1 Fix broken links found by {the crawler|search engines|partners}
t3 Measure {page speed by market|exits from search|views without a picture}
t2 Translate category names into {Norwegian|Finnish|Polish|Italian}
t2 Remove unused {feature flags|style sheets|tracking scripts} from the shop
5 Set up a landing page for {ceramics week|the wool festival|small-batch coffee|zero waste}
5 Let makers {reorder pictures|copy a listing|schedule a listing|set a sale}
t2 Alert on {empty results|slow search|a drop in new listings}
t5 Review {titles|pictures|prices} of the 200 best sellers
`,
  Mobile: `
b3 App crashes when {the camera is denied|the phone is turned|storage is full|a push arrives}
b2 Dark mode hides {icons|prices|the cart button|error messages}
b2 Keyboard stays open after {a search|a coupon|a review}
b1 Tapping a picture {opens the wrong product|does nothing|zooms out}
b2 Sign-in fails {after a password change|with two-factor apps|on airplane mode}
b1 Text is cut off {in German|with large fonts|on small phones}
b1 Back gesture closes the app
b1 Cart badge shows a negative number
b2 App drains the battery in the background
b1 Share sheet offers an empty link
b2 Notifications open the home screen
b1 Search history shows on shared phones
b3 Scrolling stutters in long lists
b2 Prices change after pulling to refresh
b3 Videos keep playing in the background
3 Add a {search|cart|tracking} shortcut to the app icon
2 Support {landscape mode|split screen|dynamic type|foldable phones}
3 Open {product|maker|order|wish list} links in the app
5 Show {skeletons|a progress ring} while loading
1 Vibrate when a product is added to the cart
3 Share a product as a picture
3 Scan a maker's code at a market
3 Show markets nearby with makers of the shop
2 Sort the cart by maker
5 Search by voice on {iOS|Android}
5 Switch between {accounts|countries|languages} in settings
5 Show the app on {tablets|watches}
t3 Support the new version of {iOS|Android}
t2 Test the app on {old|low-memory|foldable} phones
t3 Load test notifications before {Black Friday|Christmas}
t3 Shorten the start of the app by {pictures loaded late|fewer requests|a smaller bundle}
t3 Write a runbook for {a rejected release|a crash wave|lost notifications}
t1 Renew the {signing certificates|push certificates}
t5 Automate {screenshots|release notes|smoke tests|store listings}
t2 Delete personal data of {old installs|crash reports}
t1 Remove unused {feature flags|screens|fonts} from the app
t3 Train support on {returns in the app|pickup|tracking}
t5 Measure {app starts|crashes by phone|time to first product}
t3 Review privacy labels for {the App Store|Google Play}
2 Ask for feedback after {a return|a pickup|a delivery}
t1 Alert on {crashes|slow starts|failed sign-ins}
t2 Translate the store listing into {French|Danish|Swedish|Polish}
t3 Move the app to {the new build|shared logging|typed requests}
3 Show makers {new orders|questions|reviews} in the maker app
5 Let makers {print labels|mark orders as shipped|pause their shop} in the app
`,
}
