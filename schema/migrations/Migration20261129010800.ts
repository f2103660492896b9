import { Migration } from '@mikro-orm/migrations';

export class Migration20261129010800 extends Migration {

  override name = 'Migration20261129010800';

  override up(): void | Promise<void> {
    this.addSql(`alter table "invite" add "by_operator" boolean not null default false;`);

    this.addSql(`alter table "one_time_link" add "by_operator" boolean not null default false;`);
  }

  override down(): void | Promise<void> {
    this.addSql(`alter table "invite" drop column "by_operator";`);

    this.addSql(`alter table "one_time_link" drop column "by_operator";`);
  }

}
