import {
  DocumentDocument,
  SetDocumentStatusDocument,
  type DocumentQuery,
  type PrdStatus,
} from '../../operations.generated.ts'
import { fromGraph } from '../../pictures/prd-picture.ts'
import { Prd } from '../../pictures/prd.tsx'
import { Frame, useTitle } from '../frame.tsx'
import { ask } from '../graphql.ts'
import { saveFile } from '../parts/save-file.ts'
import { Answered, Refused } from '../parts/states.tsx'
import { useAction, useQuery } from '../query.ts'
import { Link } from '../router.tsx'
import { useSession } from '../session.tsx'
import { STATUS } from './document-status.ts'

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
    { to: 'draft', text: 'Back to draft', admin: false },
  ],
  approved: [{ to: 'draft', text: 'Reopen', admin: true }],
}

function Shown({ document: shown, reload }: { document: PrdNode; reload: () => Promise<void> }) {
  const { may } = useSession()
  const { id, key, title, status, newest, markdown, staleSources } = shown
  useTitle(title)
  const move = useAction(async (to: PrdStatus) => {
    try {
      await ask(SetDocumentStatusDocument, { id, status: to, version: newest })
    } finally {
      // Also after a refusal: somebody else may have moved it meanwhile.
      await reload()
    }
  })
  const moves = MOVES[status].filter(({ admin }) => !admin || may('tenant:admin'))
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
      <Refused problem={move.problem} />
      {staleSources.length > 0 && (
        <p class="note warn">
          Changed since this version was written:{' '}
          {staleSources.map(({ key: source, gone }) => `${source}${gone ? ' (deleted)' : ''}`).join(', ')}. Read what
          cites them again.
        </p>
      )}
      <Prd key={status} picture={fromGraph(shown)} locale={navigator.language} fullscreen page />
    </>
  )
}
