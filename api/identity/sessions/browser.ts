import { isIP } from 'node:net'
import ipaddr from 'ipaddr.js'
import { isLoopback } from '../../../address.ts'
import { SESSION_DAYS } from './sessions.ts'

/** A request as a person's browser makes it: where from, with which cookies, and which to set. */
export interface Browser {
  ip: string
  /** What says that somebody has signed in from this browser before; see `known-browser.ts`. */
  known: string | null
  userAgent: string | null
  /** The browser runs on this machine and asks by its own name, through nobody. */
  local: boolean
  /** The session cookie's value. */
  session: string | null
  cookie(name: string): string | undefined
  /** @param token null signs the browser out. */
  setSession(token: string | null): void
  setKnown(token: string): void
}

const sessionCookie = (publicUrl: string) => (publicUrl.startsWith('https:') ? '__Host-pm33' : 'pm33')
const KNOWN_DAYS = 365

/** @param headers of the answer, to which cookies are added. */
export function browserOf(
  request: Request,
  { publicUrl, ip, headers }: { publicUrl: string; ip: string; headers: Headers },
): Browser {
  const cookies = parseCookies(request.headers.get('cookie') ?? '')
  const name = sessionCookie(publicUrl)
  const secure = publicUrl.startsWith('https:') ? '; Secure' : ''
  return {
    ip,
    local: isLocal(request, ip),
    userAgent: request.headers.get('user-agent'),
    session: cookies.get(name) ?? null,
    known: cookies.get(`${name}-known`) ?? null,
    cookie: (wanted) => cookies.get(wanted),
    setSession: (token) =>
      headers.append(
        'set-cookie',
        `${name}=${token ?? ''}; Path=/; HttpOnly; SameSite=Lax${secure}; Max-Age=${token ? SESSION_DAYS * 86_400 : 0}`,
      ),
    setKnown: (token) =>
      headers.append(
        'set-cookie',
        `${name}-known=${token}; Path=/; HttpOnly; SameSite=Lax${secure}; Max-Age=${KNOWN_DAYS * 86_400}`,
      ),
  }
}

function parseCookies(header: string): Map<string, string> {
  const pairs = header.split(';').flatMap((part) => {
    const at = part.indexOf('=')
    return at > 0 ? [[part.slice(0, at).trim(), part.slice(at + 1).trim()] as const] : []
  })
  return new Map(pairs)
}

/** Any of these says that somebody passed the request on: a tunnel or a proxy, whose other end may be anywhere. */
const FORWARDED = ['forwarded', 'via', 'x-forwarded-for', 'x-forwarded-host', 'x-forwarded-proto', 'x-real-ip']

function isLocal({ headers }: Request, ip: string): boolean {
  const host = `http://${headers.get('host') ?? ''}`
  return (
    isIP(ip) !== 0 &&
    ipaddr.process(ip).range() === 'loopback' &&
    URL.canParse(host) &&
    isLoopback(new URL(host).hostname) &&
    !FORWARDED.some((name) => headers.has(name))
  )
}

/** What a request says for itself, where it says anything: a browser adds neither of these two to the request of a foreign page. */
export interface Presented {
  readonly key: string | null
  readonly bearer: string | null
}

/** Other schemes are a proxy's, and browsers repeat them by themselves. */
export function presentedIn(headers: Headers): Presented {
  const bearer = /^Bearer (.+)$/i.exec(headers.get('authorization') ?? '')?.[1]
  return { key: headers.get('x-api-key') || null, bearer: bearer ?? null }
}

/**
 * Why a request may not use what the browser adds by itself, if so. Against cross-site requests: Fetch Metadata first,
 * `Origin` where a browser is too old for it (the rule of Go's CrossOriginProtection). Against DNS rebinding: a server
 * on loopback answers only to names of its own. A request with a credential of its own needs neither.
 */
export function foreign(request: Request, publicUrl: string, allowedHosts: readonly string[] = []): string | null {
  const { key, bearer } = presentedIn(request.headers)
  if (key || bearer) return null
  const own = new URL(publicUrl)
  const host = request.headers.get('host')
  if (host && own.protocol === 'http:') {
    const name = URL.canParse(`http://${host}`) ? new URL(`http://${host}`).hostname : host
    if (name !== own.hostname && !isLoopback(name) && !allowedHosts.includes(name))
      return 'PM33 does not recognize this host name. Set PM33_PUBLIC_URL to the address that users see, or add the name to PM33_ALLOWED_HOSTS.'
  }
  // A link may open a page, but not ask a question: one may cost credits.
  if (['GET', 'HEAD', 'OPTIONS'].includes(request.method) && new URL(request.url).search === '') return null
  const site = request.headers.get('sec-fetch-site')
  if (site)
    return site === 'same-origin' || site === 'none' ? null : 'Pages from another origin are not allowed to do this.'
  const origin = request.headers.get('origin')
  return origin === null || origin === own.origin ? null : 'Pages from another origin are not allowed to do this.'
}
