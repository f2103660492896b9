import type { ComponentChildren } from 'preact'
import { useEffect, useRef } from 'preact/hooks'
import { Copy } from './copy.tsx'

/** A secret that is shown this once: a key or a link, in green, and where the focus goes next. */
export function Made({ text, what, children }: { text: string; what: string; children: ComponentChildren }) {
  const box = useRef<HTMLDivElement>(null)
  useEffect(() => box.current?.focus(), [text])
  return (
    <div class="new" role="status" tabIndex={-1} ref={box}>
      <p>{children}</p>
      <Copy text={text} what={what} />
    </div>
  )
}
