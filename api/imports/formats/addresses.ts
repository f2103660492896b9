/** Keys in the web addresses of issues. */

const GITLAB = /^[a-z]+:\/\/[^/]+\/(.+?)(?:\/-)?\/(?:issues|work_items|epics)\/(\d+)/i
const GITHUB = /^[a-z]+:\/\/[^/]+\/(?:api\/v3\/)?(?:repos\/)?([^/]+\/(?!-\/)[^/]+)\/(?:issues|pull)\/(\d+)/i

/** `group/app#14` out of an issue's address on GitHub or GitLab; null when it is none. */
export function keyOfAddress(address: string): string | null {
  const match = GITHUB.exec(address) ?? GITLAB.exec(address)
  return match === null ? null : `${match[1]}#${match[2]}`
}

/** `app#14` for `group/app#14`: what people call it. */
export const shortKey = (key: string): string => key.slice(key.lastIndexOf('/', key.lastIndexOf('#')) + 1)
