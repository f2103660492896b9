import { useEffect, useState } from 'preact/hooks'
import { AuditPageDocument, type AuditActor, type AuditPageQuery } from '../../../operations.generated.ts'
import { ask } from '../../graphql.ts'
import { counted, figure } from '../../parts/format.ts'
import { More } from '../../parts/more.tsx'
import { Empty } from '../../parts/states.tsx'
import { When } from '../../parts/when.tsx'
import { useAction } from '../../query.ts'

const ACTORS: Record<AuditActor, string> = {
  api_key: 'API key',
  oauth: 'Connected app',
  session: 'Browser',
  operator: 'Operator',
  anonymous: 'Not signed in',
  payment: 'Stripe',
  schedule: 'PM33',
}

type Page = AuditPageQuery['auditEvents']
type Event = Page['nodes'][number]

/** Events, newest first, a page at a time. */
export function AuditRows({ first, wanted }: { first: Page; wanted: object }) {
  const [rows, setRows] = useState(first)
  useEffect(() => setRows(first), [first])
  const more = useAction(async () => {
    const { auditEvents } = await ask(AuditPageDocument, { ...wanted, after: rows.pageInfo.endCursor })
    setRows({ ...auditEvents, nodes: [...rows.nodes, ...auditEvents.nodes] })
  })
  const { nodes, pageInfo } = rows
  if (!nodes.length)
    return <Empty title="No events">No events in the audit log match these filters. Clear a filter to see more.</Empty>
  return (
    <>
      <table class="flow">
        <caption class="sr">Audit events, newest first</caption>
        <thead>
          <tr>
            <th scope="col">Action</th>
            <th scope="col">Who</th>
            <th scope="col">Address</th>
            <th scope="col">Outcome</th>
            <th scope="col">When</th>
          </tr>
        </thead>
        <tbody>
          {nodes.map((event) => (
            <Row key={event.id} event={event} />
          ))}
        </tbody>
      </table>
      <More of={more} next={pageInfo.hasNextPage}>
        {figure(nodes.length)} shown
      </More>
    </>
  )
}

function Row({ event }: { event: Event }) {
  const { sequence, action, actor, person, erased, ip, outcome, credits, milliseconds, at } = event
  return (
    <tr>
      <th scope="row">
        <b class="mono">{action}</b>
        <span class="sub">Event {figure(sequence)}</span>
      </th>
      <td data-l="Who">
        <span>
          {erased ? 'Erased' : (person ?? ACTORS[actor])}
          {person && <span class="sub">{ACTORS[actor]}</span>}
        </span>
      </td>
      <td data-l="Address" class="mono">
        {ip ?? <span class="dim">—</span>}
      </td>
      <td data-l="Outcome">
        <span>
          {outcome === 'ok' ? 'OK' : <span class="bad">{outcome}</span>}
          <span class="sub">
            {figure(milliseconds)} ms{credits ? `, ${counted(credits, 'credit')}` : ''}
          </span>
        </span>
      </td>
      <td data-l="When">
        <When at={at} />
      </td>
    </tr>
  )
}
