import { Migration } from '@mikro-orm/migrations';

export class Migration20261129012953 extends Migration {

  override name = 'Migration20261129012953';

  override up(): void | Promise<void> {
    this.addSql(`alter table "workspace" add "retired_keys" jsonb null;`);
  }

  override down(): void | Promise<void> {
    this.addSql(`alter table "workspace" drop column "retired_keys";`);
  }

}
