/** The API and the adapter read one environment: a wrong setting is refused by both, in the same words. */
import { describe, expect, test } from 'vitest'
import { readConfig } from '../../api/server/config.ts'
import { readAdapterConfig } from '../../mcp/config.ts'

const ENOUGH = { PM33_API_URL: 'http://api.internal:4000', PM33_SERVICE_KEY: 's'.repeat(32) }

test.each<[what: string, env: Record<string, string>, words: RegExp]>([
  [
    'a misspelled name',
    { PM33_PUBLIC_URI: 'https://pm.example' },
    /^Unknown setting PM33_PUBLIC_URI\. Valid settings: .*PM33_PUBLIC_URL.*PM33_URL, PM33_API_KEY\.$/,
  ],
  ['a port that is none', { PORT: 'http' }, /^PORT must be a whole number from 0 to 65535$/],
  ['a port beyond the last', { PORT: '65536' }, /^PORT must be a whole number from 0 to 65535$/],
  [
    'a public address of another scheme',
    { PM33_PUBLIC_URL: 'ftp://localhost' },
    /^PM33_PUBLIC_URL must be a URL that starts with https:\/\/…$/,
  ],
  [
    'a public address in the clear',
    { PM33_PUBLIC_URL: 'http://pm.example' },
    /^PM33_PUBLIC_URL must be https, except on localhost: tokens would otherwise travel unencrypted\.$/,
  ],
  [
    'an API elsewhere that is no URL',
    { PM33_API_URL: 'api.internal' },
    /^PM33_API_URL must be a URL that starts with https:\/\/…$/,
  ],
  ['a short credential', { PM33_SERVICE_KEY: 'short' }, /^PM33_SERVICE_KEY must have at least 32 characters$/],
  [
    'proxies that are no networks',
    { PM33_TRUSTED_PROXIES: '203.0.113.0/24, proxy' },
    /^PM33_TRUSTED_PROXIES must be addresses or networks such as 203\.0\.113\.0\/24, separated by commas$/,
  ],
  [
    'a level of the log that is none',
    { LOG_LEVEL: 'loud' },
    /^LOG_LEVEL must be one of fatal, error, warn, info, debug, trace, silent$/,
  ],
  ['two at once', { PORT: '-1', LOG_LEVEL: 'loud' }, /^PORT must be .*; LOG_LEVEL must be /],
])('%s', (_what, env, words) => {
  expect(() => readConfig({ ...ENOUGH, ...env })).toThrow(words)
  expect(() => readAdapterConfig({ ...ENOUGH, ...env })).toThrow(words)
})

describe('the bridge', () => {
  test('may have its settings in the environment of a server', () => {
    const bridge = { PM33_URL: 'https://pm.example/mcp', PM33_API_KEY: 'pm33_key' }
    expect(readAdapterConfig({ ...ENOUGH, ...bridge }).publicUrl).toBe('http://localhost:3033')
    expect(readConfig({ PM33_SECRET: 's'.repeat(64), ...bridge }).publicUrl).toBe('http://localhost:3033')
  })
})
