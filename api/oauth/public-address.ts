/** Which addresses a URL that a stranger gave may lead to. One owner: client documents, AI providers, and trackers ask here. */
import dns, { type LookupAddress, type LookupOptions } from 'node:dns'
import { isIP, type LookupFunction } from 'node:net'
import ipaddr from 'ipaddr.js'
import { Agent, buildConnector } from 'undici'

/** Milliseconds until a host must have taken the connection. */
const CONNECT_MS = 2_500

/** Whether an address is one that everybody may reach: not loopback, private, link-local, mapped or reserved. */
export function isPublicAddress(address: string): boolean {
  try {
    return ipaddr.process(address).range() === 'unicast'
  } catch {
    return false
  }
}

export type Lookup = (
  host: string,
  options: LookupOptions,
  done: (error: Error | null, addresses: LookupAddress[]) => void,
) => void

const systemLookup: Lookup = (host, options, done) => dns.lookup(host, { ...options, all: true }, done)

/**
 * Connects to public addresses on port 443 only. The address is checked where the connection is made, so that a name
 * cannot resolve to one address for the check and to another for the connection; `lookup` is not asked for literal
 * addresses, so those are checked apart. Behind a forward proxy this sees only the proxy: egress rules belong there.
 */
export function guardedAgent(lookup: Lookup = systemLookup): Agent {
  const checked: LookupFunction = (host, options, done) =>
    lookup(host, options, (error, addresses) => {
      if (error) return done(error, '')
      const [first] = addresses
      if (!first || addresses.some(({ address }) => !isPublicAddress(address)))
        return done(new Error(`${host} is not at a public address`), '')
      if (options.all) return done(null, addresses)
      return done(null, first.address, first.family)
    })
  const connect = buildConnector({ lookup: checked, timeout: CONNECT_MS })
  return new Agent({
    maxOrigins: 32,
    connect: (options, done) => {
      const host = options.hostname.replace(/^\[|\]$/g, '')
      if (isIP(host) && !isPublicAddress(host)) return done(new Error(`${host} is not a public address`), null)
      if (options.port && options.port !== '443') return done(new Error(`port ${options.port} is not 443`), null)
      connect(options, done)
    },
  })
}
