import type { ComponentChildren } from 'preact'
import { useId, useLayoutEffect, useRef } from 'preact/hooks'
import { Problem } from '../graphql.ts'
import { useAction } from '../query.ts'
import { Refused } from './states.tsx'

/** Floats above the page until it is answered. Escape closes it, and focus goes back to where it was. */
export function Dialog({
  title,
  kind = '',
  onClose,
  children,
}: {
  title: string
  /** A drawer stands at the side, as high as the window. */
  kind?: '' | 'drawer'
  onClose: () => void
  children: ComponentChildren
}) {
  const element = useRef<HTMLDialogElement>(null)
  const id = useId()
  useLayoutEffect(() => {
    const dialog = element.current!
    dialog.showModal()
    return () => {
      // Closing is what gives the focus back.
      dialog.close()
      // Where its button went with what was deleted, a screen reader would start again at the top of the page.
      requestAnimationFrame(() => {
        if (document.activeElement === document.body) document.getElementById('main')?.focus({ preventScroll: true })
      })
    }
  }, [])
  const cancel = (event: Event) => {
    event.preventDefault()
    onClose()
  }
  return (
    <dialog ref={element} class={`dialog ${kind}`} aria-labelledby={id} onCancel={cancel}>
      <h2 id={id}>{title}</h2>
      {children}
    </dialog>
  )
}

interface Form {
  title: string
  /** What its button says. */
  action: string
  busy: boolean
  /** What is wrong and stands at no field. */
  refused: Problem | null
  onSubmit: () => void
  onClose: () => void
  children: ComponentChildren
}

/**
 * What stands above a form because none of its fields says it: nothing that was refused stays unsaid.
 * @param fields names under which the form shows what is wrong
 */
export function unplaced(problem: Problem | null, fields: readonly string[]): Problem | null {
  if (!problem?.issues.length) return problem
  const left = problem.issues.filter(({ path }) => !fields.includes(String(path.at(-1))))
  if (!left.length) return null
  const sentences = left.map(({ path, message }) => `${wordsOf(path)} ${message}.`)
  return new Problem(sentences.join(' '), { code: problem.code })
}

/** "expiresInDays" is "Expires in days"; a place in a list is of the list. */
function wordsOf(path: readonly (string | number)[]): string {
  const name = String(path.findLast((part) => typeof part === 'string') ?? 'This')
  const words = name.replaceAll(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`)
  return words.charAt(0).toUpperCase() + words.slice(1)
}

/** A dialog that is filled in and sent. */
export function DialogForm({ title, action, busy, refused, onSubmit, onClose, children }: Form) {
  return (
    <Dialog title={title} onClose={onClose}>
      <form
        class="stack"
        noValidate
        onSubmit={(event) => {
          event.preventDefault()
          onSubmit()
        }}
      >
        <Refused problem={refused} />
        {children}
        <div class="row end">
          <button class="btn" type="button" onClick={onClose}>
            Cancel
          </button>
          <button class="btn main" type="submit" aria-disabled={busy}>
            {action}
          </button>
        </div>
      </form>
    </Dialog>
  )
}

interface Question {
  title: string
  /** What fails or is lost afterwards. */
  children: ComponentChildren
  keep?: string
  action: string
  onClose: () => void
  work: () => Promise<unknown>
}

/** Asks once before something ends. */
export function Confirm({ title, children, keep = 'Cancel', action, onClose, work }: Question) {
  const { run, busy, problem } = useAction(async () => {
    await work()
    onClose()
  })
  return (
    <Dialog title={title} onClose={onClose}>
      <p class="dim">{children}</p>
      <Refused problem={problem} />
      <div class="row end">
        <button class="btn" type="button" onClick={onClose}>
          {keep}
        </button>
        <button class="btn danger" type="button" aria-disabled={busy} onClick={() => run()}>
          {action}
        </button>
      </div>
    </Dialog>
  )
}
