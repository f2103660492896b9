/** The text of a section: a paragraph, its lines, its questions, and what each rests on. */
import { aliasesOf, isLine, type Cited, type Marked, type Source } from './prd-picture.ts'

interface BodyProps {
  sentences: readonly Marked[]
  questions: readonly Cited[]
  /** Of the version that asks the questions. */
  sources: readonly Source[]
  cite: (source: Source) => void
}

/** Sentences as a paragraph, lines and questions as lists. */
export function Body({ sentences, questions, sources, cite }: BodyProps) {
  const line = (sentence: Marked) => (
    <Line key={`${sentence.change} ${sentence.text}`} sentence={sentence} cite={cite} />
  )
  const prose = sentences.filter((one) => !isLine(one))
  const lines = sentences.filter(isLine)
  return (
    <>
      {prose.length > 0 && <p>{prose.map(line)}</p>}
      {lines.length > 0 && (
        <ul>
          {lines.map((one) => (
            <li key={`${one.change} ${one.text}`}>{line(one)}</li>
          ))}
        </ul>
      )}
      {questions.map((question) => (
        <p key={question.text} class="prd-ask">
          <b>Question</b> {question.text}
          <Citations cited={question} sources={sources} cite={cite} />
        </p>
      ))}
    </>
  )
}

interface LineProps {
  sentence: Marked
  cite: (source: Source) => void
}

function Line({ sentence, cite }: LineProps) {
  const { text, basis, author, change, sources } = sentence
  const words = author ? (
    <>
      {text} <small class="dim">stated by {author}</small>
    </>
  ) : basis === 'assumption' ? (
    <mark class="asm">
      {text}
      <span class="sr"> (assumption)</span>
    </mark>
  ) : basis === 'quoted' ? (
    <q>{text}</q>
  ) : (
    text
  )
  return (
    <>
      {change === 'added' ? <ins>{words}</ins> : change === 'removed' ? <del>{words}</del> : words}
      <Citations cited={sentence} sources={sources} cite={cite} />{' '}
    </>
  )
}

function Citations({
  cited,
  sources,
  cite,
}: {
  cited: Cited
  sources: readonly Source[]
  cite: (source: Source) => void
}) {
  const aliases = aliasesOf(cited)
  return (
    <>
      {sources
        .filter(({ alias }) => aliases.includes(alias))
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
        ))}
    </>
  )
}
