import { Migration } from '@mikro-orm/migrations';

export class Migration20261128231500 extends Migration {

  override name = 'Migration20261128231500';

  override up(): void | Promise<void> {
    this.addSql(`alter table "user_account" add "started_anew_at" timestamptz(3) null;`);
  }

  override down(): void | Promise<void> {
    this.addSql(`alter table "user_account" drop column "started_anew_at";`);
  }

}
