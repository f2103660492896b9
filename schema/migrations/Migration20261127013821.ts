import { Migration } from '@mikro-orm/migrations';

export class Migration20261127013821 extends Migration {

  override name = 'Migration20261127013821';

  override up(): void | Promise<void> {
    this.addSql(`alter table "invite" add "inviter" uuid null;`);

    this.addSql(`alter table "one_time_link" add "made_in" uuid null, add "made_by" uuid null;`);
    // Nobody knows who made those that are on their way, and they live an hour.
    this.addSql(`delete from "one_time_link" where "kind" = 'reset';`);
  }

  override down(): void | Promise<void> {
    this.addSql(`alter table "invite" drop column "inviter";`);

    this.addSql(`alter table "one_time_link" drop column "made_in", drop column "made_by";`);
  }

}
