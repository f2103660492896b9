import { isIP } from 'node:net'
import ipaddr from 'ipaddr.js'

/** What is known of the way on which a request came. */
export interface Way {
  /** The other end of the socket. */
  remote: string | undefined
  /** Its X-Forwarded-For header. */
  forwardedFor: string | null
  publicUrl: string
  /** Addresses or networks of our own proxies, such as 203.0.113.0/24. Empty: whatever stands on our own network. */
  trustedProxies?: readonly string[]
}

/**
 * Where a request came from. Behind a public https origin there is a proxy (the process itself speaks no TLS). The entries
 * of X-Forwarded-For are believed from the last one backwards, as long as who wrote them is a proxy of ours; what clients
 * write before it is not.
 */
export function clientAddress({ remote, forwardedFor, publicUrl, trustedProxies = [] }: Way): string {
  const peer = remote?.replace(/^::ffff:/, '') ?? 'unknown'
  if (!isTrusted(peer, publicUrl, trustedProxies)) return peer
  let from = peer
  for (const entry of forwardedFor?.split(',').reverse() ?? []) {
    const address = entry.trim()
    if (!isIP(address)) return from
    from = address
    // Without a list only the nearest proxy is known to be ours.
    if (!trustedProxies.length || !isTrusted(address, publicUrl, trustedProxies)) return from
  }
  return from
}

const LOOPBACK = new Set(['localhost', '127.0.0.1', '[::1]'])

/** Whether a host is this machine. @param hostname as in a URL: IPv6 in brackets */
export const isLoopback = (hostname: string): boolean => LOOPBACK.has(hostname)

/** Whether an address is one of these addresses, or in one of these networks. What is no address is in none. */
export function inNetworks(address: string, networks: readonly string[]): boolean {
  if (!isIP(address)) return false
  const parsed = ipaddr.process(address)
  return networks.some((name) => {
    const [network, bits] = networkIn(name)
    return parsed.kind() === network.kind() && parsed.match(network, bits)
  })
}

function isTrusted(address: string, publicUrl: string, proxies: readonly string[]): boolean {
  if (!isIP(address)) return false
  if (!proxies.length) return publicUrl.startsWith('https:') && ipaddr.process(address).range() !== 'unicast'
  return inNetworks(address, proxies)
}

function networkIn(proxy: string): [ipaddr.IPv4 | ipaddr.IPv6, number] {
  if (proxy.includes('/')) return ipaddr.parseCIDR(proxy)
  const address = ipaddr.process(proxy)
  return [address, address.kind() === 'ipv4' ? 32 : 128]
}

/**
 * The trace that a request belongs to (W3C Trace Context), 32 hexadecimal digits: logs, the audit log, and every request that
 * follows from it name it. null where the header says none, or is not well-formed.
 */
export function traceOf(traceparent: string | null | undefined): string | null {
  // Later versions may say more after the flags; version 00 may not.
  const id = /^(?:00(?!.{53}-)|(?!00|ff)[0-9a-f]{2})-([0-9a-f]{32})-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}(?:-.*)?$/.exec(
    traceparent ?? '',
  )?.[1]
  return id && !/^0+$/.test(id) ? id : null
}

/** A header for a request that follows from another one. @param span 16 hexadecimal digits of one's own */
export const traceparentOf = (trace: string, span: string): string => `00-${trace}-${span}-01`

/** Whether a text names an address or a network, as PM33_TRUSTED_PROXIES takes them. */
export const isNetwork = (text: string): boolean => ipaddr.isValidCIDR(text) || isIP(text) !== 0

/**
 * What attempts are counted by: an IPv4 address, or the /64 network of an IPv6 address, all of which one household or
 * server has to itself. Anything else is left as it is.
 */
export function networkOf(address: string): string {
  if (!isIP(address)) return address
  const parsed = ipaddr.process(address)
  if (parsed.kind() === 'ipv4') return parsed.toString()
  const parts = (parsed as ipaddr.IPv6).parts.slice(0, 4).map((part) => part.toString(16))
  return `${parts.join(':')}::/64`
}
