/** Words for types that mean the same to anybody. */
const TYPES: Readonly<Record<string, string>> = {
  epic: 'epic',
  story: 'story',
  bug: 'bug',
  task: 'task',
  'sub-task': 'task',
  subtask: 'task',
  improvement: 'improvement',
  feature: 'feature',
  'new feature': 'feature',
  'user story': 'story',
  'product backlog item': 'story',
}
export const typeOf = (word: string | undefined) => TYPES[word?.toLowerCase() ?? '']
