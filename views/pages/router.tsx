import type { ComponentChildren } from 'preact'
import { useCallback, useEffect, useState } from 'preact/hooks'

const MOVED = 'pm33:moved'

/** Goes to another page without loading it anew. */
export function go(path: string, { replace = false }: { replace?: boolean } = {}): void {
  if (replace) history.replaceState(null, '', path)
  else history.pushState(null, '', path)
  dispatchEvent(new Event(MOVED))
  toContent()
}

/** What has just been replaced no longer has the focus: it goes to the top of what is there now. */
export function toContent(): void {
  scrollTo(0, 0)
  requestAnimationFrame(() => document.getElementById('main')?.focus({ preventScroll: true }))
}

/** The path of the page that is shown. */
export function usePath(): string {
  const [path, setPath] = useState(location.pathname)
  useEffect(() => {
    const moved = () => setPath(location.pathname)
    for (const event of [MOVED, 'popstate']) addEventListener(event, moved)
    return () => {
      for (const event of [MOVED, 'popstate']) removeEventListener(event, moved)
    }
  }, [])
  return path
}

/** Which workspace an address is about. */
export const WORKSPACE = 'w'
let about: string | null = null

/** From now on addresses that say anything say this, too. @param key null where it cannot be mistaken for another one */
export function aboutWorkspace(key: string | null): void {
  about = key
}

/** Entries that this page load has added in a row: what is opened above a page is left by going back. */
interface Added {
  load: number
  steps: number
}

const added = (): number => {
  const state = history.state as Added | null
  return state?.load === performance.timeOrigin ? state.steps : 0
}

/** Goes back to before the first of the entries that were added with `push`. @returns whether there were any */
export function back(): boolean {
  const steps = added()
  if (steps) history.go(-steps)
  return steps > 0
}

/** What is changed in the address; null takes a part away. */
type Changes = Readonly<Record<string, string | null>>
/** @param push as an entry of its own in the history, so that Back takes it away again */
type Say = (changes: Changes, how?: { push?: boolean }) => void

/** What the address says after “?”, and a way to change parts of it. A page that is shared or reloaded opens as it was. */
export function useAddress(): [said: URLSearchParams, say: Say] {
  const [search, setSearch] = useState(location.search)
  useEffect(() => {
    const moved = () => setSearch(location.search)
    for (const event of [MOVED, 'popstate']) addEventListener(event, moved)
    return () => {
      for (const event of [MOVED, 'popstate']) removeEventListener(event, moved)
    }
  }, [])
  const say = useCallback<Say>((changes, { push = false } = {}) => {
    const next = new URLSearchParams(location.search)
    for (const [name, value] of Object.entries(changes))
      if (value) next.set(name, value)
      else next.delete(name)
    next.delete(WORKSPACE)
    if (about && next.size) next.set(WORKSPACE, about)
    const text = next.toString()
    const address = text ? `${location.pathname}?${text}` : location.pathname
    if (push) history.pushState({ load: performance.timeOrigin, steps: added() + 1 } satisfies Added, '', address)
    else history.replaceState(history.state, '', address)
    dispatchEvent(new Event(MOVED))
  }, [])
  return [new URLSearchParams(search), say]
}

/** An address that says anything says which workspace it is about. */
function addressed(to: string): string {
  const url = new URL(to, location.origin)
  if (!about || !url.search || url.searchParams.has(WORKSPACE)) return to
  url.searchParams.set(WORKSPACE, about)
  return `${url.pathname}${url.search}${url.hash}`
}

/** A link within these pages. A click with a modifier stays the browser's. */
export function Link({
  to,
  children,
  ...rest
}: {
  to: string
  children: ComponentChildren
  class?: string
  'aria-current'?: 'page' | undefined
}) {
  const address = addressed(to)
  const follow = (event: MouseEvent) => {
    if (event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return
    event.preventDefault()
    go(address)
  }
  return (
    <a href={address} onClick={follow} {...rest}>
      {children}
    </a>
  )
}

/** Where to go after signing in: a path of ours, never another origin. */
export function wanted(search: string): string {
  const next = new URLSearchParams(search).get('next') ?? '/'
  const url = URL.canParse(next, location.origin) ? new URL(next, location.origin) : null
  // Of "/.//host" the path is "//host": as an address, another host.
  return url?.origin === location.origin && next.startsWith('/') && !url.pathname.startsWith('//')
    ? `${url.pathname}${url.search}`
    : '/'
}

export const signInPath = () =>
  location.pathname === '/' ? '/sign-in' : `/sign-in?next=${encodeURIComponent(location.pathname + location.search)}`
