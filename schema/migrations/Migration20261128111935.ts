import { Migration } from '@mikro-orm/migrations';

export class Migration20261128111935 extends Migration {

  override name = 'Migration20261128111935';

  override up(): void | Promise<void> {
    this.addSql(`alter table "sync_connection" add "missing" text null;`);
  }

  override down(): void | Promise<void> {
    this.addSql(`alter table "sync_connection" drop column "missing";`);
  }

}
