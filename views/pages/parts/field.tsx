import type { ComponentChildren, InputHTMLAttributes } from 'preact'
import { useEffect, useId } from 'preact/hooks'

/** One of a closed list. */
export interface Choice {
  value: string
  text: string
}

type Described = { id: string; 'aria-describedby': string | undefined; 'aria-invalid': boolean | undefined }

interface FieldProps {
  label: string
  hint?: ComponentChildren
  /** What is wrong with it; follows the label in one sentence. */
  error?: string | null | undefined
  children: (attributes: Described) => ComponentChildren
}

/** A label, its control, and what helps to fill it in. */
export function Field({ label, hint, error, children }: FieldProps) {
  const id = useId()
  // Whoever sent the form is taken to the first thing to put right.
  useEffect(() => {
    if (error) document.querySelector<HTMLElement>('[aria-invalid=true]')?.focus()
  }, [error])
  const described = [hint && `${id}-hint`, error && `${id}-error`].filter(Boolean).join(' ')
  return (
    <div class="field">
      <label for={id}>{label}</label>
      {children({ id, 'aria-describedby': described || undefined, 'aria-invalid': error ? true : undefined })}
      {hint && (
        <p class="hint" id={`${id}-hint`}>
          {hint}
        </p>
      )}
      {error && (
        <p class="error" id={`${id}-error`}>
          {label} {error}.
        </p>
      )}
    </div>
  )
}

interface TextProps extends Omit<FieldProps, 'children'> {
  value: string
  set: (value: string) => void
  input?: InputHTMLAttributes<HTMLInputElement>
}

export function Text({ value, set, input = {}, ...field }: TextProps) {
  return (
    <Field {...field}>
      {(attributes) => (
        <input
          type="text"
          {...input}
          {...attributes}
          value={value}
          onInput={(event) => set(event.currentTarget.value)}
        />
      )}
    </Field>
  )
}
