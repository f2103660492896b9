import { Migration } from '@mikro-orm/migrations';

export class Migration20261127170900 extends Migration {

  override name = 'Migration20261127170900';

  override up(): void | Promise<void> {
    this.addSql(`create table "prd" ("tenant_id" uuid not null, "id" uuid not null, "workspace_id" uuid not null, "number" int not null, "title" varchar(300) not null, "subject" varchar(32) not null, "template" text not null, "audience" text not null, "status" text not null default 'draft', "newest" int not null default 1, "created_at" timestamptz(3) not null, "updated_at" timestamptz(3) not null, primary key ("tenant_id", "id"));`);
    this.addSql(`create index "prd_tenant_id_workspace_id_updated_at_index" on "prd" ("tenant_id", "workspace_id", "updated_at");`);
    this.addSql(`create index "prd_tenant_id_workspace_id_subject_index" on "prd" ("tenant_id", "workspace_id", "subject");`);
    this.addSql(`alter table "prd" add constraint "prd_tenant_id_workspace_id_number_unique" unique ("tenant_id", "workspace_id", "number");`);

    this.addSql(`create table "prd_version" ("tenant_id" uuid not null, "id" uuid not null, "workspace_id" uuid not null, "prd_id" uuid not null, "number" int not null, "document" jsonb not null, "mode" text not null, "edited" boolean not null default false, "request" varchar(64) null, "question" varchar(32) not null, "credits" int not null default 0, "stamp" jsonb not null, "author" varchar(200) not null, "created_at" timestamptz(3) not null, primary key ("tenant_id", "id"));`);
    this.addSql(`alter table "prd_version" add constraint "prd_version_tenant_id_prd_id_number_unique" unique ("tenant_id", "prd_id", "number");`);
    this.addSql(`alter table "prd_version" add constraint "prd_version_tenant_id_request_unique" unique ("tenant_id", "request");`);

    this.addSql(`alter table "prd" add constraint "prd_tenant_id_workspace_id_foreign" foreign key ("tenant_id", "workspace_id") references "workspace" ("tenant_id", "id") on update no action on delete cascade;`);
    this.addSql(`alter table "prd" add constraint "prd_template_check" check ("template" in ('standard', 'onePager', 'lean', 'own'));`);
    this.addSql(`alter table "prd" add constraint "prd_audience_check" check ("audience" in ('team', 'leadership', 'external'));`);
    this.addSql(`alter table "prd" add constraint "prd_status_check" check ("status" in ('draft', 'review', 'approved'));`);
    this.addSql(`alter table "prd" enable row level security;`);
    this.addSql(`alter table "prd" force row level security;`);
    this.addSql(`create policy "prd_tenant_policy" on "prd" using ("tenant_id" = current_setting('app.tenant_id')::uuid);`);

    this.addSql(`alter table "prd_version" add constraint "prd_version_tenant_id_workspace_id_foreign" foreign key ("tenant_id", "workspace_id") references "workspace" ("tenant_id", "id") on update no action on delete cascade;`);
    this.addSql(`alter table "prd_version" add constraint "prd_version_tenant_id_prd_id_foreign" foreign key ("tenant_id", "prd_id") references "prd" ("tenant_id", "id") on update no action on delete cascade;`);
    this.addSql(`alter table "prd_version" add constraint "prd_version_mode_check" check ("mode" in ('outline', 'ai'));`);
    this.addSql(`alter table "prd_version" enable row level security;`);
    this.addSql(`alter table "prd_version" force row level security;`);
    this.addSql(`create policy "prd_version_tenant_policy" on "prd_version" using ("tenant_id" = current_setting('app.tenant_id')::uuid);`);
  }

  override down(): void | Promise<void> {
    this.addSql(`alter table "prd_version" drop constraint "prd_version_tenant_id_prd_id_foreign";`);

    this.addSql(`drop table if exists "prd" cascade;`);
    this.addSql(`drop table if exists "prd_version" cascade;`);
  }

}
