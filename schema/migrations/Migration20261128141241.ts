import { Migration } from '@mikro-orm/migrations';

export class Migration20261128141241 extends Migration {

  override name = 'Migration20261128141241';

  override up(): void | Promise<void> {
    this.addSql(`alter table "sync_item" add "digest" varchar(44) null, add "left_as" varchar(60) null;`);
  }

  override down(): void | Promise<void> {
    this.addSql(`alter table "sync_item" drop column "digest", drop column "left_as";`);
  }

}
