/** What a PRD is made from: plain records and what the analyses said. */
import type { StatusCategory } from '../backlog/vocabulary.ts'
import type { EngineOutput } from './document.ts'
import type { Audience, Template } from './vocabulary.ts'

export interface ItemRecord {
  readonly key: string
  readonly title: string
  readonly type: string
  readonly status: string
  readonly statusCategory: StatusCategory
  readonly priority: string
  readonly points: number | null
  readonly assignee: string | null
  readonly team: string | null
  readonly dueDate: string | null
  readonly labels: readonly string[]
  readonly description: string
  /** A piece of work: neither an epic with something in it nor a step of a story. */
  readonly piece: boolean
}

export interface ObjectiveRecord {
  readonly name: string
  readonly theme: string | null
  readonly description: string
  readonly measure: string | null
  readonly current: string | null
  readonly target: string | null
}

export interface ClaimRecord {
  /** C-12 */
  readonly key: string
  readonly competitor: string
  readonly statement: string
  readonly source: string | null
  readonly capturedAt: string | null
  readonly standing: 'supported' | 'stale' | 'unsupported'
}

export type Subject =
  | { readonly kind: 'epic'; readonly key: string }
  | { readonly kind: 'items'; readonly keys: readonly string[] }
  | { readonly kind: 'topic'; readonly topic: string }

export interface Brief {
  readonly subject: Subject
  readonly title: string
  readonly template: Template
  readonly audience: Audience
  /** Sections by key or by a heading of one's own; null: those of the template. */
  readonly sections: readonly string[] | null
}

/** The question that a document answers. */
export interface KeptBrief extends Omit<Brief, 'title'> {
  readonly strategic: boolean
}

export interface Material {
  readonly brief: Brief
  /** The epic, or null. */
  readonly head: ItemRecord | null
  /** What is in the question, in manual order: open, done, and canceled. */
  readonly items: readonly ItemRecord[]
  readonly objectives: readonly ObjectiveRecord[]
  readonly claims: readonly ClaimRecord[]
  readonly engines: readonly EngineOutput[]
  readonly warnings: readonly string[]
}

/** What is to be built, without the epic: open pieces of work in manual order. */
export const openPieces = ({ items, head }: Pick<Material, 'items' | 'head'>) =>
  items.filter((item) => item.piece && isOpen(item) && item.key !== head?.key)

export const isOpen = ({ statusCategory }: Pick<ItemRecord, 'statusCategory'>) =>
  statusCategory !== 'done' && statusCategory !== 'cancelled'
