import { Migration } from '@mikro-orm/migrations';

export class Migration20261128002944 extends Migration {

  override name = 'Migration20261128002944';

  override up(): void | Promise<void> {
    this.addSql(`create table "sync_connection" ("tenant_id" uuid not null, "id" uuid not null, "workspace_id" uuid not null, "kind" text not null, "name" varchar(200) not null, "site" varchar(300) null, "account" varchar(300) null, "sealed_token" text not null, "token_hint" varchar(8) not null, "token_expires_at" timestamptz(3) null, "sealed_webhook_secret" text null, "scopes" jsonb not null, "filter" text null, "mapping" jsonb null, "state" text not null default 'active', "paused_because" text null, "cursor" text null, "import_id" uuid not null, "due_at" timestamptz(3) not null, "leased_until" timestamptz(3) null, "leased_by" uuid null, "failures" int not null default 0, "trouble" text null, "tried_at" timestamptz(3) null, "succeeded_at" timestamptz(3) null, "synced_through" timestamptz(3) null, "census_at" timestamptz(3) null, "walked_at" timestamptz(3) null, "complete_at" timestamptz(3) null, "total" int null, "refused" int not null default 0, "created_at" timestamptz(3) not null, primary key ("tenant_id", "id"));`);
    this.addSql(`create index "sync_connection_tenant_id_workspace_id_index" on "sync_connection" ("tenant_id", "workspace_id");`);

    this.addSql(`create table "sync_look" ("tenant_id" uuid not null, "id" uuid not null, "workspace_id" uuid not null, "connection_id" uuid not null, "source_id" varchar(120) not null, "created_at" timestamptz(3) not null, primary key ("tenant_id", "id"));`);
    this.addSql(`alter table "sync_look" add constraint "sync_look_tenant_id_connection_id_source_id_unique" unique ("tenant_id", "connection_id", "source_id");`);

    this.addSql(`create table "sync_delivery" ("tenant_id" uuid not null, "id" uuid not null, "workspace_id" uuid not null, "connection_id" uuid not null, "delivery" varchar(200) not null, "created_at" timestamptz(3) not null, primary key ("tenant_id", "id"));`);
    this.addSql(`alter table "sync_delivery" add constraint "sync_delivery_tenant_id_connection_id_delivery_unique" unique ("tenant_id", "connection_id", "delivery");`);

    this.addSql(`create table "sync_item" ("tenant_id" uuid not null, "id" uuid not null, "workspace_id" uuid not null, "connection_id" uuid not null, "source_id" varchar(120) not null, "item_id" uuid not null, "changed_at" timestamptz(3) not null, "complete" boolean not null, "ended_at" timestamptz(3) null, primary key ("tenant_id", "id"));`);
    this.addSql(`create index "sync_item_tenant_id_item_id_index" on "sync_item" ("tenant_id", "item_id");`);
    this.addSql(`alter table "sync_item" add constraint "sync_item_tenant_id_connection_id_source_id_unique" unique ("tenant_id", "connection_id", "source_id");`);

    this.addSql(`alter table "sync_connection" add constraint "sync_connection_tenant_id_workspace_id_foreign" foreign key ("tenant_id", "workspace_id") references "workspace" ("tenant_id", "id") on update no action on delete cascade;`);
    this.addSql(`alter table "sync_connection" add constraint "sync_connection_tenant_id_import_id_foreign" foreign key ("tenant_id", "import_id") references "import" ("tenant_id", "id") on update no action on delete cascade;`);
    this.addSql(`alter table "sync_connection" add constraint "sync_connection_kind_check" check ("kind" in ('jira', 'linear', 'github'));`);
    this.addSql(`alter table "sync_connection" add constraint "sync_connection_state_check" check ("state" in ('active', 'paused'));`);
    this.addSql(`alter table "sync_connection" enable row level security;`);
    this.addSql(`alter table "sync_connection" force row level security;`);
    this.addSql(`create policy "sync_connection_lookup" on "sync_connection" for select to "pm33_lookup" using (true);`);
    this.addSql(`create policy "sync_connection_tenant_policy" on "sync_connection" using ("tenant_id" = current_setting('app.tenant_id')::uuid);`);

    this.addSql(`alter table "sync_look" add constraint "sync_look_tenant_id_workspace_id_foreign" foreign key ("tenant_id", "workspace_id") references "workspace" ("tenant_id", "id") on update no action on delete cascade;`);
    this.addSql(`alter table "sync_look" add constraint "sync_look_tenant_id_connection_id_foreign" foreign key ("tenant_id", "connection_id") references "sync_connection" ("tenant_id", "id") on update no action on delete cascade;`);
    this.addSql(`alter table "sync_look" enable row level security;`);
    this.addSql(`alter table "sync_look" force row level security;`);
    this.addSql(`create policy "sync_look_tenant_policy" on "sync_look" using ("tenant_id" = current_setting('app.tenant_id')::uuid);`);

    this.addSql(`alter table "sync_delivery" add constraint "sync_delivery_tenant_id_workspace_id_foreign" foreign key ("tenant_id", "workspace_id") references "workspace" ("tenant_id", "id") on update no action on delete cascade;`);
    this.addSql(`alter table "sync_delivery" add constraint "sync_delivery_tenant_id_connection_id_foreign" foreign key ("tenant_id", "connection_id") references "sync_connection" ("tenant_id", "id") on update no action on delete cascade;`);
    this.addSql(`alter table "sync_delivery" enable row level security;`);
    this.addSql(`alter table "sync_delivery" force row level security;`);
    this.addSql(`create policy "sync_delivery_tenant_policy" on "sync_delivery" using ("tenant_id" = current_setting('app.tenant_id')::uuid);`);

    this.addSql(`alter table "sync_item" add constraint "sync_item_tenant_id_workspace_id_foreign" foreign key ("tenant_id", "workspace_id") references "workspace" ("tenant_id", "id") on update no action on delete cascade;`);
    this.addSql(`alter table "sync_item" add constraint "sync_item_tenant_id_connection_id_foreign" foreign key ("tenant_id", "connection_id") references "sync_connection" ("tenant_id", "id") on update no action on delete cascade;`);
    this.addSql(`alter table "sync_item" add constraint "sync_item_tenant_id_item_id_foreign" foreign key ("tenant_id", "item_id") references "backlog_item" ("tenant_id", "id") on update no action on delete cascade;`);
    this.addSql(`alter table "sync_item" enable row level security;`);
    this.addSql(`alter table "sync_item" force row level security;`);
    this.addSql(`create policy "sync_item_tenant_policy" on "sync_item" using ("tenant_id" = current_setting('app.tenant_id')::uuid);`);
  }

  override down(): void | Promise<void> {
    this.addSql(`alter table "sync_look" drop constraint "sync_look_tenant_id_connection_id_foreign";`);
    this.addSql(`alter table "sync_delivery" drop constraint "sync_delivery_tenant_id_connection_id_foreign";`);
    this.addSql(`alter table "sync_item" drop constraint "sync_item_tenant_id_connection_id_foreign";`);

    this.addSql(`drop table if exists "sync_connection" cascade;`);
    this.addSql(`drop table if exists "sync_look" cascade;`);
    this.addSql(`drop table if exists "sync_delivery" cascade;`);
    this.addSql(`drop table if exists "sync_item" cascade;`);
  }

}
