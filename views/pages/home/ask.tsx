import { useCopy } from '../parts/copy.tsx'

const QUESTIONS = [
  'What should we build next, and why?',
  'When will the open work be done, and how sure are we?',
  'What happens if a team loses one person in January?',
]

/** Questions to take along. */
export const Ask = () => (
  <section aria-labelledby="ask">
    <h2 id="ask">Ask in Claude</h2>
    <ul class="ask">
      {QUESTIONS.map((question) => (
        <Question key={question} question={question} />
      ))}
    </ul>
  </section>
)

function Question({ question }: { question: string }) {
  const { at, copied, copy } = useCopy<HTMLSpanElement>(question)
  return (
    <li>
      <span ref={at}>{question}</span>
      <button class="btn quiet small" type="button" onClick={copy}>
        {copied ? 'Copied' : 'Copy'}
        <span class="sr"> question: {question}</span>
      </button>
    </li>
  )
}
