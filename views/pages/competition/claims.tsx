import { useEffect, useState } from 'preact/hooks'
import {
  ClaimsDocument,
  DeleteClaimDocument,
  type CapabilityRowFragment,
  type ClaimPageFragment,
  type ClaimRowFragment,
  type CompetitorRowFragment,
} from '../../operations.generated.ts'
import { percent } from '../../pictures/words.ts'
import { ask } from '../graphql.ts'
import { Confirm } from '../parts/dialog.tsx'
import { Field } from '../parts/field.tsx'
import { figure } from '../parts/format.ts'
import { More } from '../parts/more.tsx'
import { Answered, Empty } from '../parts/states.tsx'
import { Day } from '../parts/when.tsx'
import { useAction, useQuery } from '../query.ts'
import { ClaimDialog } from './claim-dialog.tsx'
import { LEVELS } from './levels.ts'

interface ClaimsProps {
  competitors: readonly CompetitorRowFragment[]
  capabilities: readonly CapabilityRowFragment[]
  mayEdit: boolean
  /** Rises when something was changed. */
  version: number
  reload: () => Promise<void>
}

/** What is known about competitors, each statement with its source, date, and confidence. */
export function Claims({ competitors, capabilities, mayEdit, version, reload }: ClaimsProps) {
  const [competitor, setCompetitor] = useState('')
  const [capability, setCapability] = useState('')
  const asked = { competitor: competitor || null, capability: capability || null }
  const query = useQuery(ClaimsDocument, asked)
  useEffect(() => {
    if (version) query.reload().catch(() => undefined)
  }, [version])
  const [editing, setEditing] = useState<ClaimRowFragment | 'new' | null>(null)
  const [leaving, setLeaving] = useState<ClaimRowFragment | null>(null)
  const add = mayEdit && (
    <button class="btn" type="button" onClick={() => setEditing('new')}>
      Record claim
    </button>
  )
  const narrow = (label: string, value: string, set: (value: string) => void, from: readonly Named[]) => (
    <Field label={label}>
      {(attributes) => (
        <select {...attributes} value={value} onChange={(event) => set(event.currentTarget.value)}>
          <option value="">Any</option>
          {from.map(({ id, name }) => (
            <option key={id} value={id}>
              {name}
            </option>
          ))}
        </select>
      )}
    </Field>
  )
  return (
    <section aria-labelledby="claims">
      <div class="head">
        <h2 id="claims">Claims</h2>
        {add}
      </div>
      <div class="row bottom">
        {narrow('Competitor', competitor, setCompetitor, competitors)}
        {capabilities.length > 0 && narrow('Capability', capability, setCapability, capabilities)}
      </div>
      <Answered query={query} what="the claims">
        {({ tenant: { competitorClaims } }) =>
          competitorClaims.nodes.length ? (
            <ClaimTable
              key={JSON.stringify([asked, competitorClaims.nodes])}
              first={competitorClaims}
              asked={asked}
              edit={mayEdit ? setEditing : null}
              leave={setLeaving}
            />
          ) : competitor || capability ? (
            <p>
              <b>No claims match.</b>
            </p>
          ) : (
            <Empty title="No claims yet">
              Record what you read or hear, such as “Offers one-click returns”, with where and when.
            </Empty>
          )
        }
      </Answered>
      {editing && (
        <ClaimDialog
          claim={editing === 'new' ? null : editing}
          competitors={competitors}
          capabilities={capabilities}
          onClose={() => setEditing(null)}
          onSaved={reload}
        />
      )}
      {leaving && (
        <Confirm
          title={`Delete claim ${leaving.key}?`}
          action="Delete claim"
          onClose={() => setLeaving(null)}
          work={async () => {
            await ask(DeleteClaimDocument, { id: leaving.id })
            await reload()
          }}
        >
          Answers and documents based on it change.
        </Confirm>
      )}
    </section>
  )
}

interface Named {
  id: string
  name: string
}

interface ClaimTableProps {
  first: ClaimPageFragment
  asked: { competitor: string | null; capability: string | null }
  edit: ((claim: ClaimRowFragment) => void) | null
  leave: (claim: ClaimRowFragment) => void
}

function ClaimTable({ first, asked, edit, leave }: ClaimTableProps) {
  const [rows, setRows] = useState(first)
  const more = useAction(async () => {
    const { competitorClaims } = (await ask(ClaimsDocument, { ...asked, after: rows.pageInfo.endCursor })).tenant
    setRows({ ...competitorClaims, nodes: [...rows.nodes, ...competitorClaims.nodes] })
  })
  return (
    <>
      <table class="flow several">
        <caption class="sr">Claims about competitors</caption>
        <thead>
          <tr>
            {['Claim', 'Competitor', 'Capability', 'Source', 'Confidence'].map((title) => (
              <th key={title} scope="col">
                {title}
              </th>
            ))}
            <th scope="col" class="act">
              <span class="sr">Action</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.nodes.map((claim) => (
            <tr key={claim.id}>
              <th scope="row">
                {claim.statement}
                <span class="sub mono">{claim.key}</span>
              </th>
              <td data-l="Competitor">{claim.competitor.name}</td>
              <td data-l="Capability">
                {claim.capability ? (
                  <span>
                    {claim.capability.name}
                    {claim.level && <span class="sub">{LEVELS[claim.level]}</span>}
                  </span>
                ) : (
                  <span class="dim">in general</span>
                )}
              </td>
              <td data-l="Source">
                <span>
                  {claim.source || claim.url || <span class="st warn">no source</span>}
                  <span class="sub">{claim.capturedAt ? <Day at={claim.capturedAt} /> : 'no date'}</span>
                </span>
              </td>
              <td data-l="Confidence">{percent(claim.confidence)}</td>
              <td class="act">
                {edit && (
                  <>
                    <button class="btn quiet small" type="button" onClick={() => edit(claim)}>
                      Edit<span class="sr"> {claim.key}</span>
                    </button>
                    <button class="btn quiet small revoke" type="button" onClick={() => leave(claim)}>
                      Delete<span class="sr"> {claim.key}</span>
                    </button>
                  </>
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      <More of={more} next={rows.pageInfo.hasNextPage}>
        {figure(rows.nodes.length)} shown
      </More>
    </>
  )
}
