import { useEffect, useState } from 'preact/hooks'
import {
  FindItemsDocument,
  LinkItemsDocument,
  ObjectiveItemsDocument,
  UnlinkItemsDocument,
  type LinkedItemFragment,
  type ObjectiveRowFragment,
} from '../../operations.generated.ts'
import { ask } from '../graphql.ts'
import { Dialog } from '../parts/dialog.tsx'
import { Text } from '../parts/field.tsx'
import { counted, figure } from '../parts/format.ts'
import { Answered, Refused } from '../parts/states.tsx'
import { useAction, useQuery } from '../query.ts'
import { useSession, type Workspace } from '../session.tsx'

/** Milliseconds after the last key until a search is asked. */
const TYPING = 250
/** Found items that are offered at a time. */
const SHOWN = 10

interface LinksDialogProps {
  workspace: Workspace
  objective: ObjectiveRowFragment
  onClose: () => void
  onChanged: () => Promise<void>
}

/** The items and epics that serve an objective, and a search for more. What is linked to an epic holds for what it contains. */
export function LinksDialog({ workspace, objective, onClose, onChanged }: LinksDialogProps) {
  const { may } = useSession()
  const linked = useQuery(ObjectiveItemsDocument, { id: objective.id })
  const [search, setSearch] = useState('')
  const [words, setWords] = useState('')
  useEffect(() => {
    const timer = setTimeout(() => setWords(search.trim()), TYPING)
    return () => clearTimeout(timer)
  }, [search])
  const found = useQuery(FindItemsDocument, words ? { workspace: workspace.id, search: words } : null)
  const change = useAction(async ({ item, link }: { item: LinkedItemFragment; link: boolean }) => {
    const links = { id: objective.id, items: [item.id] }
    if (link) await ask(LinkItemsDocument, links)
    else await ask(UnlinkItemsDocument, links)
    await Promise.all([linked.reload(), onChanged()])
  })
  const node = linked.data?.node
  const items = node && 'items' in node ? node.items : []
  const has = new Set(items.map(({ id }) => id))
  const row = (item: LinkedItemFragment, link: boolean) => (
    <li key={item.id} class="row between">
      <span>
        <bdi class="key">{item.key}</bdi> {item.title}{' '}
        <span class="dim small">
          {item.type}, {item.status}
        </span>
      </span>
      {may('strategy:write') && (
        <button class="btn small" type="button" aria-disabled={change.busy} onClick={() => change.run({ item, link })}>
          {link ? 'Link' : 'Unlink'}
          <span class="sr"> {item.key}</span>
        </button>
      )}
    </li>
  )
  return (
    <Dialog title={`Items that serve “${objective.name}”`} onClose={onClose}>
      <Refused problem={change.problem} />
      {may('strategy:write') && (
        <>
          <Text
            label="Find items and epics to link"
            value={search}
            set={setSearch}
            input={{ type: 'search', maxLength: 200, autofocus: true }}
            hint="A link to an epic also counts for what the epic contains."
          />
          {words && (
            <Answered query={found} what="the items">
              {({ workspace: { backlog } }) => {
                const others = backlog.nodes.filter(({ id }) => !has.has(id))
                const read = backlog.nodes.length
                return (
                  <>
                    {others.length > 0 && (
                      <ul class="lines" aria-label="Found">
                        {others.slice(0, SHOWN).map((item) => row(item, true))}
                      </ul>
                    )}
                    <p class="dim small" role="status">
                      {read < backlog.totalCount
                        ? `${counted(backlog.totalCount, 'item matches', 'items match')}. Add a word to narrow the list.`
                        : others.length > SHOWN
                          ? `The first ${SHOWN} of ${figure(others.length)} are shown. Add a word to narrow the list.`
                          : others.length === 0 && 'No other items match.'}
                    </p>
                  </>
                )
              }}
            </Answered>
          )}
        </>
      )}
      <Answered query={linked} what="the linked items">
        {() =>
          items.length ? (
            <>
              <h3>Linked</h3>
              <ul class="lines" aria-label="Linked">
                {items.map((item) => row(item, false))}
              </ul>
            </>
          ) : (
            <p class="dim small">No item is linked yet.</p>
          )
        }
      </Answered>
      <div class="row end">
        <button class="btn" type="button" onClick={onClose}>
          Close
        </button>
      </div>
    </Dialog>
  )
}
