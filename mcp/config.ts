import { z } from 'zod'
import { isNetwork } from '../address.ts'

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

/** Names of the API's half and of the bridge, so that one environment can serve all of them. */
const OTHERS = [
  'PM33_DATA',
  'PM33_SECRET',
  'PM33_SUPPORT_EMAIL',
  'PM33_TOP_UP_URL',
  'PM33_STRIPE_WEBHOOK_SECRET',
  'PM33_CALLS_PER_KEY',
  'PM33_CALLS_PER_TENANT',
  'PM33_CALLS_PER_ADDRESS',
  'PM33_AI_PROVIDER',
  'PM33_AI_MODEL',
  'PM33_AI_KEY',
  'PM33_AI_BASE_URL',
  'PM33_AI_HOSTS',
  'PM33_METRICS_TOKEN',
  'PM33_SYNC_HOSTS',
  'PM33_URL',
  'PM33_API_KEY',
]

const names = (text: string | undefined) =>
  text
    ?.split(',')
    .map((name) => name.trim())
    .filter(Boolean) ?? []

const environment = z.object({
  PORT: z.coerce.number().int().min(0).max(65_535).default(3033),
  PM33_HOST: z.string().min(1).default('127.0.0.1'),
  PM33_PUBLIC_URL: z.url().optional(),
  PM33_API_URL: z.url(),
  PM33_SERVICE_KEY: z.string().min(32, 'must have at least 32 characters'),
  PM33_ALLOWED_HOSTS: z.string().optional(),
  PM33_ALLOWED_ORIGINS: z.string().optional(),
  PM33_TRUSTED_PROXIES: z
    .string()
    .optional()
    .refine((text) => names(text).every(isNetwork), 'must be addresses or networks such as 203.0.113.0/24'),
  LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
})

/** A setting that cannot be served with. The message says which, and what would do. */
export class ConfigError extends Error {
  override name = 'ConfigError'
}

const LOOPBACK = new Set(['localhost', '127.0.0.1', '[::1]'])

/** The environment of `pm33 mcp`. @throws ConfigError that names every variable at fault. */
export function readAdapterConfig(env: NodeJS.ProcessEnv = process.env): AdapterConfig {
  const known = [...Object.keys(environment.shape), ...OTHERS]
  const unknown = Object.keys(env).filter((name) => name.startsWith('PM33_') && !known.includes(name))
  if (unknown.length)
    throw new ConfigError(`Unknown setting ${unknown.join(', ')}. Valid settings: ${known.join(', ')}.`)
  // An empty value in an .env file means "not set".
  const parsed = environment.safeParse(Object.fromEntries(Object.entries(env).filter(([, value]) => value !== '')))
  if (!parsed.success) {
    throw new ConfigError(
      `Invalid settings:\n${parsed.error.issues.map(({ path, message }) => `  ${path.join('.')}: ${message}`).join('\n')}`,
    )
  }
  const {
    PORT,
    PM33_HOST,
    PM33_PUBLIC_URL,
    PM33_API_URL,
    PM33_SERVICE_KEY,
    PM33_ALLOWED_HOSTS,
    PM33_ALLOWED_ORIGINS,
    PM33_TRUSTED_PROXIES,
    LOG_LEVEL,
  } = parsed.data
  const publicUrl = (PM33_PUBLIC_URL ?? `http://localhost:${PORT}`).replace(/\/+$/, '')
  const { protocol, hostname } = new URL(publicUrl)
  if (protocol !== 'https:' && !LOOPBACK.has(hostname))
    throw new ConfigError(
      'PM33_PUBLIC_URL must be https, except on localhost: tokens would otherwise travel unencrypted.',
    )
  return {
    port: PORT,
    host: PM33_HOST,
    publicUrl,
    allowedHosts: names(PM33_ALLOWED_HOSTS),
    allowedOrigins: names(PM33_ALLOWED_ORIGINS),
    apiUrl: new URL('/graphql', PM33_API_URL).href,
    serviceKey: PM33_SERVICE_KEY,
    logLevel: LOG_LEVEL,
    trustedProxies: names(PM33_TRUSTED_PROXIES),
  }
}

export interface BridgeConfig {
  readonly url: string
  readonly apiKey: string | undefined
}

/** Options of `pm33 stdio` first, then the environment, then this machine's default. @throws ConfigError */
export function readBridgeConfig(
  options: { url?: string | undefined; key?: string | undefined },
  env: NodeJS.ProcessEnv = process.env,
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
