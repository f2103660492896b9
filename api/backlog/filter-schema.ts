import { z } from 'zod'
import { builder } from '../graphql/builder.ts'
import { LONGEST_REFERENCE } from '../graphql/constraints.ts'
import { BacklogFindRef, BacklogModeRef, ItemTypeRef, PriorityRef, StatusCategoryRef } from './enums-schema.ts'
import { FIND_WORDS } from './find/find.ts'
import { ITEM_FIELDS } from './item-fields.ts'
import { ITEM_TYPES, PRIORITIES, STATUS_CATEGORIES } from './vocabulary.ts'

export const BacklogFilterRef = builder.inputType('BacklogFilter', {
  description: 'Selects items that meet all conditions.',
  fields: (t) => ({
    mode: t.field({ type: BacklogModeRef, required: false, defaultValue: 'active' }),
    types: t.field({
      type: [ItemTypeRef],
      required: false,
      validate: z.array(z.enum(ITEM_TYPES)).max(ITEM_TYPES.length),
    }),
    status: t.field({
      type: [StatusCategoryRef],
      required: false,
      validate: z.array(z.enum(STATUS_CATEGORIES)).max(STATUS_CATEGORIES.length),
      description: 'Overrides the mode.',
    }),
    statusNames: t.stringList({
      required: false,
      validate: z.array(z.string().max(ITEM_FIELDS.status.longest)).max(100),
      description:
        'Status names as the team uses them. Case matters only if one is spelled exactly this way. Overrides the mode.',
    }),
    priority: t.field({
      type: [PriorityRef],
      required: false,
      validate: z.array(z.enum(PRIORITIES)).max(PRIORITIES.length),
    }),
    epicId: t.id({ required: false, description: 'Global ID, UUID, or key of an epic. `none`: items in no epic.' }),
    teamId: t.id({ required: false, description: 'Global ID, UUID, or name. `none`: items of no team.' }),
    sprint: t.string({
      required: false,
      validate: z.string().max(LONGEST_REFERENCE),
      description: 'Name or ID. `active`: sprints in progress. `none`: items in no sprint.',
    }),
    labels: t.stringList({
      required: false,
      validate: z.array(z.string().max(ITEM_FIELDS.labels.longest)).max(ITEM_FIELDS.labels.entries),
      description: 'Items with any of these labels. Case matters only if a label is spelled exactly this way.',
    }),
    objectiveIds: t.idList({
      required: false,
      validate: z.array(z.string()).max(50),
      description:
        'Global IDs, UUIDs, or names: items linked to any of these objectives. `none`: items linked to no objective. Needs strategy:read.',
    }),
    search: t.string({
      required: false,
      validate: z.string().max(200),
      description:
        'Words in the key, title, or description, in any English form, or the beginning of a word. Supports "exact phrases", or, and -exclusions.',
    }),
    updatedSince: t.field({ type: 'DateTime', required: false }),
    finishedFrom: t.field({
      type: 'Date',
      required: false,
      description: 'Done on this day or later. Overrides the mode.',
    }),
    finishedUntil: t.field({
      type: 'Date',
      required: false,
      description: 'Done on this day or earlier. Overrides the mode.',
    }),
    dueFrom: t.field({ type: 'Date', required: false }),
    dueUntil: t.field({ type: 'Date', required: false }),
    assignee: t.string({
      required: false,
      validate: z.string().max(ITEM_FIELDS.assignee.longest),
      description:
        'A name in any case, or the beginning of a word in it if only one person has it; assignedTo says who it was. `none`: items with no assignee.',
    }),
    find: t.field({ type: BacklogFindRef, required: false, description: FIND_WORDS }),
    itemIds: t.idList({
      required: false,
      validate: z.array(z.string()).max(500),
      description: 'Global IDs, UUIDs, or keys. Overrides the mode.',
    }),
  }),
})
