import type { ComponentChildren, TargetedEvent } from 'preact'
import { useRef, useState } from 'preact/hooks'

/** Where a list of choices always opens, each change is a decision. */
const ALWAYS_OPENS = /^(Mac|iPhone|iPad)/.test(navigator.platform)

/** What says whether a change of a list of choices is a decision, or one step of arrow keys and typed letters on the way to one. */
export interface Decision {
  onPointerDown(): void
  /** @param stepped whether a step is waiting to be decided */
  onKey(event: KeyboardEvent, stepped: boolean): void
  decided(): boolean
}

/** A closed list changes with each arrow key and each letter, everywhere but on Apple's systems. */
export function useDecision(): Decision {
  const steps = useRef(false)
  return {
    onPointerDown: () => {
      steps.current = false
    },
    onKey({ key, altKey }, stepped) {
      // These open the list, or take a choice from the open one. A space can be a letter of what is being typed.
      const opens = altKey || key === 'F4' || key === 'Enter' || (key === ' ' && !stepped)
      steps.current = !opens && !ALWAYS_OPENS
    },
    decided: () => !steps.current,
  }
}

interface ChooseProps {
  id?: string
  class?: string
  'aria-label'?: string
  'aria-describedby'?: string | undefined
  'aria-invalid'?: boolean | undefined
  'aria-disabled'?: boolean
  value: string
  choose: (value: string) => void
  /** What becomes of a choice made with keys when the focus leaves: where it changes the page, only Enter takes it. */
  leaving?: 'takes' | 'drops'
  children: ComponentChildren
}

/** A list of choices that acts on a choice: at once with a pointer, on Enter or on leaving with keys. Escape takes it back. */
export function Choose({ value, choose, leaving = 'takes', children, ...attributes }: ChooseProps) {
  const [step, setStep] = useState<string | null>(null)
  const decision = useDecision()
  const take = (next: string) => {
    setStep(null)
    if (next !== value) choose(next)
  }
  return (
    <select
      {...attributes}
      value={step ?? value}
      onPointerDown={decision.onPointerDown}
      onKeyDown={(event) => {
        if (step !== null && event.key === 'Enter') {
          event.preventDefault()
          take(step)
        } else if (step !== null && event.key === 'Escape') {
          event.preventDefault()
          event.stopPropagation()
          setStep(null)
        } else decision.onKey(event, step !== null)
      }}
      onChange={({ currentTarget }: TargetedEvent<HTMLSelectElement>) => {
        if (decision.decided()) take(currentTarget.value)
        else setStep(currentTarget.value)
      }}
      onBlur={() => {
        if (step !== null && leaving === 'takes') take(step)
        else setStep(null)
      }}
    >
      {children}
    </select>
  )
}
