import type { OpenEpic } from '../plan.ts'

export const ACCESSIBILITY: OpenEpic = {
  title: 'Accessible for everyone',
  team: 'Mobile',
  why: 'The law requires it, and customers asked long before.',
  objective: 'Cut checkout abandonment',
  capability: 'Accessible by keyboard and screen reader',
  priority: 'medium',
  scores: [8, 8, 13],
  opened: 74,
  dueIn: 160,
  items: `
done     | t3 |        | Audit the app and the shop against WCAG 2.2
done     | 2  |        | Raise the contrast of texts and buttons
done     | 3  |        | Name all buttons for screen readers
done     | 2  |        | Make touch targets large enough
done     | 2  |        | Keep the focus visible
active 5 | 3  | 5 5 8  | Move through the checkout by keyboard
ready    | 3  | 5 5 8  | Read out errors in forms
open     | 3  | 5 3 8  | Describe product pictures
open     | 2  | 3 3 5  | Add captions to product videos
open     | 3  | 3 3 5  | Zoom texts to 200% without losing content
open     | 2  | 3 3 5  | Stop animations on request
open     | 3  | 3 3 5  | Use the filters with a screen reader
open     | t2 | 3 5 8  | Test with six customers who cannot see
open     | t2 | 2 3 5  | Check accessibility on every change
open     | t1 | 3 8 8  | Publish the accessibility statement
`,
  needs: {
    'Test with six customers who cannot see': ['Move through the checkout by keyboard', 'Read out errors in forms'],
    'Publish the accessibility statement': ['Test with six customers who cannot see'],
  },
}
