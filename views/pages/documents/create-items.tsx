import { useState } from 'preact/hooks'
import { CreateItemsDocument, DraftItemsDocument, type DraftItemsQuery } from '../../operations.generated.ts'
import { ask } from '../graphql.ts'
import { Dialog } from '../parts/dialog.tsx'
import { Text } from '../parts/field.tsx'
import { counted } from '../parts/format.ts'
import { Answered, Refused } from '../parts/states.tsx'
import { useAction, useQuery } from '../query.ts'

interface CreateItemsProps {
  id: string
  onClose: () => void
  onCreated: () => Promise<void>
}

type Draft = Extract<NonNullable<DraftItemsQuery['node']>, { itemDraft: unknown }>

/** Stories that a document asks for: read, changed, and chosen before anything is created. */
export function CreateItems({ id, onClose, onCreated }: CreateItemsProps) {
  const query = useQuery(DraftItemsDocument, { id })
  return (
    <Dialog title="Create items from this document" onClose={onClose}>
      <Answered query={query} what="the draft">
        {({ node }) =>
          node && 'itemDraft' in node ? (
            <Review id={id} draft={node as Draft} onClose={onClose} onCreated={onCreated} />
          ) : (
            <p>This document no longer exists.</p>
          )
        }
      </Answered>
    </Dialog>
  )
}

function Review({ id, draft, onClose, onCreated }: CreateItemsProps & { draft: Draft }) {
  const { sentence, stories, epic, more } = draft.itemDraft
  const [epicTitle, setEpicTitle] = useState(epic.title)
  const [rows, setRows] = useState(() => stories.map(({ title, chosen }) => ({ title, chosen })))
  const set = (at: number, change: Partial<(typeof rows)[number]>) =>
    setRows(rows.map((row, one) => (one === at ? { ...row, ...change } : row)))
  const chosen = stories.flatMap(({ sentence: from, description }, at) =>
    rows[at]!.chosen ? [{ sentence: from, description, title: rows[at]!.title }] : [],
  )
  const create = useAction(async () => {
    await ask(CreateItemsDocument, {
      id,
      version: draft.newest,
      epicTitle: epic.key ? null : epicTitle,
      stories: chosen,
    })
    onClose()
    await onCreated()
  })
  return (
    <form
      class="stack"
      noValidate
      onSubmit={(event) => {
        event.preventDefault()
        if (chosen.length) create.run()
      }}
    >
      <p>{sentence}</p>
      <Refused problem={create.problem} />
      {stories.length > 0 && !epic.key && (
        <Text
          label="New epic"
          value={epicTitle}
          set={setEpicTitle}
          error={create.problem?.issues.find(({ path }) => path[0] === 'epicTitle')?.message}
        />
      )}
      {stories.length > 0 && (
        <ul class="doc-lines stack">
          {stories.map(({ sentence: from, section, like }, at) => (
            <li key={from} class="doc-line">
              <input
                type="checkbox"
                aria-label={`Create “${rows[at]!.title}”`}
                checked={rows[at]!.chosen}
                onChange={(event) => set(at, { chosen: event.currentTarget.checked })}
              />
              <div class="stack tight">
                <input
                  type="text"
                  aria-label={`Title of story ${at + 1}`}
                  value={rows[at]!.title}
                  onInput={(event) => set(at, { title: event.currentTarget.value })}
                />
                <p class="hint">
                  {section}
                  {like && (
                    <>
                      {'. '}May be the same as {like.key} {like.title}
                    </>
                  )}
                  {rows[at]!.title !== from.replace(/\.$/, '') && `. ${from}`}
                </p>
              </div>
            </li>
          ))}
        </ul>
      )}
      {more > 0 && <p class="hint">{counted(more, 'more story', 'more stories')} after these are created.</p>}
      <div class="row end">
        <button class="btn" type="button" onClick={onClose}>
          {stories.length ? 'Cancel' : 'Close'}
        </button>
        {stories.length > 0 && (
          <button class="btn main" type="submit" aria-disabled={create.busy} disabled={chosen.length === 0}>
            {create.busy ? 'Creating…' : `Create ${counted(chosen.length, 'story', 'stories')}`}
          </button>
        )}
      </div>
    </form>
  )
}
