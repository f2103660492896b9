import { useEffect, useRef, useState } from 'preact/hooks'
import type { Mapping } from '../../../api/imports/record/mapping.ts'
import type { ImportReport, Question } from '../../../api/imports/record/report.ts'
import type { WrittenCounts } from '../../../api/imports/writing/written.ts'
import { ImportsDocument } from '../../operations.generated.ts'
import { SettingsFrame } from '../frame.tsx'
import { problemOf, type Problem } from '../graphql.ts'
import { useQuery } from '../query.ts'
import { toContent } from '../router.tsx'
import { useSession } from '../session.tsx'
import { AskFile } from './ask-file.tsx'
import { ChooseFile } from './choose-file.tsx'
import { History } from './history.tsx'
import { Applied } from './applied.tsx'
import { Report } from './report.tsx'
import { apply, plan, type Progress, type Refusal } from './upload.ts'

type Step =
  | { at: 'choose'; problem: Problem | null; refusal: Refusal | null }
  | { at: 'reading'; file: File; progress: Progress }
  | { at: 'asking'; file: File; question: Question; given: Mapping | null }
  | { at: 'planned'; file: File; id: string; report: ImportReport; problem: Problem | null }
  | { at: 'writing'; file: File; report: ImportReport; progress: Progress }
  | { at: 'applied'; id: string; written: WrittenCounts; workspace: { id: string; name: string } | null }

const CHOOSE: Extract<Step, { at: 'choose' }> = { at: 'choose', problem: null, refusal: null }

export function ImportPage() {
  const { may } = useSession()
  return <SettingsFrame title="Import">{may('tenant:admin') ? <Import /> : <NotYours />}</SettingsFrame>
}

const NotYours = () => (
  <section>
    <h1>Import</h1>
    <p class="dim">Only admins of this organization can import. Ask an admin to do it, or to make you one.</p>
  </section>
)

/** A file on its way into a workspace: dropped, planned, looked at, written, and taken back if need be. */
function Import() {
  const session = useSession()
  const history = useQuery(ImportsDocument, {})
  const [step, setStep] = useState<Step>(CHOOSE)
  const [workspaceId, setWorkspaceId] = useState<string | null>(null)
  const shown = useRef(step.at)
  useEffect(() => {
    if (shown.current !== step.at) toContent()
    shown.current = step.at
  }, [step.at])

  const read = async (file: File, mapping: Mapping | null) => {
    setStep({ at: 'reading', file, progress: { done: 0, total: 0 } })
    try {
      const planned = await plan(file, { workspaceId, mapping }, (progress) =>
        setStep({ at: 'reading', file, progress }),
      )
      if (planned.report) setStep({ at: 'planned', file, id: planned.id, report: planned.report, problem: null })
      else if (planned.question) setStep({ at: 'asking', file, question: planned.question, given: mapping })
      else setStep({ ...CHOOSE, refusal: planned.refusal })
    } catch (error) {
      setStep({ ...CHOOSE, problem: problemOf(error) })
    }
  }

  const write = async ({ file, id, report }: Extract<Step, { at: 'planned' }>, endMissing: boolean) => {
    setStep({ at: 'writing', file, report, progress: { done: 0, total: report.rows.imported } })
    try {
      const applied = await apply(id, endMissing, (progress) => setStep({ at: 'writing', file, report, progress }))
      await Promise.all([session.reload(), history.reload()])
      if (applied.workspace) session.choose(applied.workspace.id)
      setStep({
        at: 'applied',
        id: applied.id,
        written: applied.written as WrittenCounts,
        workspace: applied.workspace ?? null,
      })
    } catch (error) {
      setStep({ at: 'planned', file, id, report, problem: problemOf(error) })
    }
  }

  switch (step.at) {
    case 'choose':
      return (
        <>
          <ChooseFile
            workspaceId={workspaceId}
            setWorkspaceId={setWorkspaceId}
            problem={step.problem}
            refusal={step.refusal}
            onFile={(file) => read(file, null)}
          />
          <History query={history} />
        </>
      )
    case 'reading':
      return <UnderWay title={`Reading ${step.file.name}`} progress={step.progress} />
    case 'asking':
      return (
        <AskFile
          key={step.question.about}
          file={step.file}
          question={step.question}
          onAnswer={(mapping) => read(step.file, { ...step.given, ...mapping })}
          onOther={() => setStep(CHOOSE)}
        />
      )
    case 'planned':
      return (
        <Report
          key={step.id}
          file={step.file}
          report={step.report}
          problem={step.problem}
          existing={workspaceId !== null}
          onImport={(endMissing) => write(step, endMissing)}
          onAgain={(mapping) => read(step.file, mapping)}
          onOther={() => setStep(CHOOSE)}
        />
      )
    case 'writing':
      return <UnderWay title={`Importing ${step.file.name}`} progress={step.progress} />
    case 'applied':
      return (
        <Applied
          id={step.id}
          written={step.written}
          workspace={step.workspace}
          onUndone={async () => {
            await Promise.all([session.reload(), history.reload()])
            setStep(CHOOSE)
          }}
          onOther={() => setStep(CHOOSE)}
        />
      )
  }
}

function UnderWay({ title, progress: { done, total } }: { title: string; progress: Progress }) {
  return (
    <section aria-busy="true">
      <h1>{title}</h1>
      <progress aria-label={title} {...(total && done < total ? { value: done, max: total } : {})} />
      <p class="dim" role="status">
        Nothing is written until the whole file is done.
      </p>
    </section>
  )
}
