/** Where a source may be reached: at the hosts that its kind names, and nowhere else. */
import type { SourceKind } from '../source.ts'

/**
 * Hosts that whoever runs PM33 names: `jira.example.com` may be reached without https or at a private address, and
 * `api.linear.app=http://127.0.0.1:9000` is reached through that address.
 */
export type OperatorHosts = ReadonlyMap<string, string | null>

const ATLASSIAN_SITE = /^[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.atlassian\.net$/
const FIXED: Readonly<Record<SourceKind, readonly string[]>> = {
  jira: ['api.atlassian.com'],
  linear: ['api.linear.app'],
  github: ['api.github.com'],
}

/** @throws RangeError naming the entry that is neither a host nor `host=URL` */
export function readOperatorHosts(entries: readonly string[]): OperatorHosts {
  return new Map(
    entries.map((entry) => {
      const [host, at] = entry.split(/=(.*)/s) as [string, string?]
      if (!URL.canParse(`https://${host}`) || new URL(`https://${host}`).host !== host.toLowerCase())
        throw new RangeError(`"${entry}" is not a host such as jira.example.com or host=http://10.0.0.7:8080`)
      if (at === undefined) return [host.toLowerCase(), null] as const
      if (!URL.canParse(at) || !/^https?:$/.test(new URL(at).protocol) || new URL(at).pathname !== '/')
        throw new RangeError(`"${entry}" does not lead to an address such as http://10.0.0.7:8080`)
      return [host.toLowerCase(), new URL(at).origin] as const
    }),
  )
}

/** The site of a Jira connection as it is kept; null when it is none that PM33 may call. */
export function jiraSite(text: string, operator: OperatorHosts): string | null {
  const address = /^https?:\/\//i.test(text.trim()) ? text.trim() : `https://${text.trim()}`
  if (!URL.canParse(address)) return null
  const { protocol, host, username, password } = new URL(address)
  if (username || password) return null
  const known = operator.has(host)
  if (!ATLASSIAN_SITE.test(host) && !known) return null
  return protocol === 'https:' || known ? `${protocol}//${host}` : `https://${host}`
}

export type Route =
  | { readonly allowed: true; readonly url: string; /** The operator vouches for it. */ readonly trusted: boolean }
  | { readonly allowed: false; readonly why: string }

/** @param site of a Jira connection */
export function routeOf(url: string, kind: SourceKind, site: string | null, operator: OperatorHosts): Route {
  if (!URL.canParse(url)) return { allowed: false, why: 'The tracker sent an address that is not a valid URL.' }
  const asked = new URL(url)
  const hosts = site !== null && kind === 'jira' ? [...FIXED.jira, new URL(site).host] : FIXED[kind]
  if (!hosts.includes(asked.host) || asked.username || asked.password)
    return { allowed: false, why: `PM33 does not call ${asked.host} for this connection.` }
  const through = operator.get(asked.host)
  if (through) return { allowed: true, url: `${through}${asked.pathname}${asked.search}`, trusted: true }
  if (through === undefined && asked.protocol !== 'https:')
    return { allowed: false, why: `${asked.host} must be reached by https.` }
  return { allowed: true, url: asked.href, trusted: through === null }
}
