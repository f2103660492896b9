import { useState } from 'preact/hooks'
import {
  AgreeToOfferedAiDocument,
  AiSettingsDocument,
  RemoveAiProviderDocument,
  SetAiJudgeDocument,
  TryAiProviderDocument,
  type AiSettingsQuery,
} from '../../../operations.generated.ts'
import { SettingsFrame } from '../../frame.tsx'
import { ask } from '../../graphql.ts'
import { Confirm } from '../../parts/dialog.tsx'
import { Answered, Empty, Refused } from '../../parts/states.tsx'
import { Day } from '../../parts/when.tsx'
import { latestProblem, useAction, useQuery } from '../../query.ts'
import { Link } from '../../router.tsx'
import { useSession } from '../../session.tsx'
import { AiProviderDialog, PROVIDERS } from './ai-provider.tsx'

export function AiPage() {
  const { may } = useSession()
  return (
    <SettingsFrame title="AI">
      <section>
        <h1>AI</h1>
        <p class="dim measure">
          A language model can phrase the sections of product requirements documents (PRDs), and read which objectives
          items serve. Dates, ranks, and odds always come from your records. Without a model, documents are outlines,
          cost nothing, and nothing leaves this installation.
        </p>
        {!may('tenant:own') && <p class="dim">Only owners of this organization can choose a model.</p>}
      </section>
      {may('tenant:own') && <Ai />}
    </SettingsFrame>
  )
}

type Tenant = AiSettingsQuery['tenant']

function Ai() {
  const query = useQuery(AiSettingsDocument, {})
  return (
    <Answered query={query} what="the AI provider">
      {({ tenant }) => (
        <>
          <Provider tenant={tenant} reload={query.reload} />
          <section aria-labelledby="sent">
            <h2 id="sent">What is sent</h2>
            <p class="dim measure">
              Once an owner agrees, and only while a document is written or alignment is scored by AI:
            </p>
            <ul class="bullets measure">
              {tenant.aiSends.map((line) => (
                <li key={line}>{line}</li>
              ))}
            </ul>
            <p class="dim measure">
              What it costs, and who used it, is in <Link to="/settings/billing">Billing</Link>.
            </p>
          </section>
        </>
      )}
    </Answered>
  )
}

function Provider({ tenant, reload }: { tenant: Tenant; reload: () => Promise<void> }) {
  const { aiProvider: chosen, aiOffered: offered } = tenant
  const [open, setOpen] = useState<'provider' | 'offered' | 'remove' | null>(null)
  const [trial, setTrial] = useState<{ ok: boolean; message: string } | null>(null)
  const tried = useAction(async () => {
    setTrial(null)
    setTrial((await ask(TryAiProviderDocument, {})).tryAiProvider)
  })
  const judged = useAction(async (judges: boolean) => {
    await ask(SetAiJudgeDocument, { judges })
    await reload()
  })
  const close = () => setOpen(null)
  const done = async () => {
    setTrial(null)
    await reload()
  }
  const choose = (
    <div class="row">
      {offered && (
        <button class="btn main" type="button" onClick={() => setOpen('offered')}>
          Use {PROVIDERS[offered.provider]}
        </button>
      )}
      <button class={offered ? 'btn' : 'btn main'} type="button" onClick={() => setOpen('provider')}>
        Set provider
      </button>
    </div>
  )
  return (
    <section aria-labelledby="provider">
      <h2 id="provider">Provider</h2>
      <Refused problem={latestProblem(tried, judged)} />
      {trial && (
        <div class={trial.ok ? 'note' : 'note warn'} role="status">
          <p>{trial.message}</p>
        </div>
      )}
      {chosen ? (
        <>
          <dl class="kv">
            <dt>Provider</dt>
            <dd>
              <b>{PROVIDERS[chosen.provider]}</b>
              {chosen.keyHint === null && <span class="dim"> offered by this installation</span>}
            </dd>
            <dt>Model</dt>
            <dd>{chosen.model}</dd>
            <dt>Address</dt>
            <dd>{chosen.baseUrl}</dd>
            {chosen.keyHint !== null && (
              <>
                <dt>Key</dt>
                <dd>{chosen.keyHint}</dd>
              </>
            )}
            <dt>Agreed</dt>
            <dd>
              {chosen.agreedAt ? (
                <>
                  {chosen.agreedBy || 'An owner'}, <Day at={chosen.agreedAt} />
                </>
              ) : (
                <span class="warn">No owner has agreed, so nothing is sent.</span>
              )}
            </dd>
            <dt>Judge</dt>
            <dd>
              {chosen.judges
                ? 'On: one more request for each document has the model compare its sentences with the records.'
                : 'Off: rules alone check the sentences, and miss some errors.'}
            </dd>
          </dl>
          <div class="row">
            {!chosen.agreedAt && offered && chosen.keyHint === null && (
              <button class="btn main" type="button" onClick={() => setOpen('offered')}>
                Use {PROVIDERS[offered.provider]}
              </button>
            )}
            <button class="btn" type="button" aria-disabled={tried.busy} onClick={() => tried.run()}>
              {tried.busy ? 'Testing…' : 'Test provider'}
            </button>
            <button class="btn" type="button" onClick={() => setOpen('provider')}>
              Change provider
            </button>
            <button class="btn" type="button" aria-disabled={judged.busy} onClick={() => judged.run(!chosen.judges)}>
              {chosen.judges ? 'Turn judge off' : 'Turn judge on'}
            </button>
            <button class="btn quiet revoke" type="button" onClick={() => setOpen('remove')}>
              Stop using AI
            </button>
          </div>
        </>
      ) : (
        <Empty title="No model is used" action={choose}>
          {offered
            ? `This installation offers ${PROVIDERS[offered.provider]} (${offered.model}). Nothing is sent until an owner agrees.`
            : 'Set a provider and its key to have documents phrased by a model.'}
        </Empty>
      )}
      {open === 'provider' && <AiProviderDialog chosen={chosen ?? null} reload={done} onClose={close} />}
      {open === 'offered' && offered && (
        <Confirm
          title={`Use ${PROVIDERS[offered.provider]}?`}
          keep="Cancel"
          action="Agree and use it"
          onClose={close}
          work={async () => {
            await ask(AgreeToOfferedAiDocument, {})
            await done()
          }}
        >
          Everything listed under “What is sent” goes to {offered.baseUrl} while a document is written or alignment is
          scored by AI. It uses your organization’s AI credits.
        </Confirm>
      )}
      {open === 'remove' && (
        <Confirm
          title="Stop using AI?"
          keep="Cancel"
          action="Stop using AI"
          onClose={close}
          work={async () => {
            await ask(RemoveAiProviderDocument, {})
            await done()
          }}
        >
          From then on, documents are outlines, and nothing is sent. Documents that a model phrased stay as they are.
        </Confirm>
      )}
    </section>
  )
}
