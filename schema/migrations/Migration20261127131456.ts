import { Migration } from '@mikro-orm/migrations';

export class Migration20261127131456 extends Migration {

  override name = 'Migration20261127131456';

  override up(): void | Promise<void> {
    this.addSql(`create index "backlog_item_open_score" on "backlog_item" ("tenant_id", "workspace_id", "score", "id") where "status_category" in ('backlog', 'todo', 'active', 'review');`);
    this.addSql(`create index "backlog_item_open_rank" on "backlog_item" ("tenant_id", "workspace_id", "rank", "id") where "status_category" in ('backlog', 'todo', 'active', 'review');`);
    this.addSql(`create index "backlog_item_open_priority_order" on "backlog_item" ("tenant_id", "workspace_id", "priority_order", "id") where "status_category" in ('backlog', 'todo', 'active', 'review');`);
    this.addSql(`create index "backlog_item_open_updated_at" on "backlog_item" ("tenant_id", "workspace_id", "updated_at", "id") where "status_category" in ('backlog', 'todo', 'active', 'review');`);
    this.addSql(`create index "backlog_item_open_created_at" on "backlog_item" ("tenant_id", "workspace_id", "created_at", "id") where "status_category" in ('backlog', 'todo', 'active', 'review');`);
    this.addSql(`create index "backlog_item_open_due_order" on "backlog_item" ("tenant_id", "workspace_id", "due_order", "id") where "status_category" in ('backlog', 'todo', 'active', 'review');`);
    this.addSql(`create index "backlog_item_open_number" on "backlog_item" ("tenant_id", "workspace_id", "number", "id") where "status_category" in ('backlog', 'todo', 'active', 'review');`);
    this.addSql(`create index "backlog_item_open_team" on "backlog_item" ("tenant_id", "workspace_id", "team_id", "rank", "id") where "status_category" in ('backlog', 'todo', 'active', 'review');`);
    this.addSql(`create index "backlog_item_open_type" on "backlog_item" ("tenant_id", "workspace_id", "type", "rank", "id") where "status_category" in ('backlog', 'todo', 'active', 'review');`);
    this.addSql(`create index "backlog_item_sprint_rank" on "backlog_item" ("tenant_id", "workspace_id", "sprint_id", "rank", "id");`);
  }

  override down(): void | Promise<void> {
    this.addSql(`drop index "backlog_item_open_score";`);
    this.addSql(`drop index "backlog_item_open_rank";`);
    this.addSql(`drop index "backlog_item_open_priority_order";`);
    this.addSql(`drop index "backlog_item_open_updated_at";`);
    this.addSql(`drop index "backlog_item_open_created_at";`);
    this.addSql(`drop index "backlog_item_open_due_order";`);
    this.addSql(`drop index "backlog_item_open_number";`);
    this.addSql(`drop index "backlog_item_open_team";`);
    this.addSql(`drop index "backlog_item_open_type";`);
    this.addSql(`drop index "backlog_item_sprint_rank";`);
  }

}
