import { useState } from 'preact/hooks'
import {
  CreateCompetitorDocument,
  DeleteCompetitorDocument,
  UpdateCompetitorDocument,
  type CompetitionSentenceQuery,
  type CompetitorCategory,
  type CompetitorRowFragment,
} from '../../operations.generated.ts'
import { ask } from '../graphql.ts'
import { Confirm } from '../parts/dialog.tsx'
import { FormDialog } from '../parts/form-dialog.tsx'
import { figure } from '../parts/format.ts'
import { Rows } from '../parts/rows.tsx'
import { Empty } from '../parts/states.tsx'
import { BattlecardDialog } from './battlecard.tsx'

export type Threats = NonNullable<CompetitionSentenceQuery['tenant']['competitiveAnalysis']['competitors']>

const CATEGORIES: Readonly<Record<CompetitorCategory, string>> = {
  direct: 'Direct',
  indirect: 'Indirect',
  disruptor: 'Disruptor',
  substitute: 'Substitute',
}

interface CompetitorsProps {
  competitors: readonly CompetitorRowFragment[]
  /** null while they are not known. */
  threats: Threats | null
  mayEdit: boolean
  reload: () => Promise<void>
}

export function Competitors({ competitors, threats, mayEdit, reload }: CompetitorsProps) {
  const [editing, setEditing] = useState<CompetitorRowFragment | 'new' | null>(null)
  const [leaving, setLeaving] = useState<CompetitorRowFragment | null>(null)
  const [card, setCard] = useState<CompetitorRowFragment | null>(null)
  const threatOf = new Map(threats?.map((threat) => [threat.name, threat]))
  const one = editing === 'new' ? null : editing
  const add = mayEdit && (
    <button class="btn" type="button" onClick={() => setEditing('new')}>
      Add competitor
    </button>
  )
  return (
    <section aria-labelledby="competitors">
      <div class="head">
        <h2 id="competitors">Competitors</h2>
        {competitors.length > 0 && add}
      </div>
      {competitors.length ? (
        <Rows
          actions="several"
          caption="Competitors"
          head={['Competitor', 'Category', 'Positioning', 'Threat', 'Claims']}
          rows={competitors}
          kind={['competitor', 'competitors']}
          text={({ name, aliases, positioning }) => `${name} ${aliases.join(' ')} ${positioning}`}
        >
          {(row) => {
            const threat = threatOf.get(row.name)
            return (
              <tr key={row.id}>
                <th scope="row">
                  <button class="as-link" type="button" onClick={() => setCard(row)}>
                    {row.name}
                    <span class="sr"> battlecard</span>
                  </button>
                  {row.aliases.length > 0 && <span class="sub">also {row.aliases.join(', ')}</span>}
                </th>
                <td data-l="Category">{CATEGORIES[row.category]}</td>
                <td data-l="Positioning">{row.positioning || <span class="dim">not stated</span>}</td>
                <td data-l="Threat">
                  {threat ? (
                    <span>
                      {figure(Math.round(threat.threat * 100) / 100)}
                      {threat.stale && <span class="sub warn">evidence is old</span>}
                    </span>
                  ) : (
                    threats && <span class="dim">not ranked</span>
                  )}
                </td>
                <td data-l="Claims">{threat ? figure(threat.claims) : ''}</td>
                <td class="act">
                  {mayEdit && (
                    <>
                      <button class="btn quiet small" type="button" onClick={() => setEditing(row)}>
                        Edit<span class="sr"> {row.name}</span>
                      </button>
                      <button class="btn quiet small revoke" type="button" onClick={() => setLeaving(row)}>
                        Delete<span class="sr"> {row.name}</span>
                      </button>
                    </>
                  )}
                </td>
              </tr>
            )
          }}
        </Rows>
      ) : (
        <Empty title="No competitors yet" action={add}>
          Add those you lose deals to, then record what you learn about them, each with its source and date.
        </Empty>
      )}
      {editing && (
        <FormDialog
          title={one ? `Edit competitor “${one.name}”` : 'Add a competitor'}
          entries={[
            { name: 'name', label: 'Name', value: one?.name ?? '' },
            {
              name: 'category',
              label: 'Category',
              value: one?.category ?? 'direct',
              kind: Object.entries(CATEGORIES).map(([value, text]) => ({ value, text })),
            },
            { name: 'positioning', label: 'Positioning', kind: 'area', value: one?.positioning ?? '' },
            { name: 'url', label: 'Website', value: one?.url ?? '' },
            {
              name: 'aliases',
              label: 'Other names',
              value: one?.aliases.join(', ') ?? '',
              hint: 'Separated by commas.',
            },
          ]}
          action={one ? 'Save competitor' : 'Add competitor'}
          onClose={() => setEditing(null)}
          save={async ({ name, category, positioning, url, aliases }) => {
            const input = {
              name: name!,
              category: category as CompetitorCategory,
              positioning: positioning!,
              url: url!.trim() || null,
              aliases: aliases!
                .split(',')
                .map((alias) => alias.trim())
                .filter(Boolean),
            }
            if (one) await ask(UpdateCompetitorDocument, { id: one.id, input })
            else await ask(CreateCompetitorDocument, { input })
            await reload()
          }}
        />
      )}
      {card && <BattlecardDialog competitor={card} onClose={() => setCard(null)} />}
      {leaving && (
        <Confirm
          title={`Delete competitor “${leaving.name}”?`}
          action="Delete competitor"
          onClose={() => setLeaving(null)}
          work={async () => {
            await ask(DeleteCompetitorDocument, { id: leaving.id })
            await reload()
          }}
        >
          All claims about it are deleted too. Answers based on them change.
        </Confirm>
      )}
    </section>
  )
}
