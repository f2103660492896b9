import { Migration } from '@mikro-orm/migrations';

export class Migration20261127182418 extends Migration {

  override name = 'Migration20261127182418';

  override up(): void | Promise<void> {
    this.addSql(`alter table "prd" add "brief" jsonb null;`);
  }

  override down(): void | Promise<void> {
    this.addSql(`alter table "prd" drop column "brief";`);
  }

}
