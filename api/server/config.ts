import { PROVIDERS, type Access } from '../ai/question.ts'
import { FEWEST_AUDIT_DAYS, MOST_AUDIT_DAYS, OWNERLESS_AUDIT_DAYS } from '../audit/vocabulary.ts'
import { addressProblem, plainAddress } from '../ai/setting.ts'
import { randomBytes, randomUUID } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { z } from 'zod'
import {
  COMMON,
  ConfigError,
  LEAST_SECRET,
  namesIn,
  oneOf,
  publicOrigin,
  readSettings,
  secretText,
  urlOf,
  wholeNumber,
} from '../../settings.ts'
import { giveName } from './give-name.ts'
import type { DatabaseLocation } from '../data/database.ts'
import { serversOf } from '../data/server-url.ts'
import { readOperatorHosts, type OperatorHosts } from '../sync/http/hosts.ts'
import { LIMITS, type LimitOverrides } from '../identity/credentials/limits.ts'

const postgresUrl = z.string().superRefine((text, issue) => {
  try {
    serversOf(text)
  } catch (error) {
    issue.addIssue({ code: 'custom', message: (error as Error).message })
  }
})

/** Where questions go, unless whoever runs PM33 says otherwise. */
export const SUPPORT_EMAIL = 'support@pm-33.io'

/** Attempts in the time of a limit. */
const calls = (usual: number) => wholeNumber(1, 1_000_000).default(usual)

const Environment = z.object({
  ...COMMON,
  PM33_DATA: z.string().default('.pm33'),
  DATABASE_URL: postgresUrl.optional(),
  DATABASE_OWNER_URL: postgresUrl.optional(),
  DATABASE_LISTEN_URL: postgresUrl.optional(),
  PM33_SECRET: secretText.optional(),
  PM33_SERVICE_KEY: secretText.optional(),
  PM33_API_URL: urlOf(['https:', 'http:']).optional(),
  PM33_STRIPE_WEBHOOK_SECRET: z.string().startsWith('whsec_', 'must start with whsec_').optional(),
  PM33_TOP_UP_URL: urlOf(['https:']).optional(),
  PM33_AUDIT_DAYS: wholeNumber(FEWEST_AUDIT_DAYS, MOST_AUDIT_DAYS).default(OWNERLESS_AUDIT_DAYS),
  PM33_CALLS_PER_KEY: calls(LIMITS.key.points),
  PM33_CALLS_PER_TENANT: calls(LIMITS.tenant.points),
  PM33_CALLS_PER_ADDRESS: calls(LIMITS.address.points),
  PM33_REGISTRATIONS_PER_ADDRESS: calls(LIMITS.register.points),
  PM33_TOKEN_REFUSALS_PER_ADDRESS: calls(LIMITS.token.points),
  PM33_ANALYSIS_THREADS: wholeNumber(2, 256).optional(),
  PM33_AI_HOSTS: z.string().optional(),
  PM33_AI_PROVIDER: oneOf(PROVIDERS).optional(),
  PM33_AI_MODEL: z.string().trim().min(1, 'must not be empty').max(100, 'must have at most 100 characters').optional(),
  PM33_AI_KEY: z
    .string()
    .min(8, 'must have at least 8 characters')
    .max(500, 'must have at most 500 characters')
    .optional(),
  PM33_AI_BASE_URL: urlOf(['https:', 'http:']).optional(),
  PM33_SYNC_HOSTS: z
    .string()
    .optional()
    .superRefine((text, issue) => {
      try {
        readOperatorHosts(namesIn(text))
      } catch (error) {
        issue.addIssue({ code: 'custom', message: (error as Error).message })
      }
    }),
  PM33_METRICS_TOKEN: z.string().min(16, 'must have at least 16 characters').optional(),
  PM33_SUPPORT_EMAIL: z.email('must be an email address').default(SUPPORT_EMAIL),
})

export interface ApiConfig {
  port: number
  host: string
  /** Origin that users see, without a trailing slash. */
  publicUrl: string
  /** Folder of the embedded database and of local secrets. */
  data: string
  database: DatabaseLocation
  ownerDatabase: DatabaseLocation
  listenUrl: string | null
  secret: string
  serviceKey: string | null
  supportEmail: string
  /** What a scraper of /metrics sends as a bearer token; null serves no metrics. */
  metricsToken: string | null
  /** Signing secret of Stripe's webhook; null when no payments are taken. */
  stripeWebhookSecret: string | null
  /** Payment link where people buy credits. */
  topUpUrl: string | null
  /** Days for audit events that belong to no organization, or to one that was erased. */
  auditDays: number
  limits: LimitOverrides
  /** Worker threads for analyses; undefined for as many as there are processors. */
  threads: number | undefined
  /** Proxies whose X-Forwarded-For is believed. */
  trustedProxies: string[]
  /** Host names and web origins allowed beside our own. */
  allowedHosts: string[]
  allowedOrigins: string[]
  /** Hosts of AI providers, as host or host:port, that may be reached without https or at private addresses. */
  aiHosts: string[]
  /** Provider that every organization may use once an owner agrees; null offers none. */
  aiOffered: Access | null
  /** Hosts of live sources that may be at private addresses, or are reached through another address. */
  syncHosts: OperatorHosts
  logLevel: string
}

/** @throws ConfigError for an unknown `PM33_*` name, a malformed value, or a public URL that is not https off loopback. */
export function readConfig(env: NodeJS.ProcessEnv): ApiConfig {
  const set = readSettings(Environment, env)
  const publicUrl = publicOrigin(set)
  if (set.PM33_TOP_UP_URL && !set.PM33_STRIPE_WEBHOOK_SECRET)
    throw new ConfigError(
      'PM33_TOP_UP_URL needs PM33_STRIPE_WEBHOOK_SECRET: without it, nobody would receive the credits they paid for',
    )
  const data = resolve(set.PM33_DATA)
  const embedded = { embedded: join(data, 'database') }
  const database = set.DATABASE_URL ? { url: set.DATABASE_URL } : embedded
  return {
    port: set.PORT,
    host: set.PM33_HOST,
    publicUrl,
    data,
    database,
    ownerDatabase: set.DATABASE_OWNER_URL ? { url: set.DATABASE_OWNER_URL } : database,
    listenUrl: set.DATABASE_LISTEN_URL ?? null,
    secret: set.PM33_SECRET ?? localSecret(data, set.DATABASE_URL !== undefined),
    serviceKey: set.PM33_SERVICE_KEY ?? null,
    supportEmail: set.PM33_SUPPORT_EMAIL,
    metricsToken: set.PM33_METRICS_TOKEN ?? null,
    stripeWebhookSecret: set.PM33_STRIPE_WEBHOOK_SECRET ?? null,
    topUpUrl: set.PM33_TOP_UP_URL ?? null,
    auditDays: set.PM33_AUDIT_DAYS,
    limits: {
      key: { ...LIMITS.key, points: set.PM33_CALLS_PER_KEY },
      tenant: { ...LIMITS.tenant, points: set.PM33_CALLS_PER_TENANT },
      address: { ...LIMITS.address, points: set.PM33_CALLS_PER_ADDRESS },
      register: { ...LIMITS.register, points: set.PM33_REGISTRATIONS_PER_ADDRESS },
      token: { ...LIMITS.token, points: set.PM33_TOKEN_REFUSALS_PER_ADDRESS },
    },
    threads: set.PM33_ANALYSIS_THREADS,
    trustedProxies: namesIn(set.PM33_TRUSTED_PROXIES),
    allowedHosts: namesIn(set.PM33_ALLOWED_HOSTS),
    allowedOrigins: namesIn(set.PM33_ALLOWED_ORIGINS),
    aiHosts: namesIn(set.PM33_AI_HOSTS),
    aiOffered: offeredBy(set),
    syncHosts: readOperatorHosts(namesIn(set.PM33_SYNC_HOSTS)),
    logLevel: set.LOG_LEVEL,
  }
}

function offeredBy({
  PM33_AI_PROVIDER: provider,
  PM33_AI_MODEL: model,
  PM33_AI_KEY: apiKey,
  PM33_AI_BASE_URL: baseUrl,
  PM33_AI_HOSTS: hosts,
}: z.output<typeof Environment>): Access | null {
  if (!provider && !model && !apiKey && !baseUrl) return null
  if (!provider || !model || !apiKey)
    throw new ConfigError(
      'an AI provider for every organization needs PM33_AI_PROVIDER, PM33_AI_MODEL, and PM33_AI_KEY',
    )
  const address = plainAddress(baseUrl ?? '', provider)
  const problem = addressProblem(address, namesIn(hosts))
  if (problem) throw new ConfigError(`PM33_AI_BASE_URL ${problem}`)
  return { provider, model, apiKey, baseUrl: address }
}

/** Names of all settings of the API's half, for a test that sets each. @internal */
export const SETTINGS: readonly string[] = Object.keys(Environment.shape)

/** The master secret of an embedded installation: made once, readable by its owner alone. */
function localSecret(data: string, shared: boolean): string {
  if (shared)
    throw new ConfigError(
      'PM33_SECRET is required with DATABASE_URL, and must be the same on every node. Create one with: openssl rand -base64 48',
    )
  const file = join(data, 'secret')
  if (!existsSync(file)) makeSecret(data, file)
  const secret = readFileSync(file, 'utf8').trim()
  if (secret.length < LEAST_SECRET)
    throw new ConfigError(
      `${file} is damaged: it holds ${secret.length} characters instead of 64. Restore it from a backup. In a new installation, delete it and start again.`,
    )
  return secret
}

/** Appears whole or not at all: half of a secret would open everything that it seals. */
function makeSecret(data: string, file: string): void {
  mkdirSync(data, { recursive: true, mode: 0o700 })
  const beside = `${file}.${randomUUID()}`
  try {
    writeFileSync(beside, randomBytes(48).toString('base64url'), { mode: 0o600, flag: 'wx', flush: true })
    giveName(beside, file)
  } catch (error) {
    // Another command was quicker, and its secret is as good.
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  } finally {
    rmSync(beside, { force: true })
  }
}

/** What a tool of PostgreSQL gets of our environment: how to find it and how it connects, and none of our secrets. */
export const toolEnvironment = (more: Readonly<Record<string, string>>): NodeJS.ProcessEnv => ({
  ...Object.fromEntries(
    Object.entries(process.env).filter(([name]) => /^(PATH|HOME|TZ|TMPDIR|LANG|LC_|PG)/.test(name)),
  ),
  ...more,
})
