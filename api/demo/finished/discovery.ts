/** What Discovery has finished: a line per item, as `points title`; t is a task, b a bug. `{a|b}` is one item for each. */
import type { FinishedEpic } from '../plan.ts'

export const DISCOVERY: readonly FinishedEpic[] = [
  {
    title: 'Search relevance',
    why: 'People search for what we sell and do not find it.',
    objective: 'Make search find it',
    items: `
t5 Label the 500 most frequent searches with good results
5 Rank results by words in title, category and description
8 Rank by what people bought after the same search
3 Rank {new|sold-out|slow-shipping} products lower
3 Understand plural and compound words in {German|Dutch|Danish|Swedish}
5 Treat "mug" and "cup" as the same thing
5 Let merchandisers pin results for a search
3 Suggest categories above the results
t5 Measure searches without a click
t3 Compare two rankings on live traffic
3 Say why a search has no results
5 Search by maker name
5 Highlight the searched words in results
t5 Rebuild the index without downtime
3 Show recent searches
b2 Search ignores accents in maker names
b3 Results repeat on the second page
b2 Searching for a product number finds nothing
b2 Pinned results stay after the campaign ends
b3 Search page is blank for a single space
`,
  },
  {
    title: 'Faceted filters',
    why: 'Large categories cannot be narrowed down.',
    objective: 'Make search find it',
    items: `
t3 Watch ten shoppers narrow down a large category
8 Filter a category by {material|color}
3 Filter by {price|size|delivery time|country of origin}
2 Show how many products each filter leaves
2 Combine several values of one filter
3 Remove filters one by one
3 Keep filters in the address of the page
5 Collapse filters on small screens
8 Choose filters per category
t5 Clean up {materials|colors|sizes} entered by makers
3 Sort filter values by number of products
2 Clear all filters at once
2 Save a filtered search
t5 Count which filters lead to an order
3 Filter by handmade or small series
b2 Price filter leaves out the highest price
b3 Filters reset after going back from a product
b1 Color filter shows "blue" twice
b2 Filter counts are wrong for sold-out products
b2 Size filter sorts XL before S
`,
  },
  {
    title: 'Reviews and ratings',
    why: 'Shoppers trust other shoppers.',
    items: `
5 Write a review with stars and text
3 Ask for a review {ten|thirty} days after delivery
5 Show reviews on the product page
3 Sort reviews by {date|rating|usefulness}
3 Add photos to a review
3 Let makers answer a review
5 Check reviews for insults before they appear
5 Report a review
3 Show the rating in {category lists|search results|recommendations}
2 Mark reviews of verified buyers
t5 Import reviews from the old shop
2 Rate the maker and the delivery separately
t2 Hand rating data to search engines
2 Translate reviews on request
3 Summarize ratings by number of stars
b3 Rating shows 5.0 for products without reviews
b2 Review photos are rotated
b3 Edited reviews lose their answer
b2 Review mail goes out for canceled orders
b1 Line breaks in reviews are lost
`,
  },
  {
    title: 'Wish lists',
    why: 'People keep carts open as a memory aid.',
    objective: 'Raise repeat purchases',
    items: `
5 Put a product on a wish list from the {product page|category page|cart}
5 Keep several wish lists
8 Share a wish list with a link
5 Mark gifts on a shared list as taken
2 Tell me when a wished product is {cheaper|back in stock|almost gone}
5 Keep a wish list without an account
2 Merge lists after sign-in
2 Sort a wish list by {date|price}
5 Move a product from the wish list to the cart
2 Add a note to a wished product
t2 Count orders that began on a wish list
t1 Clean up abandoned lists after two years
5 Show makers how often a product is wished for
3 Print a wish list
5 Turn a wish list into a registry for {weddings|birthdays|newborns}
b3 Wish list count stays after removing the last product
b3 Shared list shows the owner's full name
b1 Price alert fires for a price increase
b2 Variants are lost when moved to the cart
b2 Wish list mail arrives twice
`,
  },
  {
    title: 'Maker profiles',
    why: 'Buyers want to know who made it.',
    objective: 'Raise repeat purchases',
    items: `
5 Show the maker's story and portrait
3 Show the workshop on a map
2 List all products of a maker
5 Follow a maker
3 Mail followers about {new products|restocks|market dates}
3 Add a video of the workshop
5 Show response and delivery times
5 Ask the maker a question
8 Answer questions from {the web|a phone}
2 Show awards and certificates
1 Link to the profile from {the product page|the cart|the order}
t2 Ask 200 makers for portraits and texts
3 Translate maker stories into {English|German|French}
3 Let makers announce a vacation
3 Show products of makers nearby
b2 Portraits are cropped at the forehead
b1 Followers get mail about hidden products
b3 Questions to former makers vanish
b2 Map shows the registered address, not the workshop
b2 Profile page counts archived products
`,
  },
  {
    title: 'Recommendations',
    why: 'Nothing on a product page leads to another one.',
    objective: 'Raise repeat purchases',
    items: `
t5 Build a data set of products bought together
8 Recommend similar products on the product page
5 Recommend what goes with {the cart|the last order|a wish list}
8 Recommend products to {returning|new} visitors on the home page
5 Recommend other makers from the same region
3 Leave out what the customer already owns
3 Never recommend sold-out products
t3 Refresh recommendations every night
5 Explain why a product is recommended
2 Hide a recommendation
5 Recommend gifts by {occasion|age|budget}
t2 Compare recommendations with a random choice
3 Let merchandisers exclude products
3 Recommend in {the order confirmation|the newsletter}
t2 Alert when recommendations are older than two days
b1 Recommendations show the product itself
b2 Recommendations are empty for new products
b2 Carousel arrows overlap the price
b2 Hidden products come back the next day
b1 Adult-only products appear among gifts
`,
  },
  {
    title: 'Category pages',
    why: 'Half of all visits start on a category page that looks like a spreadsheet.',
    objective: 'Make search find it',
    items: `
t3 Study how visitors move through category pages
5 Show larger pictures in category lists
2 Show {price|rating|delivery time} under each picture
5 Write introductions for the {20|100} largest categories
5 Show subcategories as pictures
5 Load more products while scrolling
5 Go back to the same place in the list
2 Feature a maker of the month
3 Arrange seasonal collections: {spring|summer|fall|winter|holidays}
3 Let merchandisers order a category by hand
3 Show recently viewed products
t2 Halve the time to first picture
t3 Write titles and descriptions for search engines
2 Merge categories with fewer than ten products
3 Show new products first for regulars
b2 Scrolling jumps when pictures load
b2 Empty categories appear in the menu
b3 Products in two categories are counted twice
b1 Category introductions cover the filters
b2 Breadcrumbs skip a level
`,
  },
  {
    title: 'Product page redesign',
    why: 'The most visited page has not changed in four years.',
    objective: 'Cut checkout abandonment',
    items: `
t3 Test three product page drafts with shoppers
8 Rebuild the product page with one clear call to action
5 Zoom into pictures
3 Play product videos
3 Choose {colors|sizes|engravings} on the page
3 Show stock and delivery date next to the price
3 Show {dimensions|materials|care instructions} in a table
5 Share a product
5 Ask and answer questions on the product page
3 Show the price per {100 grams|liter|meter}
3 Stick the Add to cart button to the bottom on phones
t5 Compare old and new page on 20% of visits
t1 Roll out the new page to everyone
3 Show returns and warranty in one line
5 Suggest a size from past orders
b3 Sold-out variants can be added to the cart
b2 Price does not change with the variant
b2 Videos play with sound
b1 Zoom is stuck open on tablets
b2 Long titles push the price off the screen
`,
  },
]
