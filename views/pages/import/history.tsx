import { useState } from 'preact/hooks'
import type { WrittenCounts } from '../../../api/imports/writing/written.ts'
import type { ImportsQuery } from '../../operations.generated.ts'
import { Rows } from '../parts/rows.tsx'
import { Answered, Empty } from '../parts/states.tsx'
import { When } from '../parts/when.tsx'
import { figure } from '../parts/format.ts'
import type { Query } from '../query.ts'
import { useSession } from '../session.tsx'
import { UndoImport } from './undo.tsx'

/** Imports that wrote something, latest first. */
export function History({ query }: { query: Query<ImportsQuery> }) {
  const session = useSession()
  const [undoing, setUndoing] = useState<string | null>(null)
  return (
    <section aria-labelledby="history">
      <h2 id="history">Earlier imports</h2>
      <Answered query={query} what="the earlier imports">
        {({ imports }) => {
          const written = imports.filter(({ state }) => state === 'applied' || state === 'undone')
          return written.length ? (
            <Rows
              caption="Earlier imports"
              head={['File', 'Into', 'Written', 'When']}
              rows={written}
              kind={['import', 'imports']}
              text={({ fileName, workspaceName }) => `${fileName} ${workspaceName}`}
            >
              {(row) => {
                const counts = row.written as WrittenCounts | null
                return (
                  <tr key={row.id} class={row.state === 'undone' ? 'off' : undefined}>
                    <th scope="row">
                      <b>{row.fileName}</b>
                    </th>
                    <td data-l="Into">{row.workspaceName}</td>
                    <td data-l="Written">
                      {row.state === 'undone'
                        ? 'undone'
                        : counts && `${figure(counts.created)} new, ${figure(counts.updated)} changed`}
                    </td>
                    <td data-l="When">
                      <When at={row.appliedAt ?? row.createdAt} />
                    </td>
                    <td class="act">
                      {row.state === 'applied' && (
                        <button class="btn quiet small" type="button" onClick={() => setUndoing(row.id)}>
                          Undo<span class="sr"> import of {row.fileName}</span>
                        </button>
                      )}
                    </td>
                  </tr>
                )
              }}
            </Rows>
          ) : (
            <Empty title="Nothing imported yet">Imports are listed here. You can undo each one.</Empty>
          )
        }}
      </Answered>
      {undoing && (
        <UndoImport
          id={undoing}
          onClose={() => setUndoing(null)}
          onUndone={async () => {
            await Promise.all([session.reload(), query.reload()])
          }}
        />
      )}
    </section>
  )
}
