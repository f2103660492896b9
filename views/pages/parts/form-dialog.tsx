import { useState } from 'preact/hooks'
import { useAction } from '../query.ts'
import { DialogForm, unplaced } from './dialog.tsx'
import { Field, Text, type Choice } from './field.tsx'

export interface Entry {
  /** As the API names it, so that what it refuses stands at the field. */
  name: string
  label: string
  value: string
  kind?: 'text' | 'area' | 'date' | 'decimal' | readonly Choice[]
  hint?: string
}

export type Values = Readonly<Record<string, string>>

interface FormDialogProps {
  title: string
  /** What follows from it. */
  note?: string
  entries: readonly Entry[]
  /** "Save objective". */
  action: string
  onClose: () => void
  save: (values: Values) => Promise<unknown>
}

/** Some fields to fill in, saved together. What was typed stays until it is saved. */
export function FormDialog({ title, note, entries, action, onClose, save }: FormDialogProps) {
  const [values, setValues] = useState<Values>(() =>
    Object.fromEntries(entries.map(({ name, value }) => [name, value])),
  )
  const { run, busy, problem } = useAction(async () => {
    await save(values)
    onClose()
  })
  return (
    <DialogForm
      title={title}
      action={action}
      busy={busy}
      refused={unplaced(
        problem,
        entries.map(({ name }) => name),
      )}
      onSubmit={run}
      onClose={onClose}
    >
      {note && <p class="dim">{note}</p>}
      {entries.map(({ name, label, kind = 'text', hint }, at) => {
        const set = (value: string) => setValues({ ...values, [name]: value })
        const shared = { label, hint, error: problem?.of(name) }
        const value = values[name]!
        if (kind === 'area')
          return (
            <Field key={name} {...shared}>
              {(attributes) => (
                <textarea {...attributes} rows={3} value={value} onInput={(event) => set(event.currentTarget.value)} />
              )}
            </Field>
          )
        if (typeof kind !== 'string')
          return (
            <Field key={name} {...shared}>
              {(attributes) => (
                <select {...attributes} value={value} onChange={(event) => set(event.currentTarget.value)}>
                  {kind.map((choice) => (
                    <option key={choice.value} value={choice.value}>
                      {choice.text}
                    </option>
                  ))}
                </select>
              )}
            </Field>
          )
        const input = kind === 'date' ? { type: 'date' as const } : kind === 'decimal' ? { inputMode: kind } : {}
        return (
          <Text
            key={name}
            {...shared}
            value={value}
            set={set}
            input={{ ...input, ...(at === 0 && { autofocus: true }) }}
          />
        )
      })}
    </DialogForm>
  )
}
