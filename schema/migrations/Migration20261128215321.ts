import { Migration } from '@mikro-orm/migrations';

export class Migration20261128215321 extends Migration {

  override name = 'Migration20261128215321';

  override up(): void | Promise<void> {
    this.addSql(`create policy "audit_head_lookup" on "audit_head" for select to "pm33_lookup" using (true);`);

    this.addSql(`create policy "audit_identity_lookup" on "audit_identity" for select to "pm33_lookup" using (true);`);

    this.addSql(`create policy "import_lookup" on "import" for select to "pm33_lookup" using (true);`);
  }

  override down(): void | Promise<void> {
    this.addSql(`drop policy "audit_head_lookup" on "audit_head";`);

    this.addSql(`drop policy "audit_identity_lookup" on "audit_identity";`);

    this.addSql(`drop policy "import_lookup" on "import";`);
  }

}
