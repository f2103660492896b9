/** The closed lists of a product requirements document (PRD). */

/** What a sentence rests on. `computed`: an analysis of PM33 says so; `assumption`: nothing cited shows it. */
export const BASES = ['quoted', 'summarized', 'inferred', 'computed', 'assumption'] as const
export type Basis = (typeof BASES)[number]

/** Bases that a model may claim. What analyses say is placed by us, word by word. */
export const CLAIMED = ['quoted', 'summarized', 'inferred', 'assumption'] as const

export const SECTION_KEYS = [
  'summary',
  'problem',
  'users',
  'evidence',
  'goal',
  'measures',
  'scope',
  'nonGoals',
  'requirements',
  'plan',
  'constraints',
  'risks',
  'alternatives',
  'questions',
] as const
export type SectionKey = (typeof SECTION_KEYS)[number]

export const HEADINGS: Readonly<Record<SectionKey, string>> = {
  summary: 'Summary',
  problem: 'Problem',
  users: 'Users',
  evidence: 'Evidence',
  goal: 'Goal',
  measures: 'Success measures',
  scope: 'Scope',
  nonGoals: 'Non-goals',
  requirements: 'Requirements',
  plan: 'Plan',
  constraints: 'Dependencies and capacity',
  risks: 'Risks',
  alternatives: 'Alternatives and trade-offs',
  questions: 'Open questions',
}

export const TEMPLATES = ['standard', 'onePager', 'lean', 'own'] as const
export type Template = (typeof TEMPLATES)[number]

/** Sections of each template in reading order; `own` has what its writer names. */
export const TEMPLATE_SECTIONS: Readonly<Record<Exclude<Template, 'own'>, readonly SectionKey[]>> = {
  standard: SECTION_KEYS,
  onePager: ['summary', 'problem', 'goal', 'measures', 'scope', 'plan', 'risks', 'questions'],
  lean: ['problem', 'evidence', 'measures', 'scope', 'plan', 'risks'],
}

/** Who reads it. `leadership`: items are counted, not listed. `external`: no competitors, capacity, costs, risks, or names. */
export const AUDIENCES = ['team', 'leadership', 'external'] as const
export type Audience = (typeof AUDIENCES)[number]

/** Sections that stay inside the company. */
export const INTERNAL_SECTIONS: readonly SectionKey[] = ['evidence', 'constraints', 'risks', 'alternatives']

/** Analyses of what stays inside the company: capacity, competitors, and costs. */
export const INTERNAL_ENGINES: readonly EngineName[] = ['velocity', 'competition', 'scenarios']

/** Sections that a model may phrase. All others are the composer's, with or without a model. */
export const PHRASED = ['summary', 'problem', 'requirements', 'risks'] as const satisfies readonly SectionKey[]
export type Phrased = (typeof PHRASED)[number]

export const PRD_STATUSES = ['draft', 'review', 'approved'] as const
export type PrdStatus = (typeof PRD_STATUSES)[number]

/** `outline`: composed from records and analyses, no model involved. `ai`: a model phrased parts of it. */
export const MODES = ['outline', 'ai'] as const
export type Mode = (typeof MODES)[number]

/** Aliases of sources are the same in every document, so that the schema of an answer is one constant. */
export const MOST_RECORDS = 60
export const ENGINES = [
  'backlog',
  'forecast',
  'schedule',
  'priorities',
  'velocity',
  'alignment',
  'competition',
  'scenarios',
] as const
export type EngineName = (typeof ENGINES)[number]
export const engineAlias = (name: EngineName) => `E${ENGINES.indexOf(name) + 1}`
export const recordAlias = (at: number) => `R${at + 1}`

/** Bounds of a question. */
export const LONGEST_TOPIC = 200
export const LONGEST_HEADING = 80
export const MOST_ITEMS = 100
export const MOST_SECTIONS = 14
export const LONGEST_REQUEST_ID = 100
