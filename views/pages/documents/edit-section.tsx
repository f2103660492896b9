import { useRef, useState } from 'preact/hooks'
import { EditSectionDocument } from '../../operations.generated.ts'
import type { Section } from '../../pictures/prd/prd-picture.ts'
import { ask } from '../graphql.ts'
import { Dialog } from '../parts/dialog.tsx'
import { Refused } from '../parts/states.tsx'
import { useAction } from '../query.ts'

interface EditSectionProps {
  id: string
  version: number
  section: Section
  onClose: () => void
  onSaved: () => Promise<void>
}

/** A section in a person's own words. What they leave as it is keeps its sources. */
export function EditSection({ id, version, section, onClose, onSaved }: EditSectionProps) {
  const numbers = useRef(section.sentences.length)
  const [lines, setLines] = useState(() => section.sentences.map(({ text }, at) => ({ id: at, text })))
  const [open, setOpen] = useState<ReadonlySet<string>>(() => new Set(section.questions.map(({ text }) => text)))
  const added = useRef<number | null>(null)
  const save = useAction(async () => {
    const sentences = lines.map(({ text }) => text.trim()).filter(Boolean)
    await ask(EditSectionDocument, { id, section: section.key, version, sentences, openQuestions: [...open] })
    onClose()
    await onSaved()
  })
  const set = (line: number, text: string) => setLines(lines.map((one) => (one.id === line ? { id: line, text } : one)))
  const add = () => {
    added.current = numbers.current++
    setLines([...lines, { id: added.current, text: '' }])
  }
  return (
    <Dialog title={section.heading} onClose={onClose}>
      <form
        class="stack"
        noValidate
        onSubmit={(event) => {
          event.preventDefault()
          save.run()
        }}
      >
        <p class="hint">
          Sentences that you leave as they are keep their sources. The ones that you write are marked as stated by you.
        </p>
        <Refused problem={save.problem} />
        {lines.map((line, at) => (
          <div class="doc-line" key={line.id}>
            <textarea
              aria-label={`Sentence ${at + 1}`}
              rows={Math.min(6, 1 + Math.ceil(line.text.length / 60))}
              maxLength={2_000}
              value={line.text}
              autofocus={line.id === added.current}
              ref={(element) => {
                if (!element || line.id !== added.current) return
                added.current = null
                element.focus()
              }}
              onInput={(event) => set(line.id, event.currentTarget.value)}
            />
            <button
              class="btn quiet small"
              type="button"
              aria-label={`Remove sentence ${at + 1}`}
              onClick={() => setLines(lines.filter((one) => one.id !== line.id))}
            >
              Remove
            </button>
          </div>
        ))}
        <div>
          <button class="btn small" type="button" onClick={add}>
            Add a sentence
          </button>
        </div>
        {section.questions.length > 0 && (
          <fieldset class="doc-open stack tight">
            <legend class="label">Questions that stay open</legend>
            {section.questions.map(({ text }) => (
              <label class="row tick" key={text}>
                <input
                  type="checkbox"
                  checked={open.has(text)}
                  onChange={(event) => {
                    const next = new Set(open)
                    if (event.currentTarget.checked) next.add(text)
                    else next.delete(text)
                    setOpen(next)
                  }}
                />
                <span>{text}</span>
              </label>
            ))}
          </fieldset>
        )}
        <div class="row end">
          <button class="btn" type="button" onClick={onClose}>
            Cancel
          </button>
          <button class="btn main" type="submit" aria-disabled={save.busy}>
            Save section
          </button>
        </div>
      </form>
    </Dialog>
  )
}
