import { Migration } from '@mikro-orm/migrations';

export class Migration20261128183123 extends Migration {

  override name = 'Migration20261128183123';

  override up(): void | Promise<void> {
    this.addSql(`alter table "team" alter column "members" set default 0;`);
  }

  override down(): void | Promise<void> {
    this.addSql(`alter table "team" alter column "members" set default 5;`);
  }

}
