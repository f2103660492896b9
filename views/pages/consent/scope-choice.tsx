import type { Asking, Tenant } from './asking.ts'

/** A tick for each thing that the app asks for. What the person's role cannot give is not there to be ticked. */
export function ScopeChoice({
  asking,
  tenant,
  scopes,
  tick,
}: {
  asking: Asking
  tenant: Tenant
  scopes: readonly string[]
  tick: (scope: string, on: boolean) => void
}) {
  return (
    <div>
      <fieldset class="scopes">
        <legend class="label">What it may do</legend>
        {asking.scopes.map(({ scope, title, detail, required, consumesCredits }) => {
          const grantable = tenant.grantable.includes(scope)
          return (
            <label key={scope}>
              <input
                type="checkbox"
                name="scope"
                value={scope}
                checked={required || scopes.includes(scope)}
                disabled={required || !grantable}
                onChange={(event) => tick(scope, event.currentTarget.checked)}
              />
              <span>
                <b>{title}</b>
                <span class={consumesCredits && grantable ? 'hint cost' : 'hint'}>
                  {grantable ? detail : `Your role in ${tenant.name} (${tenant.role}) does not include this.`}
                </span>
                {consumesCredits && grantable && !scopes.includes(scope) && (
                  <span class="hint">Not selected: generate_prd will not work in this app.</span>
                )}
              </span>
              <code>{scope}</code>
            </label>
          )
        })}
      </fieldset>
    </div>
  )
}
