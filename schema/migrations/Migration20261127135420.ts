import { Migration } from '@mikro-orm/migrations';

export class Migration20261127135420 extends Migration {

  override name = 'Migration20261127135420';

  override up(): void | Promise<void> {
    this.addSql(`alter table "workspace" add "currency" varchar(3) null;`);
  }

  override down(): void | Promise<void> {
    this.addSql(`alter table "workspace" drop column "currency";`);
  }

}
