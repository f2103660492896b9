import { Migration } from '@mikro-orm/migrations';

export class Migration20261128052803 extends Migration {

  override name = 'Migration20261128052803';

  override up(): void | Promise<void> {
    this.addSql(`alter table "sync_connection" add "pace" int null;`);
  }

  override down(): void | Promise<void> {
    this.addSql(`alter table "sync_connection" drop column "pace";`);
  }

}
