import { useState } from 'preact/hooks'
import type { Found, WrittenCounts } from '../../../api/imports/writing/written.ts'
import { counted, figure } from '../parts/format.ts'
import { Link } from '../router.tsx'
import { UndoImport } from './undo.tsx'

interface AppliedProps {
  id: string
  written: WrittenCounts
  workspace: { name: string } | null
  onUndone: () => Promise<void>
  onOther: () => void
}

function outcomeText({
  unchanged,
  refused,
  dependenciesStarted,
  dependenciesEnded,
  dependenciesLeftOut,
  endedItems,
}: WrittenCounts): string {
  return [
    refused ? 'The rest was imported.' : 'Everything was imported.',
    unchanged && `${counted(unchanged, 'item')} unchanged.`,
    dependenciesStarted && `${counted(dependenciesStarted, 'link')} added.`,
    dependenciesEnded && `${counted(dependenciesEnded, 'link')} removed.`,
    dependenciesLeftOut &&
      `${counted(dependenciesLeftOut, 'link')} skipped because ${dependenciesLeftOut === 1 ? 'it' : 'they'} would form a cycle.`,
    endedItems &&
      `${counted(endedItems, 'item')} closed because ${endedItems === 1 ? 'it is' : 'they are'} missing from the file.`,
  ]
    .filter(Boolean)
    .join(' ')
}

const DATES = { createdAt: 'created', startedAt: 'started', resolvedAt: 'finished', dueDate: 'due' } as const

/** What the workspace holds of the file, as the database counts it. */
function foundText({ items, withParent, inSprint, estimated, links, linksOutside, dates }: Found): string {
  const ranges = (Object.keys(DATES) as (keyof typeof DATES)[]).flatMap((name) => {
    const { items: dated, first, last } = dates[name]
    return dated ? [`${figure(dated)} ${DATES[name]} ${first} to ${last}`] : []
  })
  return [
    `The workspace now has ${counted(items, 'item')} from this file: ${figure(withParent)} with a parent, ${figure(inSprint)} in a sprint, ${figure(estimated)} with points, and ${counted(links, 'link')}${linksOutside ? ` (${figure(linksOutside)} to items elsewhere)` : ''}.`,
    ...(ranges.length ? [`Dates: ${ranges.join('; ')}.`] : []),
  ].join(' ')
}

/** What an import did, and the way back. */
export function Applied({ id, written, workspace, onUndone, onOther }: AppliedProps) {
  const [undoing, setUndoing] = useState(false)
  return (
    <section>
      <h1>
        {counted(written.created, 'new item')} and {counted(written.updated, 'change')} in{' '}
        {workspace?.name ?? 'the workspace'}
      </h1>
      <div class="note ok" role="status">
        <p>{outcomeText(written)}</p>
        {written.found && <p>{foundText(written.found)}</p>}
      </div>
      {written.refused > 0 && (
        <div class="note warn">
          <p>
            <b>{counted(written.refused, 'row')} not imported.</b>
          </p>
          {(written.refusals ?? []).map(({ reason, count }) => (
            <p key={reason}>
              {figure(count)}: {reason}
            </p>
          ))}
        </div>
      )}
      <div class="row">
        <Link class="btn main" to="/">
          Go to Home
        </Link>
        <button class="btn" type="button" onClick={onOther}>
          Import another file
        </button>
        <button class="btn quiet" type="button" onClick={() => setUndoing(true)}>
          Undo import
        </button>
      </div>
      {undoing && <UndoImport id={id} onClose={() => setUndoing(false)} onUndone={onUndone} />}
    </section>
  )
}
