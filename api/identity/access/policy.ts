import { counted } from '../../../text.ts'
import { DAY_MS } from '../../math/calendar.ts'
import { inNetworks } from '../../../address.ts'
import type { Surface } from '../scope.ts'

/** What an organization allows beyond roles and scopes. null and an empty list restrict nothing. */
export interface AccessPolicy {
  /** Hosts of the metadata documents by which apps identify themselves; an app without one is then refused. */
  readonly clientHosts: readonly string[] | null
  /** Tools that nobody may call. */
  readonly toolsOff: readonly string[]
  /** Whether assistants are offered views. */
  readonly views: boolean
  /** Days for which an API key works, counted from its creation. */
  readonly keyDays: number | null
  readonly keySurfaces: readonly Surface[] | null
  /** Hours after which people sign in again. */
  readonly signInHours: number | null
  /** Addresses and networks (CIDR) from which PM33 is used. */
  readonly networks: readonly string[] | null
}

export const OPEN: AccessPolicy = {
  clientHosts: null,
  toolsOff: [],
  views: true,
  keyDays: null,
  keySurfaces: null,
  signInHours: null,
  networks: null,
}

/** A request of a known caller, as the door sees it. */
export interface Admission {
  readonly kind: 'api_key' | 'oauth' | 'session'
  readonly surface: Surface | null
  readonly ip: string | null
  /** The tool that is called, by its own name. */
  readonly tool: string | null
  /** Of an app: the host of its metadata document. */
  readonly clientHost: string | null
  /** Of a key. */
  readonly createdAt: Date | null
  readonly now: Date
}

const NEXT = 'An owner can change this in Settings › Integrations › MCP Server › Access.'

/** @returns why a request from an address is refused; null when it is not. Links are opened without a credential. */
export function networkRefusal({ networks }: Pick<AccessPolicy, 'networks'>, ip: string | null): string | null {
  if (!networks || (ip !== null && inNetworks(ip, networks))) return null
  return `This organization allows access only from its own networks, and ${ip ?? 'an unknown address'} is not in any of them. ${NEXT}`
}

/** @returns why a request is refused, and who can change it; null when it is not */
export function refusalOf(policy: AccessPolicy, asked: Admission): string | null {
  const { kind, surface, ip, tool, clientHost, createdAt, now } = asked
  const elsewhere = networkRefusal(policy, ip)
  if (elsewhere) return elsewhere
  if (kind === 'oauth' && policy.clientHosts && !(clientHost !== null && policy.clientHosts.includes(clientHost)))
    return `This organization does not allow ${clientHost === null ? 'apps without a metadata document' : `apps from ${clientHost}`}. ${NEXT}`
  if (kind === 'api_key' && surface && policy.keySurfaces && !policy.keySurfaces.includes(surface))
    return `This organization does not allow API keys on ${surface}. ${NEXT}`
  if (kind === 'api_key' && policy.keyDays !== null && createdAt && +now - +createdAt > policy.keyDays * DAY_MS)
    return `This API key is older than the ${counted(policy.keyDays, 'day')} that this organization allows. Create a new one. ${NEXT.replace('this', 'this limit')}`
  if (tool !== null && policy.toolsOff.includes(tool)) return `This organization has turned ${tool} off. ${NEXT}`
  return null
}
