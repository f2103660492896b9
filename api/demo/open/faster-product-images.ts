import type { OpenEpic } from '../plan.ts'

export const FASTER_PRODUCT_IMAGES: OpenEpic = {
  title: 'Faster product images',
  team: 'Discovery',
  why: 'Product pages load four megabytes, most of them pictures.',
  objective: 'Cut checkout abandonment',
  capability: 'Fast product pages',
  priority: 'medium',
  scores: [8, 3, 2],
  opened: 36,
  items: `
open | t2 | 5 3 2 | Measure picture weight on the hundred busiest pages
open | 5  | 8 3 2 | Serve pictures in modern formats
open | 3  | 8 3 1 | Serve the size that fits the screen
open | 2  | 5 3 1 | Load pictures below the fold later
open | 2  | 5 2 1 | Show a blurred preview while a picture loads
open | t5 | 5 3 5 | Resize two million existing pictures
open | 3  | 5 2 2 | Shrink pictures when makers upload them
open | t2 | 3 2 3 | Move pictures to a content delivery network
open | 2  | 3 2 1 | Compress product videos
open | t1 | 3 2 2 | Alert when a page grows beyond one megabyte
`,
  needs: {
    'Serve pictures in modern formats': ['Measure picture weight on the hundred busiest pages'],
    'Resize two million existing pictures': ['Serve pictures in modern formats'],
    'Serve the size that fits the screen': ['Serve pictures in modern formats'],
    'Move pictures to a content delivery network': ['Resize two million existing pictures'],
  },
}
