import { createHash, randomBytes } from 'node:crypto'

/** 256 random bits, as a cookie or a link carries them. */
export const mintToken = () => randomBytes(32).toString('base64url')

/** How such a token is stored. What cannot be guessed needs no slow hash and no pepper. */
export const hashToken = (token: string) => createHash('sha256').update(token).digest('base64url')
