import { useState } from 'preact/hooks'
import { BillingDocument, SetCreditAlertDocument, type BillingQuery } from '../../../operations.generated.ts'
import { SettingsFrame } from '../../frame.tsx'
import { ask } from '../../graphql.ts'
import { Dialog, unplaced } from '../../parts/dialog.tsx'
import { Text } from '../../parts/field.tsx'
import { counted, figure } from '../../parts/format.ts'
import { wholeIn } from '../../parts/numbers.ts'
import { Answered, Refused } from '../../parts/states.tsx'
import { Day } from '../../parts/when.tsx'
import { useAction, useQuery } from '../../query.ts'
import { useSession } from '../../session.tsx'
import { CreditCaps } from './credit-caps.tsx'
import { Ledger } from './credit-ledger.tsx'
import { PURPOSES } from './credits.ts'

export function BillingPage() {
  const { may } = useSession()
  return <SettingsFrame title="Billing">{may('tenant:admin') ? <Billing /> : <NotYours />}</SettingsFrame>
}

const NotYours = () => (
  <section>
    <h1>Billing</h1>
    <p class="dim">Only admins of this organization can see its AI credits.</p>
  </section>
)

function Billing() {
  const query = useQuery(BillingDocument, {})
  return (
    <>
      <section>
        <h1>Billing</h1>
        <p class="dim measure">
          AI credits pay for work that a language model does. Everything else is free. At zero, product requirements
          documents (PRDs) are written as outlines.
        </p>
      </section>
      <Answered query={query} what="the credits">
        {({ billing }) => (
          <>
            <Balance billing={billing} reload={query.reload} />
            <CreditCaps caps={billing.caps} reload={query.reload} />
            <Ledger first={billing.ledger} />
            <Prices billing={billing} />
          </>
        )}
      </Answered>
    </>
  )
}

type Shown = BillingQuery['billing']

function Balance({ billing: { balance, topUpUrl }, reload }: { billing: Shown; reload: () => Promise<void> }) {
  const { may } = useSession()
  const [alerting, setAlerting] = useState(false)
  const { available, reserved, debt, expiring, nextExpiry, lastsUntil, alertBelow, low } = balance
  return (
    <section aria-labelledby="balance">
      <div class="head">
        <h2 id="balance">Balance</h2>
        {topUpUrl && (
          <a class="btn main" href={topUpUrl}>
            Top up
          </a>
        )}
      </div>
      {low && (
        <div class="note warn" role="status">
          <p>
            <b>{available ? 'Few credits are left.' : 'No credits are left.'}</b>{' '}
            {topUpUrl ? 'Top up to keep using AI.' : 'Ask the operator of this installation for more.'}
          </p>
        </div>
      )}
      <dl class="kv">
        <dt>Available</dt>
        <dd>
          <b>{counted(available, 'credit')}</b>
        </dd>
        <dt>Reserved</dt>
        <dd>
          {figure(reserved)}
          <span class="dim"> for work in progress. Unused credits are returned.</span>
        </dd>
        {debt > 0 && (
          <>
            <dt>Debt</dt>
            <dd>
              {figure(debt)}
              <span class="dim"> refunded after they were spent. The next credits pay it first.</span>
            </dd>
          </>
        )}
        <dt>Expires next</dt>
        <dd>
          {nextExpiry ? (
            <>
              {counted(expiring, 'credit')} on <Day at={nextExpiry} />
            </>
          ) : (
            <span class="dim">Nothing expires.</span>
          )}
        </dd>
        <dt>Lasts until</dt>
        <dd>
          {lastsUntil ? (
            <>
              <Day at={lastsUntil} />
              <span class="dim"> (50% likely), at the usual pace</span>
            </>
          ) : (
            <span class="dim">Not enough use yet to forecast.</span>
          )}
        </dd>
        <dt>Alert below</dt>
        <dd>
          {counted(alertBelow, 'credit')}{' '}
          {may('tenant:own') && (
            <button class="btn quiet small" type="button" onClick={() => setAlerting(true)}>
              Change alert
            </button>
          )}
        </dd>
      </dl>
      {alerting && <Alert below={alertBelow} reload={reload} onClose={() => setAlerting(false)} />}
    </section>
  )
}

function Alert({ below, reload, onClose }: { below: number; reload: () => Promise<void>; onClose: () => void }) {
  const [value, setValue] = useState(String(below))
  const [wrong, setWrong] = useState<string | null>(null)
  const { run, busy, problem } = useAction(async () => {
    await ask(SetCreditAlertDocument, { below: wholeIn(value) })
    await reload()
    onClose()
  })
  const submit = (event: SubmitEvent) => {
    event.preventDefault()
    const fits = !value.trim() || wholeIn(value) !== null
    setWrong(fits ? null : 'must be a whole number')
    if (fits) run()
  }
  return (
    <Dialog title="Alert on a low balance" onClose={onClose}>
      <form class="stack" onSubmit={submit} noValidate>
        <Refused problem={unplaced(problem, ['below', 'alertBelow'])} />
        <Text
          label="Alert below"
          value={value}
          set={setValue}
          error={wrong ?? problem?.of('below') ?? problem?.of('alertBelow')}
          hint="In credits. Leave empty for 20% of the latest grant."
          input={{ inputMode: 'numeric', autofocus: true }}
        />
        <div class="row end">
          <button class="btn" type="button" onClick={onClose}>
            Cancel
          </button>
          <button class="btn main" type="submit" aria-disabled={busy}>
            Save alert
          </button>
        </div>
      </form>
    </Dialog>
  )
}

function Prices({ billing: { prices, balance } }: { billing: Shown }) {
  return (
    <section aria-labelledby="prices">
      <h2 id="prices">Prices</h2>
      <p class="dim measure">
        The maximum is reserved before the work starts. Unused credits are returned, and failed work costs nothing.
      </p>
      <table class="flow">
        <caption class="sr">Prices</caption>
        <thead>
          <tr>
            <th scope="col">Work</th>
            <th scope="col" class="n">
              At most
            </th>
            <th scope="col">Cost so far</th>
          </tr>
        </thead>
        <tbody>
          {prices.map(({ purpose, method, most }) => {
            const cost = most ? balance.costs.find((each) => each.purpose === purpose) : undefined
            return (
              <tr key={`${purpose} ${method}`}>
                <th scope="row">
                  <b>{PURPOSES[purpose]}</b>
                  <span class="sub">{method}</span>
                </th>
                <td data-l="At most" class="n">
                  {most ? counted(most, 'credit') : 'free'}
                </td>
                <td data-l="Cost so far">
                  {cost ? (
                    `half cost at most ${figure(cost.p50)}, 90% at most ${figure(cost.p90)} (${figure(cost.count)} in total)`
                  ) : (
                    <span class="dim">{most ? 'none yet' : '—'}</span>
                  )}
                </td>
              </tr>
            )
          })}
        </tbody>
      </table>
    </section>
  )
}
