import { useState } from 'preact/hooks'
import {
  DocumentDocument,
  SetDocumentStatusDocument,
  UndoItemsDocument,
  WriteSectionAgainDocument,
  type DocumentQuery,
  type PrdStatus,
} from '../../operations.generated.ts'
import { fromGraph } from '../../pictures/prd/prd-picture.ts'
import type { Section } from '../../pictures/prd/prd-picture.ts'
import { Prd } from '../../pictures/prd/prd.tsx'
import { Frame, useTitle } from '../frame.tsx'
import './documents.css'
import { ask } from '../graphql.ts'
import { Confirm } from '../parts/dialog.tsx'
import { saveFile } from '../parts/save-file.ts'
import { counted, figure, listed, LOCALE } from '../parts/format.ts'
import { Answered, Refused } from '../parts/states.tsx'
import { Undo } from '../parts/undo.tsx'
import { latestProblem, useAction, useQuery } from '../query.ts'
import { Link } from '../router.tsx'
import { useSession } from '../session.tsx'
import { CreateItems } from './create-items.tsx'
import { STATUS } from './document-status.ts'
import { EditSection } from './edit-section.tsx'

type PrdNode = Extract<NonNullable<DocumentQuery['node']>, { markdown: unknown }>

/** One document: what it says, what each sentence rests on, and its way from draft to approved. */
export function DocumentPage({ id }: { id: string }) {
  const query = useQuery(DocumentDocument, { id: `Prd:${id}` })
  useTitle('Document')
  return (
    <Frame>
      <p class="small">
        <Link to="/documents">All documents</Link>
      </p>
      <Answered query={query} what="the document">
        {({ node }) =>
          node && 'markdown' in node ? (
            <Shown document={node as PrdNode} reload={query.reload} />
          ) : (
            <p>
              <b>There is no such document</b>, or it belongs to another organization.
            </p>
          )
        }
      </Answered>
    </Frame>
  )
}

/** What a document in this status can become, in the words of a button; approving and reopening is an admin's. */
const MOVES: Readonly<Record<PrdStatus, readonly { to: PrdStatus; text: string; admin: boolean }[]>> = {
  draft: [{ to: 'review', text: 'Send for review', admin: false }],
  review: [
    { to: 'approved', text: 'Approve', admin: true },
    { to: 'draft', text: 'Return to draft', admin: false },
  ],
  approved: [{ to: 'draft', text: 'Reopen', admin: true }],
}

function Shown({ document: shown, reload }: { document: PrdNode; reload: () => Promise<void> }) {
  const { may } = useSession()
  const { id, key, title, status, newest, markdown, staleSources, createdItems, version } = shown
  // With the version that it was read in: what is saved over a newer one would take its words away.
  const [editing, setEditing] = useState<{ section: Section; version: number } | null>(null)
  const [rewriting, setRewriting] = useState<Section | null>(null)
  const [creating, setCreating] = useState(false)
  const [undoing, setUndoing] = useState(false)
  useTitle(title)
  const move = useAction(async (to: PrdStatus) => {
    try {
      await ask(SetDocumentStatusDocument, { id, status: to, version: newest })
    } finally {
      // Also after a refusal: somebody else may have moved it meanwhile.
      await reload()
    }
  })
  const writeAgain = async (section: string) => {
    await ask(WriteSectionAgainDocument, { id, section, version: newest })
    await reload()
  }
  const again = useAction(writeAgain)
  const moves = MOVES[status].filter(({ admin }) => may(admin ? 'tenant:admin' : 'prd:write'))
  return (
    <>
      <div class="row no-print">
        {moves.map(({ to, text }, at) => (
          <button
            key={to}
            class={at === 0 ? 'btn main' : 'btn'}
            type="button"
            aria-disabled={move.busy}
            onClick={() => move.run(to)}
          >
            {text}
          </button>
        ))}
        {may('backlog:write') && (
          <button class="btn" type="button" onClick={() => setCreating(true)}>
            Create items…
          </button>
        )}
        <button class="btn" type="button" onClick={() => saveFile(`${key}.md`, 'text/markdown', markdown)}>
          Download Markdown
        </button>
        <button class="btn" type="button" onClick={() => print()}>
          Print
        </button>
        <span class="sr" role="status">
          {STATUS[status]}
        </span>
      </div>
      <Refused problem={latestProblem(move, again)} />
      {createdItems && createdItems.items.length > 0 && (
        <div class="note no-print" role="status">
          <p>
            {counted(createdItems.items.length, 'item')} created from this document: {named(createdItems.items)}.
          </p>
          {may('backlog:write') && (
            <div>
              <button class="btn small" type="button" onClick={() => setUndoing(true)}>
                Undo…
              </button>
            </div>
          )}
        </div>
      )}
      {staleSources.length > 0 && (
        <p class="note warn">
          Changed since this version was written:{' '}
          {named(staleSources.map(({ key: source, gone }) => ({ key: `${source}${gone ? ' (not found)' : ''}` })))}.
          Check the sentences that cite {staleSources.length === 1 ? 'it' : 'them'}.
        </p>
      )}
      <Prd
        key={`${status} ${newest}`}
        picture={fromGraph(shown)}
        locale={LOCALE}
        fullscreen
        page
        {...(status === 'draft' &&
          may('prd:write') && {
            actions: (section: Section) => (
              <span class="do no-print">
                <button
                  class="btn quiet small"
                  type="button"
                  aria-label={`Edit ${section.heading}`}
                  onClick={() => setEditing({ section, version: newest })}
                >
                  Edit
                </button>
                <button
                  class="btn quiet small"
                  type="button"
                  aria-label={`Rewrite ${section.heading} from today’s records`}
                  title="From today’s records. What you stated stays."
                  aria-disabled={again.busy}
                  onClick={() =>
                    version.phrased.includes(section.key) ? setRewriting(section) : again.run(section.key)
                  }
                >
                  Rewrite
                </button>
              </span>
            ),
          })}
      />
      {editing && <EditSection id={id} {...editing} onClose={() => setEditing(null)} onSaved={reload} />}
      {rewriting && (
        <Confirm
          title={`Rewrite ${rewriting.heading} without a model?`}
          action="Rewrite"
          onClose={() => setRewriting(null)}
          work={() => writeAgain(rewriting.key)}
        >
          A model may have phrased this section. Rewriting it replaces any sentences of a model with what your records
          and analyses say today. What you stated stays, and no credits are used.
        </Confirm>
      )}
      {creating && <CreateItems id={id} onClose={() => setCreating(false)} onCreated={reload} />}
      {undoing && createdItems && (
        <Undo
          title="Undo creating these items?"
          action="Delete items"
          changed={({ keys }) =>
            `${keys.length === 1 ? '1 of these items has' : `${figure(keys.length)} of these items have`} been changed since: ${named(keys.map((key) => ({ key })))}. Their changes are lost if you delete them.`
          }
          onClose={() => setUndoing(false)}
          work={async (force) => {
            await ask(UndoItemsDocument, { id, force })
            await reload()
          }}
        >
          {counted(createdItems.items.length, 'item')} created from this document will be deleted:{' '}
          {named(createdItems.items)}.
        </Undo>
      )}
    </>
  )
}

/** Keys that a sentence names; more than these nobody reads. */
const NAMED = 6

const named = (items: readonly { key: string }[]) =>
  listed([
    ...items.slice(0, NAMED).map(({ key }) => key),
    ...(items.length > NAMED ? [`${figure(items.length - NAMED)} more`] : []),
  ])
