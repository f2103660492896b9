/** A tenant's AI provider, as it is kept: the key is sealed. */
import type { Access, Provider } from './question.ts'

/** Who agreed that records are sent to a provider, and when. */
export interface Agreement {
  readonly by: string
  readonly at: string
  /** To which state of `SENT`. */
  readonly terms: number
}

interface Choices {
  /** Whether the model also judges what it has written. */
  readonly judges: boolean
}

/** A provider that the organization pays itself. */
export interface OwnProvider extends Choices {
  readonly provider: Provider
  readonly model: string
  readonly baseUrl: string
  readonly sealedKey: string
  /** The last characters of the key, to recognize it by. */
  readonly hint: string
  /** null: nothing is sent. */
  readonly agreed: Agreement | null
}

/** Use of the provider that the installation offers. An owner agreed to this provider at this address; to another, nothing is sent. */
export interface OfferedProvider extends Pick<Access, 'provider' | 'baseUrl'>, Choices {
  readonly offered: true
  readonly agreed: Agreement | null
}

/** Where the questions of an organization go. */
export interface AiAccess extends Access, Choices {}

export type KeptProvider = OwnProvider | OfferedProvider

/** What an owner sees of it. */
export interface AiSetting extends Omit<OwnProvider, 'sealedKey' | 'hint'> {
  /** null where the installation pays, and keeps the key. */
  readonly hint: string | null
}

const BASE_URLS: Readonly<Record<Provider, string>> = {
  anthropic: 'https://api.anthropic.com',
  openai: 'https://api.openai.com/v1',
}

/** The address as it is kept; an empty one is the provider's own. */
export const plainAddress = (text: string, provider: Provider): string =>
  (text.trim() || BASE_URLS[provider]).replace(/\/+$/, '')

/** What is wrong with an address, to follow its name; null when nothing is. @param trusted hosts that the operator names */
export function addressProblem(text: string, trusted: readonly string[]): string | null {
  if (!URL.canParse(text)) return 'is not a URL such as https://api.example.com'
  const { protocol, host, username, password, search, hash } = new URL(text)
  if (username || password || search || hash) return 'must be a plain address without a user, query, or fragment'
  if (protocol !== 'https:' && !trusted.includes(host))
    return 'must start with https://. Whoever runs PM33 can allow other hosts with PM33_AI_HOSTS'
  return null
}

/** Counts up when more is sent: an agreement holds for what it was about. */
export const TERMS = 2

/** What leaves the house, in words: shown before an owner agrees. */
export const SENT = [
  'Keys, titles, types, status, priority, points, assignees, teams, due dates, labels, and descriptions of the items that a document is about, without links.',
  'The sentences of the analyses in the sections that the model writes: dates, odds, rank, and risks.',
  'Objectives and competitors’ claims that the document cites, if it includes strategic context.',
  'If the model judges what it wrote: its sentences, and once more the records that they cite.',
  'For alignment scored by AI: titles, labels, and descriptions of items that have no link to an objective, without links in their text, and the objectives.',
  'The title and the readers of the document. Nothing else of the workspace, no account data, and no other workspace.',
] as const
