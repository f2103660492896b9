import type { OpenEpic } from '../plan.ts'

export const TYPO_TOLERANT_SEARCH: OpenEpic = {
  title: 'Typo-tolerant search',
  team: 'Discovery',
  why: 'One search in nine is misspelled and ends on an empty page.',
  objective: 'Make search find it',
  capability: 'Search that understands typing errors',
  priority: 'high',
  scores: [13, 8, 3],
  opened: 96,
  dueIn: 70,
  items: `
done      | t2 |        | Collect a thousand misspelled searches
done      | 5  |        | Find products with one wrong letter
done      | 3  |        | Correct doubled and missing letters
done      | 2  |        | Say which spelling was searched instead
done      | 2  |        | Search for the original spelling after all
done      | t3 |        | Keep typo search under 200 milliseconds
done      | b1 |        | Brand names are corrected to common words
review 2  | 3  | 8 5 2  | Understand spelling by ear, such as "keramik"
active 6  | 5  | 8 5 3  | Correct misspelled maker names
active 3  | 3  | 5 5 2  | Suggest spellings while typing
active 71 | t3 | 3 3 3  | Move saved searches to the new index | quiet 63
ready     | 3  | 8 5 1  | Learn spellings from what people search next
ready     | t2 | 3 5 3  | Compare typo search with the old search on live traffic | due 24
open      | 3  | 5 3 2  | Correct German compound words
open      | 3  | 5 3 2  | Mix up languages in one search
open      | 2  | 5 2 1  | Show close matches when nothing fits
open      | 2  | 3 2 1  | Let merchandisers forbid a correction
open      | 2  | 3 2 2  | Ignore typing errors in filters
open      | t2 | 2 3 3  | Report searches that were corrected
open      | 1  | 8 5 2  | Turn on typo search for everyone
`,
  needs: {
    'Turn on typo search for everyone': ['Compare typo search with the old search on live traffic'],
    'Report searches that were corrected': ['Turn on typo search for everyone'],
  },
}
