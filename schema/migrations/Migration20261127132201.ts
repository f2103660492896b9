import { Migration } from '@mikro-orm/migrations';

export class Migration20261127132201 extends Migration {

  override name = 'Migration20261127132201';

  override up(): void | Promise<void> {
    this.addSql(`create table "search_word" ("tenant_id" uuid not null, "id" uuid not null, "workspace_id" uuid not null, "word" varchar(60) not null, "head" varchar(1) generated always as ("left"(word, 1)) stored not null, "tail" varchar(3) generated always as ("right"(word, 3)) stored not null, primary key ("tenant_id", "id"));`);
    this.addSql(`create index "search_word_tenant_id_workspace_id_word_index" on "search_word" ("tenant_id", "workspace_id", "word");`);
    this.addSql(`create index "search_word_tenant_id_workspace_id_head_index" on "search_word" ("tenant_id", "workspace_id", "head");`);
    this.addSql(`create index "search_word_tenant_id_workspace_id_tail_index" on "search_word" ("tenant_id", "workspace_id", "tail");`);

    this.addSql(`alter table "backlog_item" drop column "search";`);
    this.addSql(`alter table "backlog_item" add "search" tsvector generated always as (setweight(to_tsvector('simple', key || ' ' || title), 'A') || setweight(to_tsvector('english', key || ' ' || title), 'A') || setweight(to_tsvector('english', left(description, 100000)), 'B')) stored not null;`);
    // The index went with the column.
    this.addSql(`create index "backlog_item_search" on "backlog_item" using gin ("search");`);

    this.addSql(`alter table "search_word" add constraint "search_word_tenant_id_workspace_id_foreign" foreign key ("tenant_id", "workspace_id") references "workspace" ("tenant_id", "id") on update no action on delete cascade;`);
    // The words of the titles that are there already, past row-level security, which binds the owner too.
    this.addSql(`alter table "backlog_item" no force row level security;`);
    this.addSql(`insert into "search_word" ("tenant_id", "id", "workspace_id", "word") select w.tenant_id, gen_random_uuid(), w.workspace_id, w.word from (select distinct i.tenant_id, i.workspace_id, part.word from backlog_item i, regexp_split_to_table(lower(i.title), '[^[:alpha:]]+') as part(word) where length(part.word) between 4 and 40) w;`);
    this.addSql(`alter table "backlog_item" force row level security;`);
    this.addSql(`alter table "search_word" enable row level security;`);
    this.addSql(`alter table "search_word" force row level security;`);
    this.addSql(`create policy "search_word_tenant_policy" on "search_word" using ("tenant_id" = current_setting('app.tenant_id')::uuid);`);
  }

  override down(): void | Promise<void> {
    this.addSql(`drop table if exists "search_word" cascade;`);

    this.addSql(`alter table "backlog_item" drop column "search";`);
    this.addSql(`alter table "backlog_item" add "search" tsvector generated always as (setweight(to_tsvector('simple'::regconfig, (((key)::text || ' '::text) || title)), 'A'::"char") || setweight(to_tsvector('simple'::regconfig, "left"(description, 100000)), 'B'::"char")) stored not null;`);
    // The index went with the column.
    this.addSql(`create index "backlog_item_search" on "backlog_item" using gin ("search");`);
  }

}
