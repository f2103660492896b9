/** Sliders that rank the list again while they move: at most once a frame, and the last value wins. */
import { useRef } from 'preact/hooks'
import { labelOf } from './labels.ts'
import type { PrioritiesPicture, Weights } from './priorities-picture.ts'

/** A weight of 2 counts a part twice; a factor at 2 triples the value of an item that has it in full. */
const MOST = 2
const STEP = 0.1

export interface WeightSlidersProps {
  picture: PrioritiesPicture
  weights: Weights
  usual: Weights
  set(weights: Weights): void
  changed: boolean
}

export function WeightSliders({ picture, weights, usual, set, changed }: WeightSlidersProps) {
  const waiting = useRef<Weights | null>(null)
  const soon = (next: Weights) => {
    if (waiting.current === null)
      requestAnimationFrame(() => {
        if (waiting.current) set(waiting.current)
        waiting.current = null
      })
    waiting.current = next
  }
  const reset = () => {
    waiting.current = null
    set(usual)
  }
  const slider = (name: string, value: number, change: (value: number) => Weights) => (
    <label key={name}>
      {labelOf(name)}
      <input
        type="range"
        min={0}
        max={MOST}
        step={STEP}
        value={value}
        onInput={({ currentTarget }) => soon(change(Number(currentTarget.value)))}
      />
      <output>{value.toFixed(1)}</output>
    </label>
  )
  return (
    <details class="w">
      <summary class="btn small">Weights</summary>
      <div>
        {picture.method === 'wsjf' &&
          Object.entries(weights.parts).map(([name, value]) =>
            slider(name, value, (next) => ({ ...weights, parts: { ...weights.parts, [name]: next } })),
          )}
        {Object.entries(weights.factors).map(([name, value]) =>
          slider(name, value, (next) => ({ ...weights, factors: { ...weights.factors, [name]: next } })),
        )}
        {changed && (
          <button type="button" class="btn quiet small" onClick={reset}>
            As answered
          </button>
        )}
      </div>
    </details>
  )
}
