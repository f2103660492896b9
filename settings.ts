/** What both halves read of the environment, and how a setting that cannot be served with is told. */
import { z } from 'zod'
import { isLoopback, isNetwork } from './address.ts'

/** A setting that cannot be served with. The message says which, and what would do. */
export class ConfigError extends Error {
  override name = 'ConfigError'
}

/** Names with commas between them. */
export const namesIn = (text: string | undefined): string[] =>
  text
    ?.split(',')
    .map((name) => name.trim())
    .filter(Boolean) ?? []

const REQUIRED = 'is required'

export const urlOf = (schemes: readonly string[]) =>
  z
    .string(REQUIRED)
    .refine(
      (text) => URL.canParse(text) && schemes.includes(new URL(text).protocol),
      `must be a URL that starts with ${schemes[0]}//…`,
    )

/** Characters below which a secret can be guessed. */
export const LEAST_SECRET = 32
export const secretText = z.string(REQUIRED).min(LEAST_SECRET, `must have at least ${LEAST_SECRET} characters`)

export function wholeNumber(least: number, most: number) {
  const problem = `must be a whole number from ${least} to ${most}`
  return z.coerce.number(problem).int(problem).min(least, problem).max(most, problem)
}

export const oneOf = <const Values extends readonly string[]>(values: Values) =>
  z.enum(values, `must be one of ${values.join(', ')}`)

/** What the API and the adapter both have. */
export const COMMON = {
  PORT: wholeNumber(0, 65_535).default(3033),
  PM33_HOST: z.string().default('127.0.0.1'),
  PM33_PUBLIC_URL: urlOf(['https:', 'http:']).optional(),
  PM33_ALLOWED_HOSTS: z.string().optional(),
  PM33_ALLOWED_ORIGINS: z.string().optional(),
  PM33_TRUSTED_PROXIES: z
    .string()
    .optional()
    .refine(
      (text) => namesIn(text).every(isNetwork),
      'must be addresses or networks such as 203.0.113.0/24, separated by commas',
    ),
  LOG_LEVEL: oneOf(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
}

/** What only the bridge reads; it may stand in the environment of a server. */
const BRIDGE = ['PM33_URL', 'PM33_API_KEY']

/**
 * The settings of one half.
 * @param others names that mean nothing to it and may be there, so that one environment can serve both
 * @throws ConfigError that names every unknown `PM33_*` name, or every value at fault
 */
export function readSettings<Shape extends z.ZodRawShape>(
  settings: z.ZodObject<Shape>,
  env: NodeJS.ProcessEnv,
  others: readonly string[] = [],
): z.output<z.ZodObject<Shape>> {
  const known = [...Object.keys(settings.shape), ...others, ...BRIDGE]
  const unknown = Object.keys(env).filter((name) => name.startsWith('PM33_') && !known.includes(name))
  if (unknown.length)
    throw new ConfigError(`Unknown setting ${unknown.join(', ')}. Valid settings: ${known.join(', ')}.`)
  // An empty value in an .env file means "not set".
  const parsed = settings.safeParse(Object.fromEntries(Object.entries(env).filter(([, value]) => value !== '')))
  if (parsed.success) return parsed.data
  throw new ConfigError(parsed.error.issues.map(({ path, message }) => `${path.join('.')} ${message}`).join('; '))
}

/** The origin that users see, without a trailing slash. @throws ConfigError for one in the clear off loopback */
export function publicOrigin({
  PM33_PUBLIC_URL,
  PORT,
}: {
  PM33_PUBLIC_URL?: string | undefined
  PORT: number
}): string {
  const { href, origin, protocol, hostname } = new URL(
    (PM33_PUBLIC_URL ?? `http://localhost:${PORT}`).replace(/\/+$/, ''),
  )
  if (href !== `${origin}/`)
    throw new ConfigError(
      'PM33_PUBLIC_URL must be an address without a path, such as https://pm33.example.com: PM33 cannot be served below one.',
    )
  if (protocol !== 'https:' && !isLoopback(hostname))
    throw new ConfigError(
      'PM33_PUBLIC_URL must be https, except on localhost: tokens would otherwise travel unencrypted.',
    )
  return origin
}
