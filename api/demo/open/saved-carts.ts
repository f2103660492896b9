import type { OpenEpic } from '../plan.ts'

export const SAVED_CARTS: OpenEpic = {
  title: 'Saved carts',
  team: 'Mobile',
  why: 'A cart filled at work is empty at home.',
  objective: 'Cut checkout abandonment',
  priority: 'medium',
  scores: [8, 3, 2],
  opened: 29,
  items: `
open | 5  | 8 3 2 | Keep one cart across phone, tablet, and web
open | 3  | 5 3 2 | Merge two carts with a question, not a guess
open | 2  | 5 2 1 | Name and keep several carts
open | 2  | 5 2 1 | Share a cart with a link
open | 3  | 3 2 1 | Shop in one cart together
open | 2  | 3 2 2 | Say what changed in a cart since the last visit
open | t2 | 2 2 3 | Delete carts nobody opened for a year
open | 1  | 3 2 1 | Put a finished cart on the home screen
open | t2 | 2 3 3 | Load test carts on three devices
`,
  needs: {
    'Merge two carts with a question, not a guess': ['Keep one cart across phone, tablet, and web'],
    'Share a cart with a link': ['Name and keep several carts'],
    'Shop in one cart together': ['Share a cart with a link'],
    'Load test carts on three devices': ['Keep one cart across phone, tablet, and web'],
  },
}
