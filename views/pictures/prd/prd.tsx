/** May I send this? The document with its contents, what each sentence rests on, and what changed since. */
import type { ComponentChildren } from 'preact'
import { useState } from 'preact/hooks'
import './prd.css'
import { Body } from './prd-body.tsx'
import {
  against,
  aliasesOf,
  type Cited,
  type Marked,
  type PrdPicture,
  type Section,
  type Source,
  type Version,
} from './prd-picture.ts'
import { counted, dayOf, fullDay, withDates } from '../words.ts'

export interface PrdProps {
  picture: PrdPicture
  locale: string
  fullscreen: boolean
  /** Part of a page that has its own main landmark. */
  page?: boolean
  /** The record that the reader wants to see. */
  onSource?: (source: Source) => void
  /** What can be done with a section of the newest version; stands beside its heading. */
  actions?: (section: Section) => ComponentChildren
}

/** Sections that are open inline; full screen shows all. */
const INLINE_SECTIONS = 1
/** Sources beside it; the chosen one is always there. */
const INLINE_SOURCES = 4

export function Prd({ picture, locale, fullscreen, page = false, onSource, actions }: PrdProps) {
  const Root = page ? 'div' : 'main'
  const { versions, context, warnings } = picture
  const [version, setVersion] = useState(versions[0]!.version)
  const [compared, setCompared] = useState(false)
  const [chosen, setChosen] = useState<Source | null>(null)
  const [from, setFrom] = useState(0)
  const at = Math.max(
    0,
    versions.findIndex((one) => one.version === version),
  )
  const current = versions[at]!
  const earlier = versions[at + 1]
  const { sources } = current
  const shown = fullscreen ? current.sections : current.sections.slice(from, from + INLINE_SECTIONS)
  const bodies = shown.map((section) => ({
    section,
    sentences: marked(section, current, compared ? earlier : undefined),
  }))
  const inView = citedIn(bodies, sources)
  const stale = sources.filter(({ changed }) => changed)
  const cite = (source: Source) => {
    setChosen(source)
    onSource?.(source)
  }
  const contents = (
    <ol>
      {current.sections.map(({ key, heading, sentences, questions }, section) => (
        <li key={key}>
          <button
            type="button"
            aria-current={shown.some((one) => one.key === key) && !fullscreen ? 'true' : undefined}
            onClick={() => {
              setFrom(section)
              document.getElementById(`section-${key}`)?.scrollIntoView()
            }}
          >
            {heading}
            <small>
              {sentences.length}
              <span class="sr"> {sentences.length === 1 ? 'sentence' : 'sentences'}</span>
              {questions.length > 0 && (
                <>
                  {' '}
                  <span aria-hidden="true">?</span>
                  <span class="sr">, {counted(questions.length, locale, 'question')}</span>
                </>
              )}
            </small>
          </button>
        </li>
      ))}
    </ol>
  )
  return (
    <Root class={page ? 'view page' : undefined}>
      <header class="stack tight">
        <h1 class="answer">{picture.sentence}</h1>
        <p class="facts prd-facts">
          <span>
            {picture.key ? <b>{picture.key}</b> : <b>Not saved</b>}, {STATUS[picture.status] ?? picture.status}
          </span>
          <span>
            Version {current.version}, {dayText(current.createdOn, locale)}
          </span>
          {stale.length > 0 && <span class="st warn">{counted(stale.length, locale, 'source')} changed since</span>}
        </p>
        {versions.length > 1 && (
          <div class="row prd-pick">
            <select
              aria-label="Version"
              class="prd-version"
              value={version}
              onChange={({ currentTarget }) => setVersion(Number(currentTarget.value))}
            >
              {versions.map((one) => (
                <option key={one.version} value={one.version}>
                  Version {one.version}, {dayText(one.createdOn, locale)}
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
                {compared ? 'Hide changes' : `Compare with version ${earlier.version}`}
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
          {bodies.map(({ section, sentences }) => (
            <section key={section.key} id={`section-${section.key}`}>
              {actions && at === 0 && !compared ? (
                <div class="row between">
                  <h2>{section.heading}</h2>
                  {actions(section)}
                </div>
              ) : (
                <h2>{section.heading}</h2>
              )}
              <Body sentences={sentences} questions={section.questions} sources={sources} cite={cite} />
            </section>
          ))}
          {!fullscreen && current.sections.length > INLINE_SECTIONS && (
            <p class="row small dim">
              {current.sections[from + INLINE_SECTIONS] && (
                <button type="button" class="btn quiet small" onClick={() => setFrom(from + INLINE_SECTIONS)}>
                  Next: {current.sections[from + INLINE_SECTIONS]!.heading}
                </button>
              )}
              <span>{counted(current.sections.length, locale, 'section')}. Full screen shows them all.</span>
            </p>
          )}
          {fullscreen && at === 0 && warnings.length > 0 && (
            <section>
              <h2>Notes</h2>
              <ul class="small dim">
                {warnings.map((warning) => (
                  <li key={warning}>{withDates(warning, locale)}</li>
                ))}
              </ul>
            </section>
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
              {(fullscreen ? inView : inView.filter((one, at) => at < INLINE_SOURCES || isSame(one, chosen))).map(
                (source) => (
                  <li key={`${source.alias} ${source.key}`} class={isSame(source, chosen) ? 'on' : ''}>
                    <bdi>{source.alias}</bdi>
                    <span>
                      {/^E\d/.test(source.alias) ? (
                        <b>{source.title}</b>
                      ) : (
                        <>
                          <b>{source.key}</b>
                          {source.title !== source.key && ` ${source.title}`}
                        </>
                      )}
                      {source.changed ? (
                        <span class="st warn">
                          {' '}
                          changed {fullDay(dayOf(source.changed), locale)}, after this was written
                        </span>
                      ) : (
                        `, ${source.note}${sources.includes(source) ? '' : `, in version ${earlier!.version}`}`
                      )}
                      {isSame(source, chosen) &&
                        quotesOf(bodies, sources, source).map((quote) => <q key={quote}>{quote}</q>)}
                    </span>
                  </li>
                ),
              )}
            </ol>
          </section>
        </aside>
      </div>
    </Root>
  )
}

const dayText = (iso: string, locale: string) => (Number.isNaN(Date.parse(iso)) ? iso : fullDay(dayOf(iso), locale))

const STATUS: Readonly<Record<string, string>> = { draft: 'draft', review: 'in review', approved: 'approved' }

/** Quotes beside a chosen source. */
const MOST_QUOTES = 3

interface Drawn {
  readonly section: Section
  readonly sentences: readonly Marked[]
}

/** Sources of what is drawn: those of this version in their order, then those that only removed sentences have. */
function citedIn(bodies: readonly Drawn[], sources: readonly Source[]): Source[] {
  const cited = bodies.flatMap(({ section, sentences }) => [
    ...section.questions.flatMap((one) => sourcesOf(one, sources)),
    ...sentences.flatMap((one) => sourcesOf(one, one.sources)),
  ])
  const known = new Set(cited)
  const own = sources.filter((source) => known.has(source))
  return [...own, ...[...known].filter((one) => !own.some((source) => isSame(source, one)))]
}

/** The same record under the same alias, whichever version names it. */
const isSame = (a: Source, b: Source | null) => a.alias === b?.alias && a.key === b.key

const sourcesOf = (one: Cited, sources: readonly Source[]) => {
  const aliases = aliasesOf(one)
  return sources.filter(({ alias }) => aliases.includes(alias))
}

function quotesOf(bodies: readonly Drawn[], sources: readonly Source[], chosen: Source): string[] {
  const quotes = bodies.flatMap(({ section, sentences }) =>
    [...sentences, ...section.questions.map((question) => ({ ...question, sources }))]
      .filter((one) => one.sources.some((source) => isSame(source, chosen)))
      .flatMap(({ text, evidence }) =>
        evidence.filter(({ source }) => source === chosen.alias).map(({ quote }) => quote ?? text),
      ),
  )
  return [...new Set(quotes)].slice(0, MOST_QUOTES)
}

const marked = (section: Section, { sources }: Version, earlier: Version | undefined): Marked[] =>
  earlier
    ? against(
        { section, sources },
        { section: earlier.sections.find(({ key }) => key === section.key), sources: earlier.sources },
      )
    : section.sentences.map((sentence): Marked => ({ ...sentence, sources, change: 'same' }))
