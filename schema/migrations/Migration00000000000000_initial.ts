import { Migration } from '@mikro-orm/migrations';

export class Migration20261121140628_initial extends Migration {

  override name = 'Migration20261121140628_initial';

  override up(): void | Promise<void> {
    this.addSql(`create table "audit_event" ("tenant_id" uuid not null, "id" uuid not null, "at" timestamptz(3) not null, "action" varchar(120) not null, "subject" varchar(120) not null, "correlation_id" varchar(60) not null, "session_id" varchar(64) null, "ip" varchar(64) null, "user_agent" varchar(300) null, "outcome" varchar(40) not null, "milliseconds" int not null, primary key ("tenant_id", "id"));`);
    this.addSql(`create index "audit_event_tenant_id_at_id_index" on "audit_event" ("tenant_id", "at", "id");`);

    this.addSql(`create table "capability" ("tenant_id" uuid not null, "id" uuid not null, "name" varchar(200) not null, "description" text not null default '', "importance" double precision not null default 1, "own" text null, "created_at" timestamptz(3) not null, primary key ("tenant_id", "id"));`);
    this.addSql(`alter table "capability" add constraint "capability_tenant_id_name_unique" unique ("tenant_id", "name");`);

    this.addSql(`create table "competitor" ("tenant_id" uuid not null, "id" uuid not null, "name" varchar(200) not null, "aliases" jsonb not null default '[]', "category" text not null default 'direct', "positioning" text not null default '', "url" text null, "created_at" timestamptz(3) not null, primary key ("tenant_id", "id"));`);
    this.addSql(`alter table "competitor" add constraint "competitor_tenant_id_name_unique" unique ("tenant_id", "name");`);

    this.addSql(`create table "competitor_claim" ("tenant_id" uuid not null, "id" uuid not null, "number" int not null, "competitor_id" uuid not null, "capability_id" uuid null, "statement" text not null, "level" text null, "source" varchar(300) null, "url" text null, "captured_at" date null, "confidence" double precision not null default 0.7, "created_at" timestamptz(3) not null, primary key ("tenant_id", "id"));`);
    this.addSql(`create index "competitor_claim_tenant_id_competitor_id_index" on "competitor_claim" ("tenant_id", "competitor_id");`);
    this.addSql(`create index "competitor_claim_tenant_id_capability_id_index" on "competitor_claim" ("tenant_id", "capability_id");`);
    this.addSql(`alter table "competitor_claim" add constraint "competitor_claim_tenant_id_number_unique" unique ("tenant_id", "number");`);

    this.addSql(`create table "credential_epoch" ("id" serial primary key, "value" int not null default 0);`);

    this.addSql(`create table "invite" ("tenant_id" uuid not null, "id" uuid not null, "hash" varchar(64) not null, "email" varchar(320) not null, "role" text not null, "workspace_ids" jsonb null, "invited_by" varchar(200) not null, "expires_at" timestamptz(3) not null, "created_at" timestamptz(3) not null, primary key ("tenant_id", "id"));`);
    this.addSql(`create index "invite_hash_index" on "invite" ("hash");`);
    this.addSql(`alter table "invite" add constraint "invite_tenant_id_email_unique" unique ("tenant_id", "email");`);

    this.addSql(`create table "mcp_session" ("tenant_id" uuid not null, "id" uuid not null, "id_hash" varchar(64) not null, "subject" varchar(120) not null, "client_name" varchar(200) null, "client_version" varchar(60) null, "protocol_version" varchar(20) null, "last_seen_at" timestamptz(3) not null, "expires_at" timestamptz(3) not null, "ended_at" timestamptz(3) null, "created_at" timestamptz(3) not null, primary key ("tenant_id", "id"));`);
    this.addSql(`create index "mcp_session_tenant_id_expires_at_index" on "mcp_session" ("tenant_id", "expires_at");`);
    this.addSql(`alter table "mcp_session" add constraint "mcp_session_tenant_id_id_hash_unique" unique ("tenant_id", "id_hash");`);

    this.addSql(`create table "oauth_client" ("id" varchar(60) not null, "metadata" jsonb not null, "seen_at" timestamptz(3) not null, "created_at" timestamptz(3) not null, primary key ("id"));`);
    this.addSql(`create index "oauth_client_seen_at_index" on "oauth_client" ("seen_at");`);

    this.addSql(`create table "oauth_payload" ("model" varchar(40) not null, "id" varchar(120) not null, "payload" jsonb not null, "grant_id" varchar(60) null, "uid" varchar(60) null, "client_id" varchar(500) null, "consumed_at" timestamptz(3) null, "successor" text null, "expires_at" timestamptz(3) null, primary key ("model", "id"));`);
    this.addSql(`create index "oauth_payload_grant_id_index" on "oauth_payload" ("grant_id");`);
    this.addSql(`create index "oauth_payload_uid_index" on "oauth_payload" ("uid");`);
    this.addSql(`create index "oauth_payload_expires_at_index" on "oauth_payload" ("expires_at");`);

    this.addSql(`create table "rate_limit" ("key" varchar(255) not null, "points" int not null default 0, "expire" bigint null, primary key ("key"));`);

    this.addSql(`create table "setting" ("tenant_id" uuid not null, "id" uuid not null, "name" varchar(120) not null, "value" jsonb not null, "created_at" timestamptz(3) not null, primary key ("tenant_id", "id"));`);
    this.addSql(`alter table "setting" add constraint "setting_tenant_id_name_unique" unique ("tenant_id", "name");`);

    this.addSql(`create table "signing_key" ("kid" varchar(60) not null, "state" text not null, "sealed" text not null, "not_after" timestamptz(3) null, "created_at" timestamptz(3) not null, primary key ("kid"));`);

    this.addSql(`create table "tenant" ("tenant_id" uuid not null, "name" varchar(200) not null, "session_minutes" int not null default 30, "session_strict" boolean not null default false, "data_version" int not null default 1, "created_at" timestamptz(3) not null, primary key ("tenant_id"));`);

    this.addSql(`create table "user_account" ("id" uuid not null, "email" varchar(320) not null, "name" varchar(200) not null, "password_hash" varchar(400) null, "disabled_at" timestamptz(3) null, "created_at" timestamptz(3) not null, primary key ("id"));`);
    this.addSql(`alter table "user_account" add constraint "user_account_email_unique" unique ("email");`);

    this.addSql(`create table "one_time_link" ("hash" varchar(64) not null, "kind" text not null, "user_id" uuid null, "expires_at" timestamptz(3) not null, "created_at" timestamptz(3) not null, primary key ("hash"));`);

    this.addSql(`create table "oauth_grant" ("tenant_id" uuid not null, "id" uuid not null, "user_id" uuid not null, "client_id" varchar(500) not null, "client_name" varchar(200) not null, "client_host" varchar(255) null, "redirect_host" varchar(255) not null, "scopes" jsonb not null, "workspace_ids" jsonb null, "last_used_at" timestamptz(3) null, "revoked_at" timestamptz(3) null, "created_at" timestamptz(3) not null, primary key ("tenant_id", "id"));`);
    this.addSql(`create index "oauth_grant_tenant_id_user_id_index" on "oauth_grant" ("tenant_id", "user_id");`);
    this.addSql(`create index "oauth_grant_id_index" on "oauth_grant" ("id");`);

    this.addSql(`create table "membership" ("tenant_id" uuid not null, "id" uuid not null, "user_id" uuid not null, "role" text not null, "workspace_ids" jsonb null, "created_at" timestamptz(3) not null, primary key ("tenant_id", "id"));`);
    this.addSql(`alter table "membership" add constraint "membership_tenant_id_user_id_unique" unique ("tenant_id", "user_id");`);

    this.addSql(`create table "login_session" ("id" uuid not null, "hash" varchar(64) not null, "user_id" uuid not null, "stands_in" uuid not null, "ip" varchar(64) null, "user_agent" varchar(300) null, "last_seen_at" timestamptz(3) not null, "expires_at" timestamptz(3) not null, "created_at" timestamptz(3) not null, primary key ("id"));`);
    this.addSql(`alter table "login_session" add constraint "login_session_hash_unique" unique ("hash");`);
    this.addSql(`create index "login_session_expires_at_index" on "login_session" ("expires_at");`);
    this.addSql(`create index "login_session_user_id_index" on "login_session" ("user_id");`);

    this.addSql(`create table "api_key" ("tenant_id" uuid not null, "id" uuid not null, "hash" varchar(64) not null, "hint" varchar(32) not null, "name" varchar(120) not null, "user_id" uuid not null, "scopes" jsonb not null, "surfaces" jsonb not null, "workspace_ids" jsonb null, "created_ip" varchar(64) null, "expires_at" timestamptz(3) null, "last_used_at" timestamptz(3) null, "revoked_at" timestamptz(3) null, "created_at" timestamptz(3) not null, primary key ("tenant_id", "id"));`);
    this.addSql(`create index "api_key_hash_index" on "api_key" ("hash");`);
    this.addSql(`alter table "api_key" add constraint "api_key_tenant_id_hash_unique" unique ("tenant_id", "hash");`);

    this.addSql(`create table "workspace" ("tenant_id" uuid not null, "id" uuid not null, "key" varchar(60) not null, "name" varchar(200) not null, "data_version" int not null default 1, "data_changed_at" timestamptz(3) not null, "created_at" timestamptz(3) not null, primary key ("tenant_id", "id"));`);
    this.addSql(`alter table "workspace" add constraint "workspace_tenant_id_key_unique" unique ("tenant_id", "key");`);

    this.addSql(`create table "theme" ("tenant_id" uuid not null, "id" uuid not null, "workspace_id" uuid not null, "name" varchar(200) not null, "description" text not null default '', "position" int not null default 0, "created_at" timestamptz(3) not null, primary key ("tenant_id", "id"));`);
    this.addSql(`alter table "theme" add constraint "theme_tenant_id_workspace_id_name_unique" unique ("tenant_id", "workspace_id", "name");`);

    this.addSql(`create table "schedule" ("tenant_id" uuid not null, "id" uuid not null, "workspace_id" uuid not null, "name" varchar(120) not null, "as_of" date not null, "data_version" int not null, "input_hash" varchar(32) not null, "items" jsonb not null, "created_at" timestamptz(3) not null, primary key ("tenant_id", "id"));`);
    this.addSql(`alter table "schedule" add constraint "schedule_tenant_id_workspace_id_name_unique" unique ("tenant_id", "workspace_id", "name");`);

    this.addSql(`create table "scenario" ("tenant_id" uuid not null, "id" uuid not null, "workspace_id" uuid not null, "name" varchar(120) not null, "changes" jsonb not null, "created_at" timestamptz(3) not null, primary key ("tenant_id", "id"));`);
    this.addSql(`alter table "scenario" add constraint "scenario_tenant_id_workspace_id_name_unique" unique ("tenant_id", "workspace_id", "name");`);

    this.addSql(`create table "objective" ("tenant_id" uuid not null, "id" uuid not null, "workspace_id" uuid not null, "theme_id" uuid null, "name" varchar(300) not null, "description" text not null default '', "measure" varchar(300) null, "target" varchar(120) null, "current" varchar(120) null, "due_date" date null, "state" text not null default 'active', "position" int not null default 0, "created_at" timestamptz(3) not null, primary key ("tenant_id", "id"));`);
    this.addSql(`alter table "objective" add constraint "objective_tenant_id_workspace_id_name_unique" unique ("tenant_id", "workspace_id", "name");`);

    this.addSql(`create table "mission" ("tenant_id" uuid not null, "id" uuid not null, "workspace_id" uuid not null, "statement" text not null, "created_at" timestamptz(3) not null, primary key ("tenant_id", "id"));`);
    this.addSql(`alter table "mission" add constraint "mission_tenant_id_workspace_id_unique" unique ("tenant_id", "workspace_id");`);

    this.addSql(`create table "issued_forecast" ("tenant_id" uuid not null, "id" uuid not null, "workspace_id" uuid not null, "as_of" date not null, "data_version" int not null, "input_hash" varchar(32) not null, "subject" varchar(300) not null, "unit" text not null, "size" double precision not null, "inputs" jsonb not null, "p50" date null, "p75" date null, "p90" date null, "p95" date null, "created_at" timestamptz(3) not null, primary key ("tenant_id", "id"));`);
    this.addSql(`create index "issued_forecast_tenant_id_workspace_id_as_of_id_index" on "issued_forecast" ("tenant_id", "workspace_id", "as_of", "id");`);
    this.addSql(`alter table "issued_forecast" add constraint "issued_forecast_tenant_id_workspace_id_input_hash_as_of_unique" unique ("tenant_id", "workspace_id", "input_hash", "as_of");`);

    this.addSql(`create table "import" ("tenant_id" uuid not null, "id" uuid not null, "state" text not null default 'awaiting_upload', "subject" varchar(120) not null, "file_name" varchar(300) not null, "workspace_id" uuid null, "workspace_name" varchar(200) not null, "made_workspace" boolean not null default false, "ticket_hash" varchar(64) not null, "ticket_expires_at" timestamptz(3) not null, "mapping" jsonb null, "report" jsonb null, "refusal" jsonb null, "written" jsonb null, "made" jsonb null, "data_version" int null, "applied_at" timestamptz(3) null, "created_at" timestamptz(3) not null, primary key ("tenant_id", "id"));`);
    this.addSql(`alter table "import" add constraint "import_tenant_id_ticket_hash_unique" unique ("tenant_id", "ticket_hash");`);

    this.addSql(`create table "calendar" ("tenant_id" uuid not null, "id" uuid not null, "workspace_id" uuid not null, "name" varchar(120) not null, "weekdays" jsonb not null, "closed_days" jsonb not null, "created_at" timestamptz(3) not null, primary key ("tenant_id", "id"));`);
    this.addSql(`alter table "calendar" add constraint "calendar_tenant_id_workspace_id_name_unique" unique ("tenant_id", "workspace_id", "name");`);

    this.addSql(`create table "team" ("tenant_id" uuid not null, "id" uuid not null, "workspace_id" uuid not null, "name" varchar(120) not null, "members" int not null default 5, "skills" jsonb not null, "absences" jsonb not null, "cost_rate_cents" int null, "calendar_id" uuid null, "created_at" timestamptz(3) not null, primary key ("tenant_id", "id"));`);
    this.addSql(`alter table "team" add constraint "team_tenant_id_workspace_id_name_unique" unique ("tenant_id", "workspace_id", "name");`);

    this.addSql(`create table "sprint" ("tenant_id" uuid not null, "id" uuid not null, "workspace_id" uuid not null, "team_id" uuid null, "name" varchar(200) not null, "goal" text null, "state" text not null default 'future', "start_date" date null, "end_date" date null, "completed_at" timestamptz(3) null, "created_at" timestamptz(3) not null, primary key ("tenant_id", "id"));`);
    this.addSql(`create index "sprint_tenant_id_workspace_id_start_date_id_index" on "sprint" ("tenant_id", "workspace_id", "start_date", "id");`);
    this.addSql(`alter table "sprint" add constraint "sprint_tenant_id_workspace_id_name_unique" unique ("tenant_id", "workspace_id", "name");`);

    this.addSql(`create table "backlog_item" ("tenant_id" uuid not null, "id" uuid not null, "workspace_id" uuid not null, "key" varchar(60) not null, "number" int not null default 0, "title" text not null, "description" text not null default '', "type" text not null default 'story', "status" varchar(120) not null, "status_category" text not null default 'backlog', "priority" text not null default 'none', "story_points" double precision null, "job_size" double precision null, "business_value" double precision null, "time_criticality" double precision null, "risk_reduction" double precision null, "delay_cost_cents" double precision null, "reach" double precision null, "impact" double precision null, "confidence" double precision null, "due_date" date null, "deadline" date null, "release_date" date null, "skills" jsonb not null default '[]', "parent_id" uuid null, "epic_id" uuid null, "team_id" uuid null, "sprint_id" uuid null, "rank" double precision not null default 0, "url" text null, "source" varchar(40) null, "source_key" varchar(300) null, "import_id" uuid null, "extra" jsonb null, "started_at" timestamptz(3) null, "resolved_at" timestamptz(3) null, "created_at" timestamptz(3) not null, "updated_at" timestamptz(3) not null, "score" double precision generated always as (coalesce((business_value + time_criticality + risk_reduction) / nullif(job_size, 0), 0)) stored not null, "priority_order" smallint generated always as (case priority when 'critical' then 0 when 'high' then 1 when 'medium' then 2 when 'low' then 3 else 4 end) stored not null, "due_order" date generated always as (coalesce(due_date, '9999-12-31'::date)) stored not null, "search" tsvector generated always as (setweight(to_tsvector('simple', key || ' ' || title), 'A') || setweight(to_tsvector('simple', left(description, 100000)), 'B')) stored not null, primary key ("tenant_id", "id"));`);
    this.addSql(`create index "backlog_item_tenant_id_workspace_id_score_id_index" on "backlog_item" ("tenant_id", "workspace_id", "score", "id");`);
    this.addSql(`create index "backlog_item_tenant_id_workspace_id_rank_id_index" on "backlog_item" ("tenant_id", "workspace_id", "rank", "id");`);
    this.addSql(`create index "backlog_item_tenant_id_workspace_id_priority_order_id_index" on "backlog_item" ("tenant_id", "workspace_id", "priority_order", "id");`);
    this.addSql(`create index "backlog_item_tenant_id_workspace_id_updated_at_id_index" on "backlog_item" ("tenant_id", "workspace_id", "updated_at", "id");`);
    this.addSql(`create index "backlog_item_tenant_id_workspace_id_created_at_id_index" on "backlog_item" ("tenant_id", "workspace_id", "created_at", "id");`);
    this.addSql(`create index "backlog_item_tenant_id_workspace_id_due_order_id_index" on "backlog_item" ("tenant_id", "workspace_id", "due_order", "id");`);
    this.addSql(`create index "backlog_item_tenant_id_workspace_id_number_id_index" on "backlog_item" ("tenant_id", "workspace_id", "number", "id");`);
    this.addSql(`create index "backlog_item_tenant_id_workspace_id_status_category_score_index" on "backlog_item" ("tenant_id", "workspace_id", "status_category", "score");`);
    this.addSql(`create index "backlog_item_tenant_id_workspace_id_resolved_at_index" on "backlog_item" ("tenant_id", "workspace_id", "resolved_at");`);
    this.addSql(`create index "backlog_item_tenant_id_parent_id_index" on "backlog_item" ("tenant_id", "parent_id");`);
    this.addSql(`create index "backlog_item_tenant_id_epic_id_index" on "backlog_item" ("tenant_id", "epic_id");`);
    this.addSql(`create index "backlog_item_tenant_id_sprint_id_index" on "backlog_item" ("tenant_id", "sprint_id");`);
    this.addSql(`create index "backlog_item_search" on "backlog_item" using gin ("search");`);
    this.addSql(`alter table "backlog_item" add constraint "backlog_item_tenant_id_workspace_id_key_unique" unique ("tenant_id", "workspace_id", "key");`);
    this.addSql(`alter table "backlog_item" add constraint "backlog_item_source_unique" unique ("tenant_id", "workspace_id", "source", "source_key");`);

    this.addSql(`create table "status_change" ("tenant_id" uuid not null, "id" uuid not null, "workspace_id" uuid not null, "item_id" uuid not null, "at" timestamptz(3) not null, "from_status" varchar(120) null, "from_category" text null, "to_status" varchar(120) not null, "to_category" text not null, "import_id" uuid null, primary key ("tenant_id", "id"));`);
    this.addSql(`create index "status_change_tenant_id_item_id_at_index" on "status_change" ("tenant_id", "item_id", "at");`);
    this.addSql(`create index "status_change_tenant_id_workspace_id_at_index" on "status_change" ("tenant_id", "workspace_id", "at");`);

    this.addSql(`create table "sprint_scope" ("tenant_id" uuid not null, "id" uuid not null, "workspace_id" uuid not null, "item_id" uuid not null, "sprint_id" uuid not null, "added_at" timestamptz(3) not null, "removed_at" timestamptz(3) null, "points_at_add" double precision null, "import_id" uuid null, primary key ("tenant_id", "id"));`);
    this.addSql(`create index "sprint_scope_tenant_id_sprint_id_index" on "sprint_scope" ("tenant_id", "sprint_id");`);
    this.addSql(`create index "sprint_scope_tenant_id_item_id_index" on "sprint_scope" ("tenant_id", "item_id");`);

    this.addSql(`create table "item_objective" ("tenant_id" uuid not null, "id" uuid not null, "workspace_id" uuid not null, "item_id" uuid not null, "objective_id" uuid not null, "created_at" timestamptz(3) not null, primary key ("tenant_id", "id"));`);
    this.addSql(`create index "item_objective_tenant_id_objective_id_index" on "item_objective" ("tenant_id", "objective_id");`);
    this.addSql(`alter table "item_objective" add constraint "item_objective_tenant_id_item_id_objective_id_unique" unique ("tenant_id", "item_id", "objective_id");`);

    this.addSql(`create table "item_label" ("tenant_id" uuid not null, "id" uuid not null, "workspace_id" uuid not null, "item_id" uuid not null, "name" varchar(200) not null, primary key ("tenant_id", "id"));`);
    this.addSql(`create index "item_label_tenant_id_workspace_id_name_item_id_index" on "item_label" ("tenant_id", "workspace_id", "name", "item_id");`);
    this.addSql(`alter table "item_label" add constraint "item_label_tenant_id_item_id_name_unique" unique ("tenant_id", "item_id", "name");`);

    this.addSql(`create table "item_capability" ("tenant_id" uuid not null, "id" uuid not null, "workspace_id" uuid not null, "item_id" uuid not null, "capability_id" uuid not null, "created_at" timestamptz(3) not null, primary key ("tenant_id", "id"));`);
    this.addSql(`create index "item_capability_tenant_id_capability_id_index" on "item_capability" ("tenant_id", "capability_id");`);
    this.addSql(`alter table "item_capability" add constraint "item_capability_tenant_id_item_id_capability_id_unique" unique ("tenant_id", "item_id", "capability_id");`);

    this.addSql(`create table "import_change" ("tenant_id" uuid not null, "id" uuid not null, "workspace_id" uuid not null, "import_id" uuid not null, "item_id" uuid not null, "before" jsonb not null, primary key ("tenant_id", "id"));`);
    this.addSql(`create index "import_change_tenant_id_item_id_index" on "import_change" ("tenant_id", "item_id");`);
    this.addSql(`alter table "import_change" add constraint "import_change_tenant_id_import_id_item_id_unique" unique ("tenant_id", "import_id", "item_id");`);

    this.addSql(`create table "dependency" ("tenant_id" uuid not null, "id" uuid not null, "workspace_id" uuid not null, "item_id" uuid not null, "blocker_id" uuid null, "external_ref" varchar(300) null, "kind" text not null default 'blocks', "label" varchar(120) null, "lag_days" int not null default 0, "source" varchar(40) null, "outward" boolean not null default false, "import_id" uuid null, "ended_by_import_id" uuid null, "started_at" timestamptz(3) not null, "ended_at" timestamptz(3) null, primary key ("tenant_id", "id"));`);
    this.addSql(`create index "dependency_tenant_id_item_id_ended_at_index" on "dependency" ("tenant_id", "item_id", "ended_at");`);
    this.addSql(`create index "dependency_tenant_id_blocker_id_ended_at_index" on "dependency" ("tenant_id", "blocker_id", "ended_at");`);
    this.addSql(`create index "dependency_tenant_id_workspace_id_ended_at_index" on "dependency" ("tenant_id", "workspace_id", "ended_at");`);

    this.addSql(`alter table "audit_event" enable row level security;`);
    this.addSql(`alter table "audit_event" force row level security;`);
    this.addSql(`create policy "audit_event_tenant_policy" on "audit_event" using ("tenant_id" = current_setting('app.tenant_id')::uuid);`);

    this.addSql(`alter table "capability" add constraint "capability_own_check" check ("own" in ('none', 'partial', 'full'));`);
    this.addSql(`alter table "capability" enable row level security;`);
    this.addSql(`alter table "capability" force row level security;`);
    this.addSql(`create policy "capability_tenant_policy" on "capability" using ("tenant_id" = current_setting('app.tenant_id')::uuid);`);

    this.addSql(`alter table "competitor" add constraint "competitor_category_check" check ("category" in ('direct', 'indirect', 'disruptor', 'substitute'));`);
    this.addSql(`alter table "competitor" enable row level security;`);
    this.addSql(`alter table "competitor" force row level security;`);
    this.addSql(`create policy "competitor_tenant_policy" on "competitor" using ("tenant_id" = current_setting('app.tenant_id')::uuid);`);

    this.addSql(`alter table "competitor_claim" add constraint "competitor_claim_tenant_id_competitor_id_foreign" foreign key ("tenant_id", "competitor_id") references "competitor" ("tenant_id", "id") on update no action on delete cascade;`);
    this.addSql(`alter table "competitor_claim" add constraint "competitor_claim_tenant_id_capability_id_foreign" foreign key ("tenant_id", "capability_id") references "capability" ("tenant_id", "id") on update no action on delete set null (capability_id);`);
    this.addSql(`alter table "competitor_claim" add constraint "competitor_claim_level_check" check ("level" in ('none', 'partial', 'full'));`);
    this.addSql(`alter table "competitor_claim" enable row level security;`);
    this.addSql(`alter table "competitor_claim" force row level security;`);
    this.addSql(`create policy "competitor_claim_tenant_policy" on "competitor_claim" using ("tenant_id" = current_setting('app.tenant_id')::uuid);`);

    this.addSql(`alter table "invite" add constraint "invite_role_check" check ("role" in ('viewer', 'member', 'admin', 'owner'));`);
    this.addSql(`alter table "invite" enable row level security;`);
    this.addSql(`alter table "invite" force row level security;`);
    this.addSql(`create policy "invite_lookup" on "invite" for select to "pm33_lookup" using (true);`);
    this.addSql(`create policy "invite_tenant_policy" on "invite" using ("tenant_id" = current_setting('app.tenant_id')::uuid);`);

    this.addSql(`alter table "mcp_session" enable row level security;`);
    this.addSql(`alter table "mcp_session" force row level security;`);
    this.addSql(`create policy "mcp_session_tenant_policy" on "mcp_session" using ("tenant_id" = current_setting('app.tenant_id')::uuid);`);

    this.addSql(`alter table "setting" enable row level security;`);
    this.addSql(`alter table "setting" force row level security;`);
    this.addSql(`create policy "setting_tenant_policy" on "setting" using ("tenant_id" = current_setting('app.tenant_id')::uuid);`);

    this.addSql(`alter table "signing_key" add constraint "signing_key_state_check" check ("state" in ('current', 'next', 'retired'));`);

    this.addSql(`alter table "tenant" enable row level security;`);
    this.addSql(`alter table "tenant" force row level security;`);
    this.addSql(`create policy "tenant_lookup" on "tenant" for select to "pm33_lookup" using (true);`);
    this.addSql(`create policy "tenant_tenant_policy" on "tenant" using ("tenant_id" = current_setting('app.tenant_id')::uuid);`);

    this.addSql(`alter table "one_time_link" add constraint "one_time_link_user_id_foreign" foreign key ("user_id") references "user_account" ("id") on update no action on delete cascade;`);
    this.addSql(`alter table "one_time_link" add constraint "one_time_link_kind_check" check ("kind" in ('set_up', 'reset'));`);

    this.addSql(`alter table "oauth_grant" add constraint "oauth_grant_user_id_foreign" foreign key ("user_id") references "user_account" ("id") on update no action on delete cascade;`);
    this.addSql(`alter table "oauth_grant" enable row level security;`);
    this.addSql(`alter table "oauth_grant" force row level security;`);
    this.addSql(`create policy "oauth_grant_lookup" on "oauth_grant" for select to "pm33_lookup" using (true);`);
    this.addSql(`create policy "oauth_grant_tenant_policy" on "oauth_grant" using ("tenant_id" = current_setting('app.tenant_id')::uuid);`);

    this.addSql(`alter table "membership" add constraint "membership_user_id_foreign" foreign key ("user_id") references "user_account" ("id") on update no action on delete cascade;`);
    this.addSql(`alter table "membership" add constraint "membership_role_check" check ("role" in ('viewer', 'member', 'admin', 'owner'));`);
    this.addSql(`alter table "membership" enable row level security;`);
    this.addSql(`alter table "membership" force row level security;`);
    this.addSql(`create policy "membership_lookup" on "membership" for select to "pm33_lookup" using (true);`);
    this.addSql(`create policy "membership_tenant_policy" on "membership" using ("tenant_id" = current_setting('app.tenant_id')::uuid);`);

    this.addSql(`alter table "login_session" add constraint "login_session_user_id_foreign" foreign key ("user_id") references "user_account" ("id") on update no action on delete cascade;`);

    this.addSql(`alter table "api_key" add constraint "api_key_user_id_foreign" foreign key ("user_id") references "user_account" ("id") on update no action on delete cascade;`);
    this.addSql(`alter table "api_key" enable row level security;`);
    this.addSql(`alter table "api_key" force row level security;`);
    this.addSql(`create policy "api_key_lookup" on "api_key" for select to "pm33_lookup" using (true);`);
    this.addSql(`create policy "api_key_tenant_policy" on "api_key" using ("tenant_id" = current_setting('app.tenant_id')::uuid);`);

    this.addSql(`alter table "workspace" enable row level security;`);
    this.addSql(`alter table "workspace" force row level security;`);
    this.addSql(`create policy "workspace_tenant_policy" on "workspace" using ("tenant_id" = current_setting('app.tenant_id')::uuid);`);

    this.addSql(`alter table "theme" add constraint "theme_tenant_id_workspace_id_foreign" foreign key ("tenant_id", "workspace_id") references "workspace" ("tenant_id", "id") on update no action on delete cascade;`);
    this.addSql(`alter table "theme" enable row level security;`);
    this.addSql(`alter table "theme" force row level security;`);
    this.addSql(`create policy "theme_tenant_policy" on "theme" using ("tenant_id" = current_setting('app.tenant_id')::uuid);`);

    this.addSql(`alter table "schedule" add constraint "schedule_tenant_id_workspace_id_foreign" foreign key ("tenant_id", "workspace_id") references "workspace" ("tenant_id", "id") on update no action on delete cascade;`);
    this.addSql(`alter table "schedule" enable row level security;`);
    this.addSql(`alter table "schedule" force row level security;`);
    this.addSql(`create policy "schedule_tenant_policy" on "schedule" using ("tenant_id" = current_setting('app.tenant_id')::uuid);`);

    this.addSql(`alter table "scenario" add constraint "scenario_tenant_id_workspace_id_foreign" foreign key ("tenant_id", "workspace_id") references "workspace" ("tenant_id", "id") on update no action on delete cascade;`);
    this.addSql(`alter table "scenario" enable row level security;`);
    this.addSql(`alter table "scenario" force row level security;`);
    this.addSql(`create policy "scenario_tenant_policy" on "scenario" using ("tenant_id" = current_setting('app.tenant_id')::uuid);`);

    this.addSql(`alter table "objective" add constraint "objective_tenant_id_workspace_id_foreign" foreign key ("tenant_id", "workspace_id") references "workspace" ("tenant_id", "id") on update no action on delete cascade;`);
    this.addSql(`alter table "objective" add constraint "objective_tenant_id_theme_id_foreign" foreign key ("tenant_id", "theme_id") references "theme" ("tenant_id", "id") on update no action on delete set null (theme_id);`);
    this.addSql(`alter table "objective" add constraint "objective_state_check" check ("state" in ('active', 'achieved', 'dropped'));`);
    this.addSql(`alter table "objective" enable row level security;`);
    this.addSql(`alter table "objective" force row level security;`);
    this.addSql(`create policy "objective_tenant_policy" on "objective" using ("tenant_id" = current_setting('app.tenant_id')::uuid);`);

    this.addSql(`alter table "mission" add constraint "mission_tenant_id_workspace_id_foreign" foreign key ("tenant_id", "workspace_id") references "workspace" ("tenant_id", "id") on update no action on delete cascade;`);
    this.addSql(`alter table "mission" enable row level security;`);
    this.addSql(`alter table "mission" force row level security;`);
    this.addSql(`create policy "mission_tenant_policy" on "mission" using ("tenant_id" = current_setting('app.tenant_id')::uuid);`);

    this.addSql(`alter table "issued_forecast" add constraint "issued_forecast_tenant_id_workspace_id_foreign" foreign key ("tenant_id", "workspace_id") references "workspace" ("tenant_id", "id") on update no action on delete cascade;`);
    this.addSql(`alter table "issued_forecast" add constraint "issued_forecast_unit_check" check ("unit" in ('items', 'points'));`);
    this.addSql(`alter table "issued_forecast" enable row level security;`);
    this.addSql(`alter table "issued_forecast" force row level security;`);
    this.addSql(`create policy "issued_forecast_tenant_policy" on "issued_forecast" using ("tenant_id" = current_setting('app.tenant_id')::uuid);`);

    this.addSql(`alter table "import" add constraint "import_tenant_id_workspace_id_foreign" foreign key ("tenant_id", "workspace_id") references "workspace" ("tenant_id", "id") on update no action on delete cascade;`);
    this.addSql(`alter table "import" add constraint "import_state_check" check ("state" in ('awaiting_upload', 'planned', 'refused', 'applied', 'undone'));`);
    this.addSql(`alter table "import" enable row level security;`);
    this.addSql(`alter table "import" force row level security;`);
    this.addSql(`create policy "import_tenant_policy" on "import" using ("tenant_id" = current_setting('app.tenant_id')::uuid);`);

    this.addSql(`alter table "calendar" add constraint "calendar_tenant_id_workspace_id_foreign" foreign key ("tenant_id", "workspace_id") references "workspace" ("tenant_id", "id") on update no action on delete cascade;`);
    this.addSql(`alter table "calendar" enable row level security;`);
    this.addSql(`alter table "calendar" force row level security;`);
    this.addSql(`create policy "calendar_tenant_policy" on "calendar" using ("tenant_id" = current_setting('app.tenant_id')::uuid);`);

    this.addSql(`alter table "team" add constraint "team_tenant_id_workspace_id_foreign" foreign key ("tenant_id", "workspace_id") references "workspace" ("tenant_id", "id") on update no action on delete cascade;`);
    this.addSql(`alter table "team" add constraint "team_tenant_id_calendar_id_foreign" foreign key ("tenant_id", "calendar_id") references "calendar" ("tenant_id", "id") on update no action on delete set null (calendar_id);`);
    this.addSql(`alter table "team" enable row level security;`);
    this.addSql(`alter table "team" force row level security;`);
    this.addSql(`create policy "team_tenant_policy" on "team" using ("tenant_id" = current_setting('app.tenant_id')::uuid);`);

    this.addSql(`alter table "sprint" add constraint "sprint_tenant_id_workspace_id_foreign" foreign key ("tenant_id", "workspace_id") references "workspace" ("tenant_id", "id") on update no action on delete cascade;`);
    this.addSql(`alter table "sprint" add constraint "sprint_tenant_id_team_id_foreign" foreign key ("tenant_id", "team_id") references "team" ("tenant_id", "id") on update no action on delete set null (team_id);`);
    this.addSql(`alter table "sprint" add constraint "sprint_state_check" check ("state" in ('future', 'active', 'closed'));`);
    this.addSql(`alter table "sprint" enable row level security;`);
    this.addSql(`alter table "sprint" force row level security;`);
    this.addSql(`create policy "sprint_tenant_policy" on "sprint" using ("tenant_id" = current_setting('app.tenant_id')::uuid);`);

    this.addSql(`alter table "backlog_item" add constraint "backlog_item_tenant_id_workspace_id_foreign" foreign key ("tenant_id", "workspace_id") references "workspace" ("tenant_id", "id") on update no action on delete cascade;`);
    this.addSql(`alter table "backlog_item" add constraint "backlog_item_tenant_id_parent_id_foreign" foreign key ("tenant_id", "parent_id") references "backlog_item" ("tenant_id", "id") on update no action on delete set null (parent_id) deferrable initially deferred;`);
    this.addSql(`alter table "backlog_item" add constraint "backlog_item_tenant_id_epic_id_foreign" foreign key ("tenant_id", "epic_id") references "backlog_item" ("tenant_id", "id") on update no action on delete set null (epic_id) deferrable initially deferred;`);
    this.addSql(`alter table "backlog_item" add constraint "backlog_item_tenant_id_team_id_foreign" foreign key ("tenant_id", "team_id") references "team" ("tenant_id", "id") on update no action on delete set null (team_id);`);
    this.addSql(`alter table "backlog_item" add constraint "backlog_item_tenant_id_sprint_id_foreign" foreign key ("tenant_id", "sprint_id") references "sprint" ("tenant_id", "id") on update no action on delete set null (sprint_id);`);
    this.addSql(`alter table "backlog_item" add constraint "backlog_item_type_check" check ("type" in ('epic', 'feature', 'story', 'task', 'bug', 'improvement', 'idea'));`);
    this.addSql(`alter table "backlog_item" add constraint "backlog_item_status_category_check" check ("status_category" in ('backlog', 'todo', 'active', 'review', 'done', 'cancelled'));`);
    this.addSql(`alter table "backlog_item" add constraint "backlog_item_priority_check" check ("priority" in ('critical', 'high', 'medium', 'low', 'none'));`);
    this.addSql(`alter table "backlog_item" enable row level security;`);
    this.addSql(`alter table "backlog_item" force row level security;`);
    this.addSql(`create policy "backlog_item_search" on "backlog_item" for select to "pm33_search" using (true);`);
    this.addSql(`create policy "backlog_item_tenant_policy" on "backlog_item" using ("tenant_id" = current_setting('app.tenant_id')::uuid);`);

    this.addSql(`alter table "status_change" add constraint "status_change_tenant_id_workspace_id_foreign" foreign key ("tenant_id", "workspace_id") references "workspace" ("tenant_id", "id") on update no action on delete cascade;`);
    this.addSql(`alter table "status_change" add constraint "status_change_tenant_id_item_id_foreign" foreign key ("tenant_id", "item_id") references "backlog_item" ("tenant_id", "id") on update no action on delete cascade;`);
    this.addSql(`alter table "status_change" add constraint "status_change_from_category_check" check ("from_category" in ('backlog', 'todo', 'active', 'review', 'done', 'cancelled'));`);
    this.addSql(`alter table "status_change" add constraint "status_change_to_category_check" check ("to_category" in ('backlog', 'todo', 'active', 'review', 'done', 'cancelled'));`);
    this.addSql(`alter table "status_change" enable row level security;`);
    this.addSql(`alter table "status_change" force row level security;`);
    this.addSql(`create policy "status_change_tenant_policy" on "status_change" using ("tenant_id" = current_setting('app.tenant_id')::uuid);`);

    this.addSql(`alter table "sprint_scope" add constraint "sprint_scope_tenant_id_workspace_id_foreign" foreign key ("tenant_id", "workspace_id") references "workspace" ("tenant_id", "id") on update no action on delete cascade;`);
    this.addSql(`alter table "sprint_scope" add constraint "sprint_scope_tenant_id_item_id_foreign" foreign key ("tenant_id", "item_id") references "backlog_item" ("tenant_id", "id") on update no action on delete cascade;`);
    this.addSql(`alter table "sprint_scope" add constraint "sprint_scope_tenant_id_sprint_id_foreign" foreign key ("tenant_id", "sprint_id") references "sprint" ("tenant_id", "id") on update no action on delete cascade;`);
    this.addSql(`alter table "sprint_scope" enable row level security;`);
    this.addSql(`alter table "sprint_scope" force row level security;`);
    this.addSql(`create policy "sprint_scope_tenant_policy" on "sprint_scope" using ("tenant_id" = current_setting('app.tenant_id')::uuid);`);

    this.addSql(`alter table "item_objective" add constraint "item_objective_tenant_id_workspace_id_foreign" foreign key ("tenant_id", "workspace_id") references "workspace" ("tenant_id", "id") on update no action on delete cascade;`);
    this.addSql(`alter table "item_objective" add constraint "item_objective_tenant_id_item_id_foreign" foreign key ("tenant_id", "item_id") references "backlog_item" ("tenant_id", "id") on update no action on delete cascade;`);
    this.addSql(`alter table "item_objective" add constraint "item_objective_tenant_id_objective_id_foreign" foreign key ("tenant_id", "objective_id") references "objective" ("tenant_id", "id") on update no action on delete cascade;`);
    this.addSql(`alter table "item_objective" enable row level security;`);
    this.addSql(`alter table "item_objective" force row level security;`);
    this.addSql(`create policy "item_objective_tenant_policy" on "item_objective" using ("tenant_id" = current_setting('app.tenant_id')::uuid);`);

    this.addSql(`alter table "item_label" add constraint "item_label_tenant_id_workspace_id_foreign" foreign key ("tenant_id", "workspace_id") references "workspace" ("tenant_id", "id") on update no action on delete cascade;`);
    this.addSql(`alter table "item_label" add constraint "item_label_tenant_id_item_id_foreign" foreign key ("tenant_id", "item_id") references "backlog_item" ("tenant_id", "id") on update no action on delete cascade;`);
    this.addSql(`alter table "item_label" enable row level security;`);
    this.addSql(`alter table "item_label" force row level security;`);
    this.addSql(`create policy "item_label_tenant_policy" on "item_label" using ("tenant_id" = current_setting('app.tenant_id')::uuid);`);

    this.addSql(`alter table "item_capability" add constraint "item_capability_tenant_id_workspace_id_foreign" foreign key ("tenant_id", "workspace_id") references "workspace" ("tenant_id", "id") on update no action on delete cascade;`);
    this.addSql(`alter table "item_capability" add constraint "item_capability_tenant_id_item_id_foreign" foreign key ("tenant_id", "item_id") references "backlog_item" ("tenant_id", "id") on update no action on delete cascade;`);
    this.addSql(`alter table "item_capability" add constraint "item_capability_tenant_id_capability_id_foreign" foreign key ("tenant_id", "capability_id") references "capability" ("tenant_id", "id") on update no action on delete cascade;`);
    this.addSql(`alter table "item_capability" enable row level security;`);
    this.addSql(`alter table "item_capability" force row level security;`);
    this.addSql(`create policy "item_capability_tenant_policy" on "item_capability" using ("tenant_id" = current_setting('app.tenant_id')::uuid);`);

    this.addSql(`alter table "import_change" add constraint "import_change_tenant_id_workspace_id_foreign" foreign key ("tenant_id", "workspace_id") references "workspace" ("tenant_id", "id") on update no action on delete cascade;`);
    this.addSql(`alter table "import_change" add constraint "import_change_tenant_id_import_id_foreign" foreign key ("tenant_id", "import_id") references "import" ("tenant_id", "id") on update no action on delete cascade;`);
    this.addSql(`alter table "import_change" add constraint "import_change_tenant_id_item_id_foreign" foreign key ("tenant_id", "item_id") references "backlog_item" ("tenant_id", "id") on update no action on delete cascade;`);
    this.addSql(`alter table "import_change" enable row level security;`);
    this.addSql(`alter table "import_change" force row level security;`);
    this.addSql(`create policy "import_change_tenant_policy" on "import_change" using ("tenant_id" = current_setting('app.tenant_id')::uuid);`);

    this.addSql(`alter table "dependency" add constraint "dependency_tenant_id_workspace_id_foreign" foreign key ("tenant_id", "workspace_id") references "workspace" ("tenant_id", "id") on update no action on delete cascade;`);
    this.addSql(`alter table "dependency" add constraint "dependency_tenant_id_item_id_foreign" foreign key ("tenant_id", "item_id") references "backlog_item" ("tenant_id", "id") on update no action on delete cascade;`);
    this.addSql(`alter table "dependency" add constraint "dependency_tenant_id_blocker_id_foreign" foreign key ("tenant_id", "blocker_id") references "backlog_item" ("tenant_id", "id") on update no action on delete cascade;`);
    this.addSql(`alter table "dependency" add constraint "dependency_kind_check" check ("kind" in ('blocks', 'suggested', 'relates', 'duplicates', 'other'));`);
    this.addSql(`alter table "dependency" enable row level security;`);
    this.addSql(`alter table "dependency" force row level security;`);
    this.addSql(`create policy "dependency_tenant_policy" on "dependency" using ("tenant_id" = current_setting('app.tenant_id')::uuid);`);
  }

  override down(): void | Promise<void> {
    this.addSql(`alter table "competitor_claim" drop constraint "competitor_claim_tenant_id_capability_id_foreign";`);
    this.addSql(`alter table "item_capability" drop constraint "item_capability_tenant_id_capability_id_foreign";`);
    this.addSql(`alter table "competitor_claim" drop constraint "competitor_claim_tenant_id_competitor_id_foreign";`);
    this.addSql(`alter table "one_time_link" drop constraint "one_time_link_user_id_foreign";`);
    this.addSql(`alter table "oauth_grant" drop constraint "oauth_grant_user_id_foreign";`);
    this.addSql(`alter table "membership" drop constraint "membership_user_id_foreign";`);
    this.addSql(`alter table "login_session" drop constraint "login_session_user_id_foreign";`);
    this.addSql(`alter table "api_key" drop constraint "api_key_user_id_foreign";`);
    this.addSql(`alter table "theme" drop constraint "theme_tenant_id_workspace_id_foreign";`);
    this.addSql(`alter table "schedule" drop constraint "schedule_tenant_id_workspace_id_foreign";`);
    this.addSql(`alter table "scenario" drop constraint "scenario_tenant_id_workspace_id_foreign";`);
    this.addSql(`alter table "objective" drop constraint "objective_tenant_id_workspace_id_foreign";`);
    this.addSql(`alter table "mission" drop constraint "mission_tenant_id_workspace_id_foreign";`);
    this.addSql(`alter table "issued_forecast" drop constraint "issued_forecast_tenant_id_workspace_id_foreign";`);
    this.addSql(`alter table "import" drop constraint "import_tenant_id_workspace_id_foreign";`);
    this.addSql(`alter table "calendar" drop constraint "calendar_tenant_id_workspace_id_foreign";`);
    this.addSql(`alter table "team" drop constraint "team_tenant_id_workspace_id_foreign";`);
    this.addSql(`alter table "sprint" drop constraint "sprint_tenant_id_workspace_id_foreign";`);
    this.addSql(`alter table "backlog_item" drop constraint "backlog_item_tenant_id_workspace_id_foreign";`);
    this.addSql(`alter table "status_change" drop constraint "status_change_tenant_id_workspace_id_foreign";`);
    this.addSql(`alter table "sprint_scope" drop constraint "sprint_scope_tenant_id_workspace_id_foreign";`);
    this.addSql(`alter table "item_objective" drop constraint "item_objective_tenant_id_workspace_id_foreign";`);
    this.addSql(`alter table "item_label" drop constraint "item_label_tenant_id_workspace_id_foreign";`);
    this.addSql(`alter table "item_capability" drop constraint "item_capability_tenant_id_workspace_id_foreign";`);
    this.addSql(`alter table "import_change" drop constraint "import_change_tenant_id_workspace_id_foreign";`);
    this.addSql(`alter table "dependency" drop constraint "dependency_tenant_id_workspace_id_foreign";`);
    this.addSql(`alter table "objective" drop constraint "objective_tenant_id_theme_id_foreign";`);
    this.addSql(`alter table "item_objective" drop constraint "item_objective_tenant_id_objective_id_foreign";`);
    this.addSql(`alter table "import_change" drop constraint "import_change_tenant_id_import_id_foreign";`);
    this.addSql(`alter table "team" drop constraint "team_tenant_id_calendar_id_foreign";`);
    this.addSql(`alter table "sprint" drop constraint "sprint_tenant_id_team_id_foreign";`);
    this.addSql(`alter table "backlog_item" drop constraint "backlog_item_tenant_id_team_id_foreign";`);
    this.addSql(`alter table "backlog_item" drop constraint "backlog_item_tenant_id_sprint_id_foreign";`);
    this.addSql(`alter table "sprint_scope" drop constraint "sprint_scope_tenant_id_sprint_id_foreign";`);
    this.addSql(`alter table "backlog_item" drop constraint "backlog_item_tenant_id_parent_id_foreign";`);
    this.addSql(`alter table "backlog_item" drop constraint "backlog_item_tenant_id_epic_id_foreign";`);
    this.addSql(`alter table "status_change" drop constraint "status_change_tenant_id_item_id_foreign";`);
    this.addSql(`alter table "sprint_scope" drop constraint "sprint_scope_tenant_id_item_id_foreign";`);
    this.addSql(`alter table "item_objective" drop constraint "item_objective_tenant_id_item_id_foreign";`);
    this.addSql(`alter table "item_label" drop constraint "item_label_tenant_id_item_id_foreign";`);
    this.addSql(`alter table "item_capability" drop constraint "item_capability_tenant_id_item_id_foreign";`);
    this.addSql(`alter table "import_change" drop constraint "import_change_tenant_id_item_id_foreign";`);
    this.addSql(`alter table "dependency" drop constraint "dependency_tenant_id_item_id_foreign";`);
    this.addSql(`alter table "dependency" drop constraint "dependency_tenant_id_blocker_id_foreign";`);

    this.addSql(`drop table if exists "audit_event" cascade;`);
    this.addSql(`drop table if exists "capability" cascade;`);
    this.addSql(`drop table if exists "competitor" cascade;`);
    this.addSql(`drop table if exists "competitor_claim" cascade;`);
    this.addSql(`drop table if exists "credential_epoch" cascade;`);
    this.addSql(`drop table if exists "invite" cascade;`);
    this.addSql(`drop table if exists "mcp_session" cascade;`);
    this.addSql(`drop table if exists "oauth_client" cascade;`);
    this.addSql(`drop table if exists "oauth_payload" cascade;`);
    this.addSql(`drop table if exists "rate_limit" cascade;`);
    this.addSql(`drop table if exists "setting" cascade;`);
    this.addSql(`drop table if exists "signing_key" cascade;`);
    this.addSql(`drop table if exists "tenant" cascade;`);
    this.addSql(`drop table if exists "user_account" cascade;`);
    this.addSql(`drop table if exists "one_time_link" cascade;`);
    this.addSql(`drop table if exists "oauth_grant" cascade;`);
    this.addSql(`drop table if exists "membership" cascade;`);
    this.addSql(`drop table if exists "login_session" cascade;`);
    this.addSql(`drop table if exists "api_key" cascade;`);
    this.addSql(`drop table if exists "workspace" cascade;`);
    this.addSql(`drop table if exists "theme" cascade;`);
    this.addSql(`drop table if exists "schedule" cascade;`);
    this.addSql(`drop table if exists "scenario" cascade;`);
    this.addSql(`drop table if exists "objective" cascade;`);
    this.addSql(`drop table if exists "mission" cascade;`);
    this.addSql(`drop table if exists "issued_forecast" cascade;`);
    this.addSql(`drop table if exists "import" cascade;`);
    this.addSql(`drop table if exists "calendar" cascade;`);
    this.addSql(`drop table if exists "team" cascade;`);
    this.addSql(`drop table if exists "sprint" cascade;`);
    this.addSql(`drop table if exists "backlog_item" cascade;`);
    this.addSql(`drop table if exists "status_change" cascade;`);
    this.addSql(`drop table if exists "sprint_scope" cascade;`);
    this.addSql(`drop table if exists "item_objective" cascade;`);
    this.addSql(`drop table if exists "item_label" cascade;`);
    this.addSql(`drop table if exists "item_capability" cascade;`);
    this.addSql(`drop table if exists "import_change" cascade;`);
    this.addSql(`drop table if exists "dependency" cascade;`);
  }

}
