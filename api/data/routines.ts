/** Functions and triggers that the schema needs, made again by `migrate.ts` whenever one of them changes. */
import { INSTALLATION } from '../audit/vocabulary.ts'
import { BACKLOG_SEARCH, SEARCH_WORDS } from '../backlog/search/search-sql.ts'

/** Temporary objects last: unnamed they would come first, and a caller's own table could shadow ours with the owner's rights. */
const SEARCH_PATH = 'pg_catalog, public, pg_temp'

/**
 * The only ways round row-level security, each one narrow: found by hash before the tenant is known, or the tenant's own
 * rows through an index that row-level security would not use (its operator is not leakproof).
 */
const definers = [
  definer('pm33_lookup', 'api_key_by_hash(wanted text)', 'setof api_key', `select * from api_key where hash = wanted`),
  definer(
    'pm33_lookup',
    'memberships_of(person uuid)',
    'setof membership',
    `select * from membership where user_id = person`,
  ),
  definer('pm33_lookup', 'invite_by_hash(wanted text)', 'setof invite', `select * from invite where hash = wanted`),
  definer(
    'pm33_lookup',
    'oauth_grant_by_id(wanted uuid)',
    'setof oauth_grant',
    `select * from oauth_grant where id = wanted`,
  ),
  definer(
    'pm33_lookup',
    'oauth_grants_of(person uuid)',
    'setof oauth_grant',
    `select * from oauth_grant where user_id = person and revoked_at is null`,
  ),
  definer(
    'pm33_lookup',
    'tenants_that_know(person uuid, address text)',
    'setof uuid',
    // Also those that they have left. Events of the audit log that hold no person, but a key or an app of theirs, lie beside that key or app.
    `select t.tenant_id from tenant t where exists (select from membership where tenant_id = t.tenant_id and user_id = person)
       or exists (select from api_key where tenant_id = t.tenant_id and user_id = person)
       or exists (select from oauth_grant where tenant_id = t.tenant_id and user_id = person)
       or exists (select from credit_entry where tenant_id = t.tenant_id and user_id = person)
       or exists (select from audit_identity where tenant_id = t.tenant_id and user_id = person)
       or exists (select from import where tenant_id = t.tenant_id and subject = 'user:' || person)
       or exists (select from invite where tenant_id = t.tenant_id and (inviter = person or email = address))
     order by t.created_at, t.tenant_id`,
  ),
  definer(
    'pm33_lookup',
    'erased_tenants()',
    'setof uuid',
    `select h.tenant_id from audit_head h where h.tenant_id <> '${INSTALLATION}' and not exists (select from tenant t where t.tenant_id = h.tenant_id) order by h.tenant_id`,
  ),
  definer(
    'pm33_lookup',
    'tenant_names()',
    'table (tenant_id uuid, name varchar)',
    `select tenant_id, name from tenant order by created_at`,
  ),
  definer(
    'pm33_lookup',
    'tenant_of_payment(wanted text)',
    'setof uuid',
    `select tenant_id from credit_entry where payment = wanted and kind = 'grant'`,
  ),
  definer(
    'pm33_lookup',
    'tenants_with_credits_due(at timestamptz)',
    'setof uuid',
    `select distinct e.tenant_id from credit_entry e join credit_account a on a.tenant_id = e.tenant_id and a.kind = 'organization'
     where e.expires_at <= at and (e.kind = 'reserve' and a.pending > 0 or e.kind = 'grant' and a.granted + a.debt - a.spent - a.pending > 0)`,
  ),
  definer(
    'pm33_lookup',
    'tenants_with_audit_retention()',
    'setof uuid',
    `select tenant_id from tenant where audit_days is not null`,
  ),
  definer(
    'pm33_lookup',
    'tenants_with_syncs_due(at timestamptz)',
    'setof uuid',
    `select tenant_id from sync_connection where state = 'active' and due_at <= at and (leased_until is null or leased_until <= at)
     group by tenant_id order by min(due_at)`,
  ),
  definer(
    'pm33_search',
    `backlog_search(ws uuid, words text, narrowed jsonb default '{}', sorted text default null, descending boolean default false, from_value text default null, from_id uuid default null, most integer default null)`,
    'setof uuid',
    BACKLOG_SEARCH,
    'plpgsql',
  ),
].flat()

function definer(
  owner: string,
  signature: string,
  returns: string,
  body: string,
  language = 'sql',
  volatility: 'stable' | 'volatile' = 'stable',
): string[] {
  const types = `${signature.split('(')[0]}(${(signature.match(/\((.*)\)/)?.[1] ?? '')
    .split(',')
    .map((part) => part.trim().split(' ')[1] ?? '')
    .join(', ')})`
  return [
    `create or replace function ${signature} returns ${returns} language ${language} ${volatility} security definer set search_path = ${SEARCH_PATH} as $$ ${body} $$`,
    `grant create on schema public to ${owner}`,
    `alter function ${types} owner to ${owner}`,
    `revoke create on schema public from ${owner}`,
    `revoke all on function ${types} from public`,
    `grant execute on function ${types} to pm33_app`,
  ]
}

/** Trigger functions run with the rights of whoever writes, so both walls hold in them. */
const trigger = (name: string, body: string) =>
  `create or replace function ${name}() returns trigger language plpgsql set search_path = ${SEARCH_PATH} as $$ ${body} $$`

const triggers = [
  trigger('search_words_added', SEARCH_WORDS('from added')),
  trigger('search_words_changed', SEARCH_WORDS('from (select new.*)')),
  `create or replace trigger search_words_added after insert on backlog_item referencing new table as added for each statement execute function search_words_added()`,
  `create or replace trigger search_words_changed after update of title on backlog_item for each row when (old.title is distinct from new.title) execute function search_words_changed()`,
]

/**
 * The audit log is inserted and read. Events leave by retention alone, through a checkpoint, and who they were by erasure
 * alone; the credit ledger forgets people as well. All of it inside the tenant that is set, because row-level security binds
 * the owner of these functions too. `null` is everybody, for an organization that is erased.
 */
const audit = [
  trigger(
    'audit_stands',
    `begin if tg_op = 'UPDATE' or current_user <> 'pm33_lookup' then raise exception 'the audit log is only ever appended to'; end if; return old; end`,
  ),
  ...['audit_event', 'audit_identity', 'audit_checkpoint'].flatMap((table) => [
    `create or replace trigger ${table}_stands before update or delete on ${table} for each row execute function audit_stands()`,
    `create or replace trigger ${table}_stays before truncate on ${table} for each statement execute function audit_stands()`,
    `revoke update, delete, truncate on ${table} from pm33_app`,
  ]),
  'revoke delete on audit_head from pm33_app',
  'grant select, delete on audit_event, audit_identity to pm33_lookup',
  'grant select on audit_checkpoint to pm33_lookup',
  ...definer(
    'pm33_lookup',
    'audit_purge(through bigint)',
    'integer',
    `declare gone integer;
    begin
      -- A purge leaves its checkpoint first.
      if not exists (select from audit_checkpoint where sequence = through) then return 0; end if;
      if exists (select from audit_event e join tenant t on t.tenant_id = e.tenant_id
        where e.sequence <= through and (t.audit_days is null or e.at >= now() - make_interval(days => t.audit_days))) then
        raise exception 'the retention of this organization keeps some of these events';
      end if;
      delete from audit_identity i using audit_event e where e.tenant_id = i.tenant_id and e.id = i.id and e.sequence <= through;
      delete from audit_event where sequence <= through;
      get diagnostics gone = row_count;
      return gone;
    end`,
    'plpgsql',
    'volatile',
  ),
  ...definer(
    'pm33_lookup',
    `audit_erase(person uuid, subjects text[] default '{}')`,
    'integer',
    // Events from before the log was chained name a key or an app alone.
    `declare gone integer;
    begin
      delete from audit_identity where person is null or user_id = person or subject = any(subjects);
      get diagnostics gone = row_count;
      return gone;
    end`,
    'plpgsql',
    'volatile',
  ),
  'grant update (user_id, subject, request) on credit_entry to pm33_lookup',
  ...definer(
    'pm33_lookup',
    'credits_erase(person uuid)',
    'integer',
    `declare changed integer;
    begin
      update credit_entry set user_id = null, subject = 'erased', request = case when request is not null then 'erased ' || id end
        where user_id is not null and (person is null or user_id = person);
      get diagnostics changed = row_count;
      return changed;
    end`,
    'plpgsql',
    'volatile',
  ),
]

/** The ledger is written once, by whomever: a correction is a new entry. */
const ledger = [
  trigger(
    'credit_entry_stands',
    `begin
      if tg_op = 'UPDATE' and current_user = 'pm33_lookup'
        and to_jsonb(new) - '{user_id,subject,request}'::text[] = to_jsonb(old) - '{user_id,subject,request}'::text[] then return new; end if;
      raise exception 'entries of the credit ledger never change';
    end`,
  ),
  `create or replace trigger credit_entry_stands before update or delete on credit_entry for each row execute function credit_entry_stands()`,
  'revoke update, delete on credit_entry from pm33_app',
  'revoke delete on credit_account from pm33_app',
]

export const routines = [
  'drop function if exists backlog_search(uuid, text)',
  'drop function if exists audit_erase(uuid)',
  ...definers,
  ...triggers,
  ...ledger,
  ...audit,
]
