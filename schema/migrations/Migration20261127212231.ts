import { Migration } from '@mikro-orm/migrations';

export class Migration20261127212231 extends Migration {

  override name = 'Migration20261127212231';

  override up(): void | Promise<void> {
    this.addSql(`alter table "membership" add "restricted_at" timestamptz(3) null, add "objected" boolean not null default false;`);
  }

  override down(): void | Promise<void> {
    this.addSql(`alter table "membership" drop column "restricted_at", drop column "objected";`);
  }

}
