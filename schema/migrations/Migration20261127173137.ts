import { Migration } from '@mikro-orm/migrations';

export class Migration20261127173137 extends Migration {

  override name = 'Migration20261127173137';

  override up(): void | Promise<void> {
    this.addSql(`create table "credit_account" ("tenant_id" uuid not null, "id" uuid not null, "kind" text not null, "owner" uuid not null, "granted" int not null default 0, "spent" int not null default 0, "pending" int not null default 0, "debt" int not null default 0, "monthly_cap" int null, "month" varchar(7) not null default '', "used" int not null default 0, "alert_below" int null, "created_at" timestamptz(3) not null, primary key ("tenant_id", "id"));`);
    this.addSql(`alter table "credit_account" add constraint "credit_account_tenant_id_kind_owner_unique" unique ("tenant_id", "kind", "owner");`);

    this.addSql(`create table "credit_entry" ("tenant_id" uuid not null, "id" uuid not null, "kind" text not null, "amount" int not null, "about_id" uuid null, "key" varchar(200) null, "request" varchar(330) null, "attempt" int null, "subject" varchar(120) not null, "user_id" uuid null, "workspace_id" uuid null, "purpose" text null, "document" uuid null, "reason" varchar(300) null, "expires_at" timestamptz(3) null, "payment" varchar(120) null, "paid" double precision null, "created_at" timestamptz(3) not null, primary key ("tenant_id", "id"));`);
    this.addSql(`create index "credit_entry_tenant_id_created_at_id_index" on "credit_entry" ("tenant_id", "created_at", "id");`);
    this.addSql(`create index "credit_entry_payment_index" on "credit_entry" ("payment");`);
    this.addSql(`create unique index "credit_entry_resolved_once" on "credit_entry" ("tenant_id", "about_id") where "kind" in ('settle', 'void', 'timeout');`);
    this.addSql(`create index "credit_entry_reserved" on "credit_entry" ("tenant_id", "expires_at") where "kind" = 'reserve';`);
    this.addSql(`alter table "credit_entry" add constraint "credit_entry_tenant_id_key_unique" unique ("tenant_id", "key");`);
    this.addSql(`alter table "credit_entry" add constraint "credit_entry_tenant_id_request_attempt_unique" unique ("tenant_id", "request", "attempt");`);

    this.addSql(`alter table "credit_account" add constraint "credit_account_amounts" check (granted >= 0 and spent >= 0 and pending >= 0 and debt >= 0 and used >= 0);`);
    this.addSql(`alter table "credit_account" add constraint "credit_account_enough" check (kind <> 'organization' or granted + debt - spent - pending >= 0);`);
    this.addSql(`alter table "credit_account" add constraint "credit_account_kind_check" check ("kind" in ('organization', 'workspace', 'person'));`);
    this.addSql(`alter table "credit_account" enable row level security;`);
    this.addSql(`alter table "credit_account" force row level security;`);
    this.addSql(`create policy "credit_account_lookup" on "credit_account" for select to "pm33_lookup" using (true);`);
    this.addSql(`create policy "credit_account_tenant_policy" on "credit_account" using ("tenant_id" = current_setting('app.tenant_id')::uuid);`);

    this.addSql(`alter table "credit_entry" add constraint "credit_entry_tenant_id_about_id_foreign" foreign key ("tenant_id", "about_id") references "credit_entry" ("tenant_id", "id") on update no action on delete no action;`);
    this.addSql(`alter table "credit_entry" add constraint "credit_entry_amount" check (amount > 0 or (amount = 0 and kind in ('settle', 'void', 'timeout')));`);
    this.addSql(`alter table "credit_entry" add constraint "credit_entry_about" check (kind = 'revoke' or (about_id is not null) = (kind in ('settle', 'void', 'timeout', 'expire')));`);
    this.addSql(`alter table "credit_entry" add constraint "credit_entry_request" check ((kind = 'reserve') = (request is not null and attempt is not null));`);
    this.addSql(`alter table "credit_entry" add constraint "credit_entry_kind_check" check ("kind" in ('grant', 'reserve', 'settle', 'void', 'timeout', 'revoke', 'expire'));`);
    this.addSql(`alter table "credit_entry" add constraint "credit_entry_purpose_check" check ("purpose" in ('generate_prd', 'score_alignment'));`);
    this.addSql(`alter table "credit_entry" enable row level security;`);
    this.addSql(`alter table "credit_entry" force row level security;`);
    this.addSql(`create policy "credit_entry_lookup" on "credit_entry" for select to "pm33_lookup" using (true);`);
    this.addSql(`create policy "credit_entry_tenant_policy" on "credit_entry" using ("tenant_id" = current_setting('app.tenant_id')::uuid);`);
  }

  override down(): void | Promise<void> {
    this.addSql(`alter table "credit_entry" drop constraint "credit_entry_tenant_id_about_id_foreign";`);

    this.addSql(`drop table if exists "credit_account" cascade;`);
    this.addSql(`drop table if exists "credit_entry" cascade;`);
  }

}
