/** The statements behind a search, which run inside the database. */
import { BACKLOG_SORTS } from './list.ts'
import { columnOf } from './item-fields.ts'

/** Columns that a search may be narrowed by, and what it may be sorted by. */
export const NARROWED = ['status_category', 'type', 'priority', 'status', 'team_id', 'epic_id', 'sprint_id'] as const
const SORTED = Object.values(BACKLOG_SORTS).map(({ column }) => columnOf(column))

const list = (names: readonly string[]) => names.map((name) => `'${name}'`).join(', ')

/**
 * Ids of the items that have all the words: as stems, or as words that begin like them (three letters or more). Quoted
 * phrases and words with a minus are taken as they are. Words that English leaves out are looked for in titles.
 *
 * The statement is put together with its values, for two reasons: the planner then knows how common the words are, and
 * follows the order for common ones and the words for rare ones; and it sees the literals of the partial indexes.
 */
export const BACKLOG_SEARCH = `
declare
  asked tsquery := websearch_to_tsquery('english', words);
  wanted text := format('tenant_id = %L and workspace_id = %L', current_setting('app.tenant_id')::uuid, ws);
  narrow text;
  ordered text := '';
  way text := case when descending then '<' else '>' end;
begin
  if numnode(asked) = 0 then
    asked := websearch_to_tsquery('simple', words);
  else
    asked := regexp_replace(asked::text, '(^|[&|] |[(] )(''(?:[^'']|''''){3,}'')(?! <)', '\\1\\2:*', 'g')::tsquery;
  end if;
  wanted := wanted || format(' and search @@ %L::tsquery', asked);
  foreach narrow in array array[${list(NARROWED)}] loop
    if narrowed ? narrow then
      wanted := wanted || format(' and %I in (%s)', narrow,
        (select coalesce(string_agg(quote_literal(value), ', '), 'null') from jsonb_array_elements_text(narrowed -> narrow)));
    end if;
  end loop;
  if sorted is not null then
    if not sorted = any(array[${list(SORTED)}]) then
      raise exception 'a search cannot be sorted by this';
    end if;
    if from_value is not null then
      wanted := wanted || format(' and %1$I %2$s= %3$L and (%1$I %2$s %3$L or id %2$s %4$L)', sorted, way, from_value, from_id);
    end if;
    ordered := format(' order by %1$I %2$s, id %2$s', sorted, case when descending then 'desc' else 'asc' end);
  end if;
  return query execute 'select id from backlog_item where ' || wanted || ordered || ' limit ' || coalesce(most::text, 'all');
end`

/** Words of titles, for those that are misspelled: without digits, and long enough to be told from others. */
export const SEARCH_WORDS = (from: string): string => `
begin
  insert into search_word (tenant_id, id, workspace_id, word)
  select w.tenant_id, gen_random_uuid(), w.workspace_id, w.word
  from (
    select distinct i.tenant_id, i.workspace_id, part.word
    ${from} i, regexp_split_to_table(lower(i.title), '[^[:alpha:]]+') as part(word)
    where length(part.word) between 4 and 40
  ) w
  where not exists (
    select from search_word known
    where known.tenant_id = w.tenant_id and known.workspace_id = w.workspace_id and known.word = w.word
  );
  return null;
end`
