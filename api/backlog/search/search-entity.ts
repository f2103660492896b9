import { defineEntity, p } from '@mikro-orm/core'
import { workspace } from '../../identity/workspace-column.ts'
import { tenantKey, workspaceOwned } from '../../data/tenant.ts'

/**
 * The words of a workspace's titles, for a search that finds nothing as it was typed. Written by triggers on the items and
 * never deleted: a word that no title has any more finds nothing, and does no harm.
 */
const SearchWordSchema = defineEntity({
  name: 'SearchWord',
  tableName: 'search_word',
  ...workspaceOwned,
  // Not unique: two writers of one word would wait for each other, and could do so in a circle.
  indexes: [
    { properties: ['tenantId', 'workspace', 'word'] },
    { properties: ['tenantId', 'workspace', 'head'] },
    { properties: ['tenantId', 'workspace', 'tail'] },
  ],
  properties: {
    ...tenantKey,
    workspace,
    word: p.string().length(60),
    /** A misspelled word keeps its beginning or its end. */
    head: p
      .string()
      .length(1)
      .generated((c) => `("left"(${c.word}, 1)) stored`),
    tail: p
      .string()
      .length(3)
      .generated((c) => `("right"(${c.word}, 3)) stored`),
  },
})
export class SearchWord extends SearchWordSchema.class {}
SearchWordSchema.setClass(SearchWord)
