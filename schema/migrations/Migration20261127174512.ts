import { Migration } from '@mikro-orm/migrations';

export class Migration20261127174512 extends Migration {

  override name = 'Migration20261127174512';

  override up(): void | Promise<void> {
    this.addSql(`alter table "oauth_grant" add "default_workspace_id" uuid null;`);

    this.addSql(`alter table "api_key" add "default_workspace_id" uuid null;`);
  }

  override down(): void | Promise<void> {
    this.addSql(`alter table "api_key" drop column "default_workspace_id";`);

    this.addSql(`alter table "oauth_grant" drop column "default_workspace_id";`);
  }

}
