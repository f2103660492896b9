import { builder } from '../../graphql/builder.ts'
import type { BacklogGroup } from './groups.ts'

export const GroupRef = builder.objectRef<BacklogGroup>('BacklogGroup').implement({
  description: 'Open and finished items that have something in common. Canceled items are left out.',
  fields: (t) => ({
    name: t.exposeString('name', { description: 'An epic by its key, a month as 2026-03.' }),
    none: t.exposeBoolean('none', { description: 'The items that have no team, epic, sprint, or assignee.' }),
    title: t.exposeString('title', { nullable: true, description: 'Title of the epic, if the groups are epics.' }),
    state: t.exposeString('state', { nullable: true, description: 'Of a sprint.' }),
    from: t.expose('from', { type: 'Date', nullable: true, description: 'First day of a sprint.' }),
    until: t.expose('until', { type: 'Date', nullable: true, description: 'Last day of a sprint.' }),
    open: t.exposeInt('open', { nullable: true }),
    openPoints: t.exposeFloat('openPoints', { nullable: true }),
    inProgress: t.exposeInt('inProgress', {
      nullable: true,
      description: 'Open items that are active or in review.',
    }),
    unestimated: t.exposeInt('unestimated', {
      nullable: true,
      description: 'Open items without points or job size.',
    }),
    done: t.exposeInt('done'),
    donePoints: t.exposeFloat('donePoints'),
    carriedOver: t.exposeInt('carriedOver', {
      nullable: true,
      description: 'Of a closed sprint: items unfinished at its end that have moved on since.',
    }),
    carriedOverPoints: t.exposeFloat('carriedOverPoints', { nullable: true }),
    percentDone: t.exposeInt('percentDone', {
      nullable: true,
      description: 'Done ÷ (open + done + carried over) items, 0 to 100.',
    }),
    percentPoints: t.exposeInt('percentPoints', { nullable: true, description: 'The same for story points.' }),
    created: t.exposeInt('created', { nullable: true, description: 'Items created in a month.' }),
    due: t.exposeInt('due', { nullable: true, description: 'Open items due in a month.' }),
  }),
})
