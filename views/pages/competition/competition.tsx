import { useEffect, useRef, useState } from 'preact/hooks'
import {
  CompetitionDocument,
  CompetitionSentenceDocument,
  ImportMarketDocument,
  type CompetitionSentenceQuery,
  type MarketImportKind,
} from '../../operations.generated.ts'
import { Frame, useTitle } from '../frame.tsx'
import { ask, Problem } from '../graphql.ts'
import { counted, figure, listed } from '../parts/format.ts'
import { Answered, Refused } from '../parts/states.tsx'
import { useAction, useQuery } from '../query.ts'
import { useSession } from '../session.tsx'
import { Capabilities } from './capabilities.tsx'
import './competition.css'
import { Claims } from './claims.tsx'
import { Competitors, type Threats } from './competitors.tsx'

/** Competitors, capabilities, and claims of the organization: every statement with its source and date. */
export function CompetitionPage() {
  const { workspace, may } = useSession()
  useTitle('Competition')
  const query = useQuery(CompetitionDocument, {})
  const analysis = useQuery(CompetitionSentenceDocument, { workspace: workspace?.id ?? null })
  const threats = useThreats(workspace?.id ?? null, analysis.data)
  const claims = useRef<(() => Promise<void>) | null>(null)
  const reload = async () => {
    await Promise.all([query.reload(), analysis.reload(), claims.current?.()])
  }
  const mayEdit = may('competitive:write')
  return (
    <Frame>
      {!analysis.data && <h1>Competition</h1>}
      <Answered query={analysis} what="the analysis">
        {({ tenant: { competitiveAnalysis } }) => (
          <section>
            <h1>{competitiveAnalysis.sentence}</h1>
            {competitiveAnalysis.warnings.map((warning) => (
              <p key={warning} class="dim small">
                {warning}
              </p>
            ))}
          </section>
        )}
      </Answered>
      <Answered query={query} what="the competitors">
        {({ tenant: { competitors, capabilities } }) => (
          <>
            <Competitors competitors={competitors} threats={threats} mayEdit={mayEdit} reload={reload} />
            <Capabilities capabilities={capabilities} mayEdit={mayEdit} reload={reload} />
            {competitors.length > 0 && (
              <Claims
                competitors={competitors}
                capabilities={capabilities}
                mayEdit={mayEdit}
                again={claims}
                reload={reload}
              />
            )}
            {mayEdit && <ImportCsv reload={reload} />}
          </>
        )}
      </Answered>
    </Frame>
  )
}

/** Of all competitors: the analysis names some at a time. null: not known yet, or not to be had. */
function useThreats(workspace: string | null, answer: CompetitionSentenceQuery | null): Threats | null {
  const [known, setKnown] = useState<{ of: CompetitionSentenceQuery; threats: Threats } | null>(null)
  useEffect(() => {
    if (!answer) return
    let current = true
    const read = async () => {
      let page = answer.tenant.competitiveAnalysis
      const threats = [...(page.competitors ?? [])]
      while (page.pageInfo.hasNextPage) {
        const { tenant } = await ask(CompetitionSentenceDocument, { workspace, after: page.pageInfo.endCursor })
        page = tenant.competitiveAnalysis
        threats.push(...(page.competitors ?? []))
      }
      if (current) setKnown({ of: answer, threats })
    }
    read().catch(() => undefined)
    return () => {
      current = false
    }
  }, [answer])
  return known?.of === answer ? known.threats : null
}

const KINDS: Readonly<Record<MarketImportKind, string>> = {
  competitors: 'competitors',
  capabilities: 'capabilities',
  claims: 'claims',
}

/** A spreadsheet of competitors, capabilities, or claims; its header says which. */
function ImportCsv({ reload }: { reload: () => Promise<void> }) {
  const [report, setReport] = useState<Awaited<ReturnType<typeof importFile>> | null>(null)
  const { run, busy, problem } = useAction(async (file: File) => {
    setReport(null)
    setReport(await importFile(file))
    await reload()
  })
  return (
    <section aria-labelledby="import-csv" class="no-print">
      <h2 id="import-csv">Import from CSV</h2>
      <p class="dim measure">
        Competitors, capabilities, or claims: the header decides, such as “competitor, claim, source, date”. Importing
        the same file again changes nothing.
      </p>
      <div class="row">
        <label class="btn" aria-disabled={busy}>
          {busy ? 'Importing…' : 'Choose CSV file'}
          <input
            class="sr"
            type="file"
            accept=".csv,text/csv"
            onChange={(event) => {
              const file = event.currentTarget.files?.[0]
              if (file) run(file)
              event.currentTarget.value = ''
            }}
          />
        </label>
      </div>
      <Refused problem={problem} />
      {report && (
        <div class="note ok" role="status">
          <p>
            <b>
              {counted(report.rows, 'row')} of {KINDS[report.kind]}:
            </b>{' '}
            {figure(report.created)} new, {figure(report.updated)} changed, {figure(report.unchanged)} unchanged,{' '}
            {figure(report.refusedCount)} not imported.
          </p>
          {report.newCompetitors.length > 0 && <p>New competitors: {listed(report.newCompetitors)}.</p>}
          {report.newCapabilities.length > 0 && (
            <p>New capabilities: {listed(report.newCapabilities)}. Add your own rating to them.</p>
          )}
          {report.unreadColumns.length > 0 && <p>Columns ignored: {listed(report.unreadColumns)}.</p>}
          {report.notes.map((note) => (
            <p key={note}>{note}</p>
          ))}
          {report.refused.slice(0, 20).map(({ row, reason }) => (
            <p key={row}>
              Row {row}: {reason}
            </p>
          ))}
        </div>
      )}
    </section>
  )
}

/** @throws Problem for a file in another encoding, whose names would be stored with “�” in them */
async function importFile(file: File) {
  const bytes = await file.arrayBuffer()
  let csv: string
  try {
    csv = new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    throw new Problem(
      'This file is not UTF-8, so its accents cannot be read. Save it as UTF-8 (in Excel: “CSV UTF-8”) and choose it again.',
      { code: 'BAD_USER_INPUT' },
    )
  }
  return (await ask(ImportMarketDocument, { csv })).importMarket
}
