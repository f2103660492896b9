import { useEffect, useRef, useState } from 'preact/hooks'

/** Text to take elsewhere, and one button. @param what is copied, for whoever cannot see it: "server URL" */
export function Copy({ text, what, lines = false }: { text: string; what: string; lines?: boolean }) {
  const code = useRef<HTMLElement>(null)
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
      // Not allowed to: then it is marked, ready for the keyboard.
      getSelection()?.selectAllChildren(code.current!)
    }
  }
  return (
    <div class={lines ? 'copy lines' : 'copy'}>
      <code ref={code}>{text}</code>
      <button class="btn small" type="button" onClick={copy} aria-label={copied ? `Copied ${what}` : `Copy ${what}`}>
        {copied ? 'Copied' : 'Copy'}
      </button>
      <span class="sr" role="status">
        {copied ? `Copied ${what}` : ''}
      </span>
    </div>
  )
}
