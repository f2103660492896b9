import { Migration } from '@mikro-orm/migrations';

export class Migration20261127172833 extends Migration {

  override name = 'Migration20261127172833';

  override up(): void | Promise<void> {
    this.addSql(`alter table "one_time_link" drop constraint "one_time_link_kind_check";`);
    this.addSql(`alter table "one_time_link" add constraint "one_time_link_kind_check" check ("kind" in ('set_up', 'reset', 'demo'));`);
  }

  override down(): void | Promise<void> {
    this.addSql(`alter table "one_time_link" drop constraint "one_time_link_kind_check";`);
    this.addSql(`alter table "one_time_link" add constraint "one_time_link_kind_check" check ("kind" in ('set_up', 'reset'));`);
  }

}
