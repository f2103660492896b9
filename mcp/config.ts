import { z } from 'zod'
import { COMMON, ConfigError, namesIn, publicOrigin, readSettings, secretText, urlOf } from '../settings.ts'

/** What the adapter needs to know of its surroundings. */
export interface McpConfig {
  /** Origin that users see: the resource, its metadata and the issuer are built from it. */
  readonly publicUrl: string
  /** Host names beside those of `publicUrl` and loopback that requests may be addressed to. */
  readonly allowedHosts?: readonly string[]
  /** Host names of web pages that may call from a browser, beside our own and those of known assistants. */
  readonly allowedOrigins?: readonly string[]
  /** Bytes that a request body may have. */
  readonly bodyLimit?: number
}

export interface AdapterConfig extends McpConfig {
  readonly host: string
  readonly port: number
  readonly apiUrl: string
  readonly serviceKey: string
  readonly logLevel: string
  /** Proxies whose X-Forwarded-For is believed. */
  readonly trustedProxies: readonly string[]
}

/** Names of the API's half, so that one environment can serve both. */
const OTHERS = [
  'PM33_DATA',
  'PM33_SECRET',
  'PM33_SUPPORT_EMAIL',
  'PM33_TOP_UP_URL',
  'PM33_STRIPE_WEBHOOK_SECRET',
  'PM33_AUDIT_DAYS',
  'PM33_ANALYSIS_THREADS',
  'PM33_CALLS_PER_KEY',
  'PM33_CALLS_PER_TENANT',
  'PM33_CALLS_PER_ADDRESS',
  'PM33_REGISTRATIONS_PER_ADDRESS',
  'PM33_TOKEN_REFUSALS_PER_ADDRESS',
  'PM33_AI_PROVIDER',
  'PM33_AI_MODEL',
  'PM33_AI_KEY',
  'PM33_AI_BASE_URL',
  'PM33_AI_HOSTS',
  'PM33_METRICS_TOKEN',
  'PM33_SYNC_HOSTS',
]

const environment = z.object({
  ...COMMON,
  PM33_API_URL: urlOf(['https:', 'http:']),
  PM33_SERVICE_KEY: secretText,
})

/** The environment of `pm33 mcp`. @throws ConfigError that names every variable at fault. */
export function readAdapterConfig(env: NodeJS.ProcessEnv): AdapterConfig {
  const set = readSettings(environment, env, OTHERS)
  return {
    port: set.PORT,
    host: set.PM33_HOST,
    publicUrl: publicOrigin(set),
    allowedHosts: namesIn(set.PM33_ALLOWED_HOSTS),
    allowedOrigins: namesIn(set.PM33_ALLOWED_ORIGINS),
    apiUrl: new URL('/graphql', set.PM33_API_URL).href,
    serviceKey: set.PM33_SERVICE_KEY,
    logLevel: set.LOG_LEVEL,
    trustedProxies: namesIn(set.PM33_TRUSTED_PROXIES),
  }
}

export interface BridgeConfig {
  readonly url: string
  readonly apiKey: string | undefined
}

/** Options of `pm33 stdio` first, then the environment, then this machine's default. @throws ConfigError */
export function readBridgeConfig(
  options: { url?: string | undefined; key?: string | undefined },
  env: NodeJS.ProcessEnv,
): BridgeConfig {
  // An empty value in a client's configuration means "not set".
  const base = options.url || env.PM33_URL || 'http://localhost:3033/mcp'
  if (!URL.canParse(base) || !/^https?:$/.test(new URL(base).protocol))
    throw new ConfigError(
      `${JSON.stringify(base)} is not a URL. Set --url or PM33_URL to an address such as https://pm33.example.com/mcp.`,
    )
  const url = new URL(base)
  if (url.pathname === '/') url.pathname = '/mcp'
  return { url: url.href, apiKey: options.key || env.PM33_API_KEY || undefined }
}
