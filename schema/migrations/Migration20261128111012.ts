import { Migration } from '@mikro-orm/migrations';

export class Migration20261128111012 extends Migration {

  override name = 'Migration20261128111012';

  override up(): void | Promise<void> {
    this.addSql(`create table "alignment_reading" ("tenant_id" uuid not null, "id" uuid not null, "workspace_id" uuid not null, "fingerprint" varchar(32) not null, "readings" jsonb not null, "credits" int not null, "created_at" timestamptz(3) not null, primary key ("tenant_id", "id"));`);
    this.addSql(`alter table "alignment_reading" add constraint "alignment_reading_tenant_id_workspace_id_fingerprint_unique" unique ("tenant_id", "workspace_id", "fingerprint");`);

    this.addSql(`alter table "alignment_reading" add constraint "alignment_reading_tenant_id_workspace_id_foreign" foreign key ("tenant_id", "workspace_id") references "workspace" ("tenant_id", "id") on update no action on delete cascade;`);
    this.addSql(`alter table "alignment_reading" enable row level security;`);
    this.addSql(`alter table "alignment_reading" force row level security;`);
    this.addSql(`create policy "alignment_reading_tenant_policy" on "alignment_reading" using ("tenant_id" = current_setting('app.tenant_id')::uuid);`);
  }

  override down(): void | Promise<void> {
    this.addSql(`drop table if exists "alignment_reading" cascade;`);
  }

}
