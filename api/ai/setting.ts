/** A tenant's AI provider, as it is kept: the key is sealed. */
import type { Provider } from './question.ts'

export interface AiSetting {
  readonly provider: Provider
  readonly model: string
  readonly baseUrl: string
  readonly sealedKey: string
  /** The last characters of the key, to recognize it by. */
  readonly hint: string
  /** Who agreed that records are sent to it, and when; null: nothing is sent. */
  readonly agreed: { readonly by: string; readonly at: string } | null
}

export const BASE_URLS: Readonly<Record<Provider, string>> = {
  anthropic: 'https://api.anthropic.com',
  openai: 'https://api.openai.com/v1',
}

/** What leaves the house, in words: shown before an owner agrees. */
export const SENT = [
  'Keys, titles, types, status, priority, points, owners, teams, due dates, labels, and descriptions of the items that a document is about, without links.',
  'The sentences of the analyses about them: dates, odds, rank, pace, and scenarios.',
  'Objectives and competitors’ claims that the document cites, if it includes strategic context.',
  'The title and the readers of the document. Nothing else of the workspace, no account data, and no other workspace.',
] as const
