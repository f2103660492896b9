import { SetCurrencyDocument } from '../../../operations.generated.ts'
import { ask } from '../../graphql.ts'
import { Choose } from '../../parts/choose.tsx'
import { Field } from '../../parts/field.tsx'
import { useAction } from '../../query.ts'
import type { SectionProps } from '../section.ts'

const CURRENCIES = Intl.supportedValuesOf('currency')

/** The currency of all cost rates of a workspace. It is saved when it is chosen. */
export function CurrencyField({ workspace, reload }: Pick<SectionProps, 'workspace' | 'reload'>) {
  const { run, busy, problem } = useAction(async (currency: string) => {
    await ask(SetCurrencyDocument, { workspace: workspace.id, currency: currency || null })
    await reload()
  })
  return (
    <div class="narrow">
      <Field
        label="Currency of cost rates"
        hint="For every cost in this workspace. Amounts are not converted."
        error={problem?.of('currency') ?? (problem ? `was not saved: ${problem.message}` : undefined)}
      >
        {(attributes) => (
          <Choose {...attributes} aria-disabled={busy} value={workspace.currency ?? ''} choose={run}>
            <option value="">Not set</option>
            {CURRENCIES.map((code) => (
              <option key={code} value={code}>
                {code}
              </option>
            ))}
          </Choose>
        )}
      </Field>
    </div>
  )
}
