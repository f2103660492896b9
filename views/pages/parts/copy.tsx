import { useEffect, useRef, useState } from 'preact/hooks'

/** Copies a text, and says so for two seconds; where the browser does not allow it, the text is marked, ready for the keyboard. */
export function useCopy<Place extends HTMLElement>(text: string) {
  const at = useRef<Place>(null)
  const [copied, setCopied] = useState(false)
  useEffect(() => {
    if (!copied) return
    const timer = setTimeout(() => setCopied(false), 2_000)
    return () => clearTimeout(timer)
  }, [copied])
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(text)
      setCopied(true)
    } catch {
      getSelection()?.selectAllChildren(at.current!)
    }
  }
  return { at, copied, copy }
}

/** Text to take elsewhere, and one button. @param what is copied, for whoever cannot see it: "server URL" */
export function Copy({ text, what, lines = false }: { text: string; what: string; lines?: boolean }) {
  const { at, copied, copy } = useCopy<HTMLElement>(text)
  return (
    <div class={lines ? 'copy lines' : 'copy'}>
      <code ref={at}>{text}</code>
      <button class="btn small" type="button" onClick={copy} aria-label={copied ? `Copied ${what}` : `Copy ${what}`}>
        {copied ? 'Copied' : 'Copy'}
      </button>
      <span class="sr" role="status">
        {copied ? `Copied ${what}` : ''}
      </span>
    </div>
  )
}
