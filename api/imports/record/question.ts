/** A refusal that is a question: what only a person can say about a file. */
import { ImportRefusal, type RefusalCode } from '../../files/refusal.ts'
import type { Question } from './report.ts'

/** A file that can be read once the question is answered: the answer is a mapping. */
export class Unanswered extends ImportRefusal {
  readonly question: Question

  constructor(code: RefusalCode, message: string, next: string, question: Question) {
    super(code, message, next)
    this.question = question
  }
}
