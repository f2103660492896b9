import { Migration } from '@mikro-orm/migrations';

export class Migration20261128001734 extends Migration {

  override name = 'Migration20261128001734';

  override up(): void | Promise<void> {
    this.addSql(`alter table "issued_forecast" add "question_hash" varchar(32) null;`);
    this.addSql(`create index "issued_forecast_tenant_id_workspace_id_question_ha_d73d0_index" on "issued_forecast" ("tenant_id", "workspace_id", "question_hash", "as_of");`);
  }

  override down(): void | Promise<void> {
    this.addSql(`drop index "issued_forecast_tenant_id_workspace_id_question_ha_d73d0_index";`);
    this.addSql(`alter table "issued_forecast" drop column "question_hash";`);
  }

}
