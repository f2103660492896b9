import type { ComponentChildren } from 'preact'
import { withDates } from '../../pictures/words.ts'
import { LOCALE } from '../parts/format.ts'

/** A block of Home: a question, and under it the answer with its picture. */
export const Question = ({ id, asks, children }: { id: string; asks: string; children: ComponentChildren }) => (
  <section aria-labelledby={id}>
    <h2 class="q" id={id}>
      {asks}
    </h2>
    {children}
  </section>
)

/** The API's own sentence, its dates as the reader writes them. */
export const Answer = ({ children }: { children: string }) => <p class="answer">{withDates(children, LOCALE)}</p>
