import { Migration } from '@mikro-orm/migrations';

export class Migration20261128183106 extends Migration {

  override name = 'Migration20261128183106';

  override up(): void | Promise<void> {
    this.addSql(`alter table "oauth_client" add "granted_at" timestamptz(3) null;`);
    // Apps that are connected now keep their ID as well.
    this.addSql(`update "oauth_client" set "granted_at" = "seen_at" where exists (select from "oauth_payload" where "model" = 'Grant' and "client_id" = "oauth_client"."id");`);
  }

  override down(): void | Promise<void> {
    this.addSql(`alter table "oauth_client" drop column "granted_at";`);
  }

}
