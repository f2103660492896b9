import { useEffect, useState } from 'preact/hooks'
import {
  LedgerCsvDocument,
  LedgerPageDocument,
  type CreditEntryKind,
  type LedgerRowsFragment,
} from '../../../operations.generated.ts'
import { ask } from '../../graphql.ts'
import { counted, figure } from '../../parts/format.ts'
import { More } from '../../parts/more.tsx'
import { saveFile } from '../../parts/save-file.ts'
import { Empty, Refused } from '../../parts/states.tsx'
import { Day, When } from '../../parts/when.tsx'
import { useAction } from '../../query.ts'
import { PURPOSES } from './credits.ts'

const KINDS: Record<CreditEntryKind, string> = {
  grant: 'Granted',
  reserve: 'Reserved',
  settle: 'Charged',
  void: 'Returned',
  timeout: 'Returned, timed out',
  revoke: 'Revoked',
  expire: 'Expired',
}

/** Every change of the balance, newest first, a page at a time. */
export function Ledger({ first }: { first: LedgerRowsFragment }) {
  const [rows, setRows] = useState(first)
  useEffect(() => setRows(first), [first])
  const more = useAction(async () => {
    const { ledger } = (await ask(LedgerPageDocument, { after: rows.pageInfo.endCursor })).billing
    setRows({ ...ledger, nodes: [...rows.nodes, ...ledger.nodes] })
  })
  const file = useAction(async () =>
    saveFile('pm33-credits.csv', 'text/csv', (await ask(LedgerCsvDocument, {})).billing.ledgerCsv),
  )
  const { nodes, totalCount, pageInfo } = rows
  return (
    <section aria-labelledby="ledger">
      <div class="head">
        <h2 id="ledger">Ledger</h2>
        {nodes.length > 0 && (
          <button class="btn" type="button" aria-disabled={file.busy} onClick={() => file.run()}>
            Download CSV
          </button>
        )}
      </div>
      <Refused problem={file.problem} />
      {nodes.length ? (
        <table class="flow">
          <caption class="sr">Changes of the balance, newest first</caption>
          <thead>
            <tr>
              <th scope="col">What</th>
              <th scope="col" class="n">
                Credits
              </th>
              <th scope="col">Who</th>
              <th scope="col">For</th>
              <th scope="col">When</th>
            </tr>
          </thead>
          <tbody>
            {nodes.map((row) => (
              <Row key={row.id} row={row} />
            ))}
          </tbody>
        </table>
      ) : (
        <Empty title="No credits yet">Grants, charges, and refunds appear here, each with who, what, and why.</Empty>
      )}
      <More of={more} next={pageInfo.hasNextPage}>
        {figure(nodes.length)} of {counted(totalCount, 'entry', 'entries')}
      </More>
    </section>
  )
}

function Row({ row }: { row: LedgerRowsFragment['nodes'][number] }) {
  const { kind, change, reserved, who, workspace, purpose, document, reason, at, expiresAt } = row
  return (
    <tr>
      <th scope="row">
        <b>{KINDS[kind]}</b>
        {reason && <span class="sub">{reason}</span>}
        {expiresAt && (
          <span class="sub">
            Expires <Day at={expiresAt} />
          </span>
        )}
      </th>
      <td data-l="Credits" class="n">
        <span>
          {change > 0 ? '+' : ''}
          {figure(change)}
          {reserved !== null && reserved !== undefined && <span class="sub">of {figure(reserved)} reserved</span>}
        </span>
      </td>
      <td data-l="Who">{who}</td>
      <td data-l="For">
        <span>
          {purpose ? PURPOSES[purpose] : <span class="dim">—</span>}
          {workspace && <span class="sub">{workspace}</span>}
          {document && <span class="sub mono">{document.slice(0, 8)}</span>}
        </span>
      </td>
      <td data-l="When">
        <When at={at} />
      </td>
    </tr>
  )
}
