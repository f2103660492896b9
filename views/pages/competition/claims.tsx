import type { RefObject } from 'preact'
import { useEffect, useRef, useState } from 'preact/hooks'
import {
  ClaimsDocument,
  DeleteClaimDocument,
  type CapabilityRowFragment,
  type ClaimPageFragment,
  type ClaimRowFragment,
  type CompetitorRowFragment,
} from '../../operations.generated.ts'
import { percent } from '../../pictures/words.ts'
import { ask, problemOf, type Problem } from '../graphql.ts'
import { Confirm } from '../parts/dialog.tsx'
import { Field } from '../parts/field.tsx'
import { figure } from '../parts/format.ts'
import { More } from '../parts/more.tsx'
import { Answered, Empty } from '../parts/states.tsx'
import { Day } from '../parts/when.tsx'
import { useAction, type Action, type Query } from '../query.ts'
import { go, signInPath } from '../router.tsx'
import { ClaimDialog } from './claim-dialog.tsx'
import { LEVELS } from './levels.ts'

interface ClaimsProps {
  competitors: readonly CompetitorRowFragment[]
  capabilities: readonly CapabilityRowFragment[]
  mayEdit: boolean
  /** Where this says how its rows are read again. */
  again: RefObject<(() => Promise<void>) | null>
  /** Reads everything again, these rows, too. */
  reload: () => Promise<void>
}

/** What is known about competitors, each statement with its source, date, and confidence. */
export function Claims({ competitors, capabilities, mayEdit, again, reload }: ClaimsProps) {
  const [competitor, setCompetitor] = useState('')
  const [capability, setCapability] = useState('')
  const asked = { competitor: competitor || null, capability: capability || null }
  const query = useClaims(asked)
  useEffect(() => {
    again.current = query.reload
  })
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
        {(claims) =>
          claims.nodes.length ? (
            <ClaimTable claims={claims} more={query.more} edit={mayEdit ? setEditing : null} leave={setLeaving} />
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

/** Claims that are added at a time, and the most that the API gives at once. */
const PAGE = 25
const MOST_AT_ONCE = 200

interface Asked {
  competitor: string | null
  capability: string | null
}

/** Claims page by page; when they are read again, as many as are shown. */
function useClaims({ competitor, capability }: Asked): Query<ClaimPageFragment> & { more: Action<void> } {
  const [wanted, setWanted] = useState(PAGE)
  const [claims, setClaims] = useState<ClaimPageFragment | null>(null)
  const [problem, setProblem] = useState<Problem | null>(null)
  const turn = useRef(0)
  const read = async (count: number) => {
    const mine = ++turn.current
    let page: ClaimPageFragment
    let after: string | null = null
    const nodes: ClaimRowFragment[] = []
    do {
      const first = Math.min(MOST_AT_ONCE, count - nodes.length)
      page = (await ask(ClaimsDocument, { competitor, capability, first, after })).tenant.competitorClaims
      after = page.pageInfo.endCursor ?? null
      nodes.push(...page.nodes)
    } while (page.pageInfo.hasNextPage && nodes.length < count)
    if (mine !== turn.current) return
    setClaims({ ...page, nodes })
    setProblem(null)
  }
  const reload = (count = wanted) =>
    read(count).catch((error: unknown) => {
      const refused = problemOf(error)
      if (refused.code === 'UNAUTHENTICATED') go(signInPath(), { replace: true })
      else setProblem(refused)
    })
  const more = useAction(async () => {
    await read(wanted + PAGE)
    setWanted(wanted + PAGE)
  })
  useEffect(() => {
    setWanted(PAGE)
    setClaims(null)
    setProblem(null)
    reload(PAGE).catch(() => undefined)
    return () => {
      turn.current++
    }
  }, [competitor, capability])
  return { data: claims, problem, reload: () => reload(), more }
}

interface ClaimTableProps {
  claims: ClaimPageFragment
  more: Action<void>
  edit: ((claim: ClaimRowFragment) => void) | null
  leave: (claim: ClaimRowFragment) => void
}

function ClaimTable({ claims: rows, more, edit, leave }: ClaimTableProps) {
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
