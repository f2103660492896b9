import { hkdfSync } from 'node:crypto'

/** Keys derived from the one master secret, a separate one for each purpose (HKDF, RFC 5869). */
export interface Secrets {
  /** Pepper of stored API keys and other hashed handles. */
  readonly pepper: Uint8Array
  /** Signs principal assertions; known to the API alone. */
  readonly assertion: Uint8Array
  /** Seals private signing keys at rest. */
  readonly seal: Uint8Array
  /** Signs cookies of a sign-in under way. */
  readonly cookies: Uint8Array
  /** Seals the keys of AI providers at rest. */
  readonly ai: Uint8Array
  /** Seals tokens of live sources at rest. */
  readonly sync: Uint8Array
  /** Chains the audit log. */
  readonly audit: Uint8Array
}

export function deriveSecrets(master: string): Secrets {
  const derive = (purpose: string) => new Uint8Array(hkdfSync('sha256', master, 'pm33', purpose, 32))
  return {
    pepper: derive('handle pepper'),
    assertion: derive('principal assertion'),
    seal: derive('key seal'),
    cookies: derive('cookie signature'),
    ai: derive('ai key seal'),
    sync: derive('sync token seal'),
    audit: derive('audit chain'),
  }
}
