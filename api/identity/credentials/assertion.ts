import { SignJWT, jwtVerify } from 'jose'
import { CALLER_KINDS, type PrincipalRef } from '../principal.ts'

/** Seconds an assertion lives: long enough for one batch of operations, short enough that theft gains nothing. */
export const ASSERTION_SECONDS = 60

const AUDIENCE = 'graphql'

/**
 * "The API says: this adapter speaks for …". Signed with a key that only the API has, so the adapter cannot mint one;
 * the rights are looked up again on each operation.
 */
export async function signAssertion(key: Uint8Array, ref: PrincipalRef, now: Date): Promise<string> {
  const issued = Math.floor(now.getTime() / 1000)
  return new SignJWT({ kind: ref.kind, tid: ref.tenantId })
    .setProtectedHeader({ alg: 'HS256', typ: 'pm33-caller' })
    .setSubject(ref.id)
    .setAudience(AUDIENCE)
    .setIssuedAt(issued)
    .setExpirationTime(issued + ASSERTION_SECONDS)
    .sign(key)
}

/** @returns null for anything but a live assertion of our own. */
export async function readAssertion(key: Uint8Array, assertion: string, now: Date): Promise<PrincipalRef | null> {
  try {
    const { payload } = await jwtVerify(assertion, key, {
      algorithms: ['HS256'],
      typ: 'pm33-caller',
      audience: AUDIENCE,
      currentDate: now,
    })
    const kind = CALLER_KINDS.find((known) => known === payload.kind)
    if (!kind || !payload.sub || typeof payload.tid !== 'string') return null
    return { kind, id: payload.sub, tenantId: payload.tid }
  } catch {
    return null
  }
}
