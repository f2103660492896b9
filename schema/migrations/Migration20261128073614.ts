import { Migration } from '@mikro-orm/migrations';

export class Migration20261128073614 extends Migration {

  override name = 'Migration20261128073614';

  override up(): void | Promise<void> {
    this.addSql(`alter table "prd" add "made" jsonb null;`);
  }

  override down(): void | Promise<void> {
    this.addSql(`alter table "prd" drop column "made";`);
  }

}
