import { useState } from 'preact/hooks'
import { LinkItemsDocument, UnlinkItemsDocument, type BacklogItemQuery } from '../../operations.generated.ts'
import { ask } from '../graphql.ts'
import { Field } from '../parts/field.tsx'
import { Refused } from '../parts/states.tsx'
import { useAction } from '../query.ts'
import { useSession } from '../session.tsx'

interface ItemObjectivesProps {
  item: BacklogItemQuery['workspace']['item']
  /** Those that are active. */
  objectives: BacklogItemQuery['workspace']['objectives']
  reload: () => Promise<void>
}

/** What an item serves, and a way to link it to another objective. */
export function ItemObjectives({ item, objectives, reload }: ItemObjectivesProps) {
  const { may } = useSession()
  const mayLink = may('strategy:write')
  const [chosen, setChosen] = useState('')
  const change = useAction(async ({ objective, link }: { objective: string; link: boolean }) => {
    const links = { id: objective, items: [item.id] }
    if (link) await ask(LinkItemsDocument, links)
    else await ask(UnlinkItemsDocument, links)
    setChosen('')
    await reload()
  })
  const linked = new Set(item.objectives.map(({ id }) => id))
  const others = objectives.filter(({ id }) => !linked.has(id))
  if (!linked.size && (!mayLink || !others.length)) return null
  return (
    <section aria-label="Objectives">
      <h3>Objectives</h3>
      <Refused problem={change.problem} />
      <ul class="lines">
        {item.objectives.map(({ id, name }) => (
          <li key={id} class="row between">
            <span>{name}</span>
            {mayLink && (
              <button
                class="btn small"
                type="button"
                aria-disabled={change.busy}
                onClick={() => change.run({ objective: id, link: false })}
              >
                Unlink<span class="sr"> {name}</span>
              </button>
            )}
          </li>
        ))}
      </ul>
      {mayLink && others.length > 0 && (
        <form
          class="row bottom"
          onSubmit={(event) => {
            event.preventDefault()
            if (chosen) change.run({ objective: chosen, link: true })
          }}
        >
          <Field label="Serves another objective">
            {(attributes) => (
              <select {...attributes} value={chosen} onChange={(event) => setChosen(event.currentTarget.value)}>
                <option value="">Choose an objective</option>
                {others.map(({ id, name }) => (
                  <option key={id} value={id}>
                    {name}
                  </option>
                ))}
              </select>
            )}
          </Field>
          <button class="btn" type="submit" aria-disabled={change.busy} disabled={!chosen}>
            Link
          </button>
        </form>
      )}
    </section>
  )
}
