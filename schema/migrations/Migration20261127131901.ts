import { Migration } from '@mikro-orm/migrations';

export class Migration20261127131901 extends Migration {

  override name = 'Migration20261127131901';

  override up(): void | Promise<void> {
    this.addSql(`create table "field_change" ("tenant_id" uuid not null, "id" uuid not null, "workspace_id" uuid not null, "item_id" uuid not null, "at" timestamptz(3) not null, "field" text not null, "before" text null, "after" text null, "import_id" uuid null, primary key ("tenant_id", "id"));`);
    this.addSql(`create index "field_change_tenant_id_item_id_at_index" on "field_change" ("tenant_id", "item_id", "at");`);
    this.addSql(`create index "field_change_tenant_id_workspace_id_field_at_index" on "field_change" ("tenant_id", "workspace_id", "field", "at");`);

    this.addSql(`alter table "backlog_item" add "assignee" varchar(200) null;`);

    this.addSql(`alter table "field_change" add constraint "field_change_tenant_id_workspace_id_foreign" foreign key ("tenant_id", "workspace_id") references "workspace" ("tenant_id", "id") on update no action on delete cascade;`);
    this.addSql(`alter table "field_change" add constraint "field_change_tenant_id_item_id_foreign" foreign key ("tenant_id", "item_id") references "backlog_item" ("tenant_id", "id") on update no action on delete cascade;`);
    this.addSql(`alter table "field_change" add constraint "field_change_field_check" check ("field" in ('dueDate', 'storyPoints', 'parent', 'team', 'rank', 'title'));`);
    this.addSql(`alter table "field_change" enable row level security;`);
    this.addSql(`alter table "field_change" force row level security;`);
    this.addSql(`create policy "field_change_tenant_policy" on "field_change" using ("tenant_id" = current_setting('app.tenant_id')::uuid);`);
  }

  override down(): void | Promise<void> {
    this.addSql(`drop table if exists "field_change" cascade;`);

    this.addSql(`alter table "backlog_item" drop column "assignee";`);
  }

}
