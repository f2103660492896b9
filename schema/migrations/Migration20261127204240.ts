import { Migration } from '@mikro-orm/migrations';

export class Migration20261127204240 extends Migration {

  override name = 'Migration20261127204240';

  override up(): void | Promise<void> {
    this.addSql(`create table "audit_checkpoint" ("tenant_id" uuid not null, "id" uuid not null, "sequence" bigint not null, "hash" varchar(64) not null, "rows" int not null, "at" timestamptz(3) not null, "signature" varchar(64) not null, primary key ("tenant_id", "id"));`);
    this.addSql(`alter table "audit_checkpoint" add constraint "audit_checkpoint_tenant_id_sequence_unique" unique ("tenant_id", "sequence");`);

    this.addSql(`create table "audit_head" ("tenant_id" uuid not null, "sequence" bigint not null, "hash" varchar(64) not null, primary key ("tenant_id"));`);

    this.addSql(`create table "audit_identity" ("tenant_id" uuid not null, "id" uuid not null, "user_id" uuid null, "subject" varchar(120) not null, "session_id" varchar(64) null, "ip" varchar(64) null, "user_agent" varchar(300) null, "salt" varchar(32) not null, primary key ("tenant_id", "id"));`);
    this.addSql(`create index "audit_identity_tenant_id_user_id_index" on "audit_identity" ("tenant_id", "user_id");`);

    // Events from before the log was chained keep their order, and who they were moves beside them. The owner is bound by
    // forced row-level security, so it is lifted for as long as the rows of all organizations are moved.
    this.addSql(`alter table "audit_event" no force row level security;`);
    this.addSql(`insert into "audit_identity" ("tenant_id", "id", "user_id", "subject", "session_id", "ip", "user_agent", "salt") select "tenant_id", "id", case when "subject" like 'user:%' then substr("subject", 6)::uuid end, "subject", "session_id", "ip", "user_agent", replace(gen_random_uuid()::text, '-', '') from "audit_event";`);
    this.addSql(`alter table "audit_event" add "sequence" bigint null, add "actor" text null, add "scopes" varchar(400) not null default '', add "credits" int null, add "identity_digest" varchar(64) not null default '', add "hash" varchar(64) not null default 'unsealed';`);
    this.addSql(`update "audit_event" e set "sequence" = o."sequence", "actor" = o."actor" from (select "tenant_id", "id", row_number() over (partition by "tenant_id" order by "at", "id") as "sequence", case when "subject" like 'key:%' then 'api_key' when "subject" like 'user:%' then 'session' when "subject" = 'operator' then 'operator' else 'oauth' end as "actor" from "audit_event") o where o."tenant_id" = e."tenant_id" and o."id" = e."id";`);
    this.addSql(`insert into "audit_head" ("tenant_id", "sequence", "hash") select "tenant_id", max("sequence"), 'unsealed' from "audit_event" group by "tenant_id";`);
    this.addSql(`alter table "audit_event" force row level security;`);
    this.addSql(`alter table "audit_event" alter "sequence" set not null, alter "actor" set not null, alter "scopes" drop default, alter "identity_digest" drop default, alter "hash" drop default;`);
    this.addSql(`alter table "audit_event" drop column "ip", drop column "session_id", drop column "subject", drop column "user_agent";`);
    this.addSql(`create index "audit_event_tenant_id_action_sequence_index" on "audit_event" ("tenant_id", "action", "sequence");`);
    this.addSql(`alter table "audit_event" add constraint "audit_event_tenant_id_sequence_unique" unique ("tenant_id", "sequence");`);
    this.addSql(`alter table "audit_event" add constraint "audit_event_actor_check" check ("actor" in ('api_key', 'oauth', 'session', 'operator', 'anonymous', 'payment', 'schedule'));`);

    this.addSql(`alter table "tenant" add "audit_days" int null;`);

    this.addSql(`alter table "audit_checkpoint" enable row level security;`);
    this.addSql(`alter table "audit_checkpoint" force row level security;`);
    this.addSql(`create policy "audit_checkpoint_tenant_policy" on "audit_checkpoint" using ("tenant_id" = current_setting('app.tenant_id')::uuid);`);

    this.addSql(`alter table "audit_head" enable row level security;`);
    this.addSql(`alter table "audit_head" force row level security;`);
    this.addSql(`create policy "audit_head_tenant_policy" on "audit_head" using ("tenant_id" = current_setting('app.tenant_id')::uuid);`);

    this.addSql(`alter table "audit_identity" enable row level security;`);
    this.addSql(`alter table "audit_identity" force row level security;`);
    this.addSql(`create policy "audit_identity_tenant_policy" on "audit_identity" using ("tenant_id" = current_setting('app.tenant_id')::uuid);`);
  }

  override down(): void | Promise<void> {
    this.addSql(`drop table if exists "audit_checkpoint" cascade;`);
    this.addSql(`drop table if exists "audit_head" cascade;`);
    this.addSql(`drop table if exists "audit_identity" cascade;`);

    this.addSql(`drop index "audit_event_tenant_id_action_sequence_index";`);
    this.addSql(`alter table "audit_event" drop constraint "audit_event_tenant_id_sequence_unique";`);
    this.addSql(`alter table "audit_event" drop constraint "audit_event_actor_check";`);
    this.addSql(`alter table "audit_event" drop column "sequence", drop column "actor", drop column "scopes", drop column "credits", drop column "identity_digest", drop column "hash";`);
    this.addSql(`alter table "audit_event" add "ip" varchar(64) null, add "session_id" varchar(64) null, add "subject" varchar(120) not null, add "user_agent" varchar(300) null;`);

    this.addSql(`alter table "tenant" drop column "audit_days";`);
  }

}
