/** May I send this? The document with its contents, what each sentence rests on, and what changed since. */
import { useState } from 'preact/hooks'
import './prd.css'
import { against, headingOf, prdSentence, type Marked, type PrdPicture, type Source } from './prd-picture.ts'
import { counted, dayOf, fullDay } from './words.ts'

export interface PrdProps {
  picture: PrdPicture
  locale: string
  fullscreen: boolean
  /** The record that the reader wants to see. */
  onSource?: (source: Source) => void
}

/** Sections that are open inline; full screen shows all. */
const INLINE_SECTIONS = 2

export function Prd({ picture, locale, fullscreen, onSource }: PrdProps) {
  const { versions, sources, context } = picture
  const [version, setVersion] = useState(versions[0]!.number)
  const [compared, setCompared] = useState(false)
  const [chosen, setChosen] = useState<string | null>(null)
  const [from, setFrom] = useState(0)
  const at = Math.max(
    0,
    versions.findIndex(({ number }) => number === version),
  )
  const current = versions[at]!
  const earlier = versions[at + 1]
  const shown = fullscreen ? current.sections : current.sections.slice(from, from + INLINE_SECTIONS)
  const stale = sources.filter(({ changed }) => changed)
  const cite = (source: Source) => {
    setChosen(source.alias)
    onSource?.(source)
  }
  const contents = (
    <ol>
      {current.sections.map(({ key, sentences }, section) => (
        <li key={key}>
          <button
            type="button"
            aria-current={shown.some((one) => one.key === key) && !fullscreen ? 'true' : undefined}
            onClick={() => {
              setFrom(section)
              document.getElementById(`section-${key}`)?.scrollIntoView()
            }}
          >
            {headingOf(key)}
            <small>
              {sentences.length}
              <span class="sr"> sentences</span>
            </small>
          </button>
        </li>
      ))}
    </ol>
  )
  return (
    <main>
      <header class="stack tight">
        <h1 class="answer">{prdSentence(picture)}</h1>
        <p class="facts prd-facts">
          <span>
            <b>Version {current.number}</b>, {fullDay(dayOf(current.created), locale)}
          </span>
          {stale.length > 0 && <span class="st warn">{counted(stale.length, 'source')} changed since</span>}
        </p>
        {versions.length > 1 && (
          <div class="row prd-pick">
            <select
              aria-label="Version"
              class="prd-version"
              value={version}
              onChange={({ currentTarget }) => setVersion(Number(currentTarget.value))}
            >
              {versions.map(({ number, created }) => (
                <option key={number} value={number}>
                  Version {number}, {fullDay(dayOf(created), locale)}
                </option>
              ))}
            </select>
            {earlier && (
              <button
                type="button"
                class="btn quiet small"
                aria-pressed={compared}
                onClick={() => setCompared(!compared)}
              >
                {compared ? 'Hide changes' : `Compare with version ${earlier.number}`}
              </button>
            )}
          </div>
        )}
      </header>
      <div class="doc">
        <nav class="toc" aria-label="Contents">
          {contents}
        </nav>
        <details class="toc-fold">
          <summary class="btn small">Contents</summary>
          {contents}
        </details>
        <article>
          {shown.map((section) => (
            <section key={section.key} id={`section-${section.key}`}>
              <h2>{headingOf(section.key)}</h2>
              <p>
                {(compared && earlier
                  ? against(
                      section,
                      earlier.sections.find(({ key }) => key === section.key),
                    )
                  : section.sentences.map((sentence): Marked => ({ ...sentence, change: 'same' }))
                ).map((sentence) => (
                  <Line key={`${sentence.change} ${sentence.text}`} sentence={sentence} sources={sources} cite={cite} />
                ))}
              </p>
            </section>
          ))}
          {!fullscreen && current.sections.length > INLINE_SECTIONS && (
            <p class="small dim">{counted(current.sections.length, 'section')}. Full screen shows them all.</p>
          )}
        </article>
        <aside aria-label="Strategic context and sources">
          {context.length > 0 && (
            <section>
              <h2>Strategic context</h2>
              <dl class="ctx">
                {context.map(({ label, text }) => (
                  <div key={label}>
                    <dt>{label}</dt>
                    <dd>{text}</dd>
                  </div>
                ))}
              </dl>
            </section>
          )}
          <section class="prd-sources">
            <h2>Sources in view</h2>
            <ol class="src">
              {sources
                .filter(({ alias }) =>
                  shown.some((section) => section.sentences.some((one) => one.sources.includes(alias))),
                )
                .map((source) => (
                  <li key={source.alias} class={source.alias === chosen ? 'on' : ''}>
                    <bdi>{source.alias}</bdi>
                    <span>
                      <b>{source.key}</b> {source.title}
                      {source.changed ? (
                        <span class="st warn">
                          {' '}
                          changed {fullDay(dayOf(source.changed), locale)}, after this was written
                        </span>
                      ) : (
                        `, ${source.kind}`
                      )}
                    </span>
                  </li>
                ))}
            </ol>
          </section>
        </aside>
      </div>
    </main>
  )
}

function Line({
  sentence,
  sources,
  cite,
}: {
  sentence: Marked
  sources: readonly Source[]
  cite: (source: Source) => void
}) {
  const { text, basis, change } = sentence
  const words =
    basis === 'assumption' ? (
      <mark class="asm">
        {text}
        <span class="sr"> (assumption)</span>
      </mark>
    ) : (
      text
    )
  return (
    <>
      {change === 'added' ? <ins>{words}</ins> : change === 'removed' ? <del>{words}</del> : words}
      {sources
        .filter(({ alias }) => sentence.sources.includes(alias))
        .map((source) => (
          <button
            key={source.alias}
            type="button"
            class={`cite${source.changed ? ' stale' : ''}`}
            aria-label={`${source.alias}: ${source.key} ${source.title}${source.changed ? ', changed since' : ''}`}
            onClick={() => cite(source)}
          >
            {source.alias}
          </button>
        ))}{' '}
    </>
  )
}
