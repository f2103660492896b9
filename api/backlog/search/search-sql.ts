/** The statements behind a search, which run inside the database. */
import { BACKLOG_SORTS } from '../list.ts'
import { columnOf } from '../item-fields.ts'

/** Columns that a search may be narrowed by, and what it may be sorted by. */
export const NARROWED = ['status_category', 'type', 'priority', 'status', 'team_id', 'epic_id', 'sprint_id'] as const
const SORTED = Object.values(BACKLOG_SORTS).map(({ column }) => columnOf(column))

const list = (names: readonly string[]) => names.map((name) => `'${name}'`).join(', ')

/** Rows from the start of an order among which a common word is found, for less than the index of words takes. */
const HEAD = 600

/**
 * Ids of the items that have all the words: as stems, or as words that begin like them (three letters or more). Quoted
 * phrases and words with a minus are taken as they are. Words that English leaves out are looked for in titles.
 *
 * Of a stretch of an order, the head is read first: a common word fills the page there. What does not is rare enough to
 * be found by the index of words and sorted. The planner cannot choose: it does not know how common a beginning is.
 * The ids may repeat. Values are put into the statement, because the partial indexes need literals.
 */
export const BACKLOG_SEARCH = `
declare
  asked tsquery := websearch_to_tsquery('english', words);
  wanted text := format('tenant_id = %L and workspace_id = %L', current_setting('app.tenant_id')::uuid, ws);
  narrow text;
  ordered text;
  way text := case when descending then '<' else '>' end;
  found bigint;
begin
  if numnode(asked) = 0 then
    asked := websearch_to_tsquery('simple', words);
  else
    asked := regexp_replace(asked::text, '(^|[&|] |[(] )(''(?:[^'']|''''){3,}'')(?! <)', '\\1\\2:*', 'g')::tsquery;
  end if;
  foreach narrow in array array[${list(NARROWED)}] loop
    if narrowed ? narrow then
      wanted := wanted || format(' and %I in (%s)', narrow,
        (select coalesce(string_agg(quote_literal(value), ', '), 'null') from jsonb_array_elements_text(narrowed -> narrow)));
    end if;
  end loop;
  if sorted is null then
    return query execute format('select id from backlog_item where %s and search @@ %L::tsquery', wanted, asked);
    return;
  end if;
  if not sorted = any(array[${list(SORTED)}]) then
    raise exception 'a search cannot be sorted by this';
  end if;
  if from_value is not null then
    wanted := wanted || format(' and %1$I %2$s= %3$L and (%1$I %2$s %3$L or id %2$s %4$L)', sorted, way, from_value, from_id);
  end if;
  ordered := format('order by %1$I %2$s, id %2$s', sorted, case when descending then 'desc' else 'asc' end);
  return query execute format(
    'select id from (select id, search from backlog_item where %s %s limit ${HEAD}) head where search @@ %L::tsquery limit %s',
    wanted, ordered, asked, most);
  get diagnostics found = row_count;
  if found < most then
    return query execute format(
      'with hits as materialized (select id, %I from backlog_item where %s and search @@ %L::tsquery) select id from hits %s limit %s',
      sorted, wanted, asked, ordered, most);
  end if;
end`

/** Takes away the words that no title of the tenant has any more: they would still be suggested. Takes the tenant's ID twice. */
export const UNUSED_SEARCH_WORDS = `
delete from search_word s where s.tenant_id = ? and not exists (
  select from (
    select distinct i.workspace_id, part.word
    from backlog_item i, regexp_split_to_table(lower(i.title), '[^[:alpha:]]+') as part(word)
    where i.tenant_id = ? and length(part.word) between 4 and 40
  ) used
  where used.workspace_id = s.workspace_id and used.word = s.word
)`

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
