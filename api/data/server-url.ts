/** A PostgreSQL URL as libpq reads it: one server, or a primary and its standbys in any order. */

/** What libpq calls a server that accepts writes. */
const WRITABLE = ['read-write', 'primary']
const KIND = 'target_session_attrs'

const NOT_A_URL = 'must be a URL that starts with postgres://…'
const PARTS = /^(postgres(?:ql)?:\/\/)((?:[^/?#]*@)?)([^/?#]*)([^?#]*)\??([^#]*)$/

/** One URL for each server. @throws Error for what is no such URL */
export function serversOf(url: string): string[] {
  const [scheme, login, authority, path, parameters] = PARTS.exec(url)?.slice(1) ?? []
  if (scheme === undefined) throw new Error(NOT_A_URL)
  const given = parameters!.split('&').filter(Boolean)
  const valueOf = (name: string) => new URLSearchParams(given.find((pair) => nameOf(pair) === name)).get(name)
  const kind = valueOf(KIND)
  const folders = valueOf('host')
    ?.split(',')
    .map((host) => `host=${encodeURIComponent(host)}`)
  const ports = valueOf('port')
    ?.split(',')
    .map((port) => `port=${port}`)
  const places = authority!.split(',')
  const count = Math.max(places.length, folders?.length ?? 1)
  for (const list of [folders, ports])
    if (list && list.length > 1 && list.length !== count) throw new Error('must have one port for each host')
  if (count > 1 && kind !== null && !WRITABLE.includes(kind))
    throw new Error(`must have ${KIND}=${WRITABLE[0]}: PM33 works only with the server that accepts writes`)
  const kept = given.filter((pair) => ![KIND, 'host', 'port'].includes(nameOf(pair)))
  const at = (list: readonly string[] | undefined, index: number) => (list ? [list[index] ?? list[0]!] : [])
  return Array.from({ length: count }, (_, index) => {
    const query = [...kept, ...at(folders, index), ...at(ports, index)].join('&')
    const server = `${scheme}${login}${places[index] ?? places[0]}${path}${query && `?${query}`}`
    if (!URL.canParse(server)) throw new Error(NOT_A_URL)
    return server
  })
}

const nameOf = (pair: string) => decodeURIComponent(pair.split('=', 1)[0]!)

/** The same URL with one more of PostgreSQL's command-line options. */
export function withOption(url: string, option: string): string {
  const { pairs, before } = splitQuery(url)
  const others = pairs.filter((pair) => nameOf(pair) !== 'options')
  const options = new URLSearchParams(pairs.findLast((pair) => nameOf(pair) === 'options')).get('options') ?? ''
  return `${before}?${[...others, `options=${encodeURIComponent(`${options} ${option}`.trim())}`].join('&')}`
}

/**
 * For a tool of PostgreSQL, which must take the server that accepts writes, and gets the password by another way. A URL
 * holds it before the host, or as a parameter, which wins, as it does for the driver.
 */
export function forTool(url: string): { dbname: string; password: string } {
  const [server] = serversOf(url)
  const { pairs, before } = splitQuery(url)
  const has = (name: string) => pairs.some((pair) => nameOf(pair) === name)
  const { password, searchParams } = new URL(server!)
  // Not by way of searchParams: it would write the spaces of other parameters as "+", which libpq takes literally.
  const kept = pairs.filter((pair) => nameOf(pair) !== 'password')
  if (serversOf(url).length > 1 && !has(KIND)) kept.push(`${KIND}=${WRITABLE[0]}`)
  return {
    dbname: `${before.replace(/^([^:]+:\/\/[^/:@]*):[^/]*@/, '$1@')}${kept.length ? `?${kept.join('&')}` : ''}`,
    password: searchParams.get('password') ?? decodeURIComponent(password),
  }
}

function splitQuery(url: string): { before: string; pairs: string[] } {
  const [before = '', query = ''] = url.split('?', 2)
  return { before, pairs: query.split('&').filter(Boolean) }
}

/** As it may be shown: where, and which database. */
export function placeOf(url: string): string {
  const servers = serversOf(url).map((server) => new URL(server))
  return `${servers.map(({ host }) => host).join(', ')}${servers[0]!.pathname}`
}
