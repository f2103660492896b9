import { useState } from 'preact/hooks'

const QUESTIONS = [
  'What should we build next, and why?',
  'When will the open work be done, and how sure are we?',
  'What happens if a team loses one person in January?',
]

/** Questions to take along. */
export function Ask() {
  const [copied, setCopied] = useState<string | null>(null)
  const copy = async (question: string) => {
    await navigator.clipboard.writeText(question).catch(() => undefined)
    setCopied(question)
    setTimeout(() => setCopied(null), 2_000)
  }
  return (
    <section aria-labelledby="ask">
      <h2 id="ask">Ask in Claude</h2>
      <ul class="ask">
        {QUESTIONS.map((question) => (
          <li key={question}>
            <span>{question}</span>
            <button class="btn quiet small" type="button" onClick={() => copy(question)}>
              {copied === question ? 'Copied' : 'Copy'}
              <span class="sr"> question: {question}</span>
            </button>
          </li>
        ))}
      </ul>
    </section>
  )
}
