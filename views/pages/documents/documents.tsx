import { useEffect, useRef, useState } from 'preact/hooks'
import {
  DocumentsDocument,
  OpenEpicsDocument,
  WriteDocumentDocument,
  type DocumentRowsFragment,
  type PrdStatus,
} from '../../operations.generated.ts'
import { Frame, useTitle } from '../frame.tsx'
import { ask } from '../graphql.ts'
import { Field, Text } from '../parts/field.tsx'
import { figure } from '../parts/format.ts'
import { More } from '../parts/more.tsx'
import { Answered, Empty, Refused } from '../parts/states.tsx'
import { When } from '../parts/when.tsx'
import { useAction, useQuery } from '../query.ts'
import { go, Link } from '../router.tsx'
import { useSession, type Workspace } from '../session.tsx'
import { pathOf, STATUS } from './document-status.ts'

const STATUSES = Object.keys(STATUS) as PrdStatus[]

/** All documents of a workspace, and the way to a new one. */
export function DocumentsPage() {
  const { workspace, may } = useSession()
  useTitle('Documents')
  return (
    <Frame>
      <section>
        <h1>Documents</h1>
        <p class="dim measure">
          Product requirements documents (PRDs) in which every sentence names the record or analysis it rests on.
          Decisions that only people can make appear as questions.
        </p>
      </section>
      {workspace ? (
        <>
          {may('prd:write') && <NewDocument key={workspace.id} workspace={workspace} />}
          <List workspace={workspace} />
        </>
      ) : (
        <Empty title="No workspace yet">Import a backlog first. Documents are written from its items.</Empty>
      )}
    </Frame>
  )
}

function NewDocument({ workspace }: { workspace: Workspace }) {
  const query = useQuery(OpenEpicsDocument, { workspace: workspace.id })
  const [epicId, setEpicId] = useState('')
  const [topic, setTopic] = useState('')
  const subject = epicId ? { epicId } : topic.trim() ? { topic: topic.trim() } : null
  // One request for one subject until its document has come: a second try gets what the first one wrote, and pays once.
  const request = useRef({ subject: '', id: '' })
  const here = useRef(true)
  useEffect(
    () => () => {
      here.current = false
    },
    [],
  )
  const write = useAction(async () => {
    const about = JSON.stringify(subject)
    if (request.current.subject !== about) request.current = { subject: about, id: crypto.randomUUID() }
    const { generatePrd } = await ask(WriteDocumentDocument, {
      workspace: workspace.id,
      ...subject,
      requestId: request.current.id,
    })
    request.current = { subject: '', id: '' }
    // Whoever went elsewhere meanwhile stays there.
    if (generatePrd.prd && here.current) go(pathOf(generatePrd.prd.id))
  })
  const submit = (event: SubmitEvent) => {
    event.preventDefault()
    if (subject) write.run()
  }
  const epics = query.data?.workspace.backlog.nodes ?? []
  if (!query.data && !query.problem) return null
  return (
    <section aria-labelledby="new">
      <h2 id="new">Write a document</h2>
      <form class="row bottom" onSubmit={submit}>
        {epics.length > 0 && (
          <Field label="About the epic">
            {(attributes) => (
              <select {...attributes} value={epicId} onChange={(event) => setEpicId(event.currentTarget.value)}>
                <option value="">Choose an epic</option>
                {epics.map(({ key, title }) => (
                  <option key={key} value={key}>
                    {key} {title}
                  </option>
                ))}
              </select>
            )}
          </Field>
        )}
        {!epicId && (
          <Text
            label={epics.length > 0 ? 'Or about a topic' : 'About a topic'}
            value={topic}
            set={setTopic}
            input={{ maxLength: 200 }}
          />
        )}
        <button class="btn main" type="submit" aria-disabled={write.busy} disabled={!subject}>
          {write.busy ? 'Writing…' : 'Write draft'}
        </button>
      </form>
      <Refused problem={write.problem ?? query.problem} />
    </section>
  )
}

function List({ workspace }: { workspace: Workspace }) {
  const { may } = useSession()
  const [search, setSearch] = useState('')
  const [status, setStatus] = useState<PrdStatus | ''>('')
  const asked = { workspace: workspace.id, search: search.trim() || null, status: status ? [status] : null }
  const query = useQuery(DocumentsDocument, asked)
  const filtered = search.trim() !== '' || status !== ''
  return (
    <section aria-labelledby="all">
      <h2 id="all">All documents</h2>
      <div class="row">
        <Text label="Search titles" value={search} set={setSearch} input={{ type: 'search' }} />
        <Field label="Status">
          {(attributes) => (
            <select
              {...attributes}
              value={status}
              onChange={(event) => setStatus(event.currentTarget.value as PrdStatus | '')}
            >
              <option value="">Any</option>
              {STATUSES.map((one) => (
                <option key={one} value={one}>
                  {STATUS[one]}
                </option>
              ))}
            </select>
          )}
        </Field>
      </div>
      <Answered query={query} what="the documents">
        {({ workspace: { prds } }) =>
          prds.nodes.length ? (
            <Rows key={JSON.stringify(asked)} first={prds} asked={asked} />
          ) : filtered ? (
            <p>
              <b>No documents match.</b>
            </p>
          ) : (
            <Empty title="No documents yet">
              {may('prd:write')
                ? 'Choose an epic or name a topic above, or ask Claude to “write a PRD”. Drafts appear here.'
                : 'Documents that members write appear here.'}
            </Empty>
          )
        }
      </Answered>
    </section>
  )
}

interface Asked {
  workspace: string
  search: string | null
  status: PrdStatus[] | null
}

function Rows({ first, asked }: { first: DocumentRowsFragment; asked: Asked }) {
  const [rows, setRows] = useState(first)
  const more = useAction(async () => {
    const { workspace } = await ask(DocumentsDocument, { ...asked, after: rows.pageInfo.endCursor })
    setRows({ ...workspace.prds, nodes: [...rows.nodes, ...workspace.prds.nodes] })
  })
  return (
    <>
      <table class="flow">
        <caption class="sr">Documents, the last changed first</caption>
        <thead>
          <tr>
            <th scope="col">Title</th>
            <th scope="col">Status</th>
            <th scope="col">Version</th>
            <th scope="col">Changed</th>
          </tr>
        </thead>
        <tbody>
          {rows.nodes.map(({ id, key, title, status, newest, updatedAt }) => (
            <tr key={id}>
              <th scope="row">
                <Link to={pathOf(id)}>{title}</Link>
                <span class="sub mono">{key}</span>
              </th>
              <td data-l="Status">{STATUS[status]}</td>
              <td data-l="Version">{newest}</td>
              <td data-l="Changed">
                <When at={updatedAt} />
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
