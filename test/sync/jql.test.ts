import { expect, test } from 'vitest'
import { jqlFault } from '../../api/sync/jira/jql.ts'

test.each([
  ['labels = roadmap', null],
  ['(labels = "a (b" OR summary ~ \'it"s\') AND status != Done', null],
  ['summary ~ "say \\"order by\\" twice"', null],
  ['labels = roadmap) OR (project = SECRET', 'has a closing parenthesis without an opening one'],
  ['(labels = roadmap', 'has an opening parenthesis that is not closed'],
  ['labels = "roadmap', 'has a quotation mark (") that is not closed'],
  ["labels = 'roadmap", "has a quotation mark (') that is not closed"],
  ['labels = roadmap ORDER BY created', 'must not contain ORDER BY'],
])('the filter %s is refused before it is saved, or not at all', (filter, fault) => {
  expect(jqlFault(filter)).toBe(fault)
})
