/** Which competitor is meant? Exact names and aliases only; anything else comes back with candidates, never merged silently. */
import { editDistance } from '../math/edit-distance.ts'
import type { Competitor } from './claim.ts'

const MAX_CANDIDATES = 5

export interface ResolvedNames {
  readonly ids: readonly string[]
  /** Names that fit none or several, with the competitors that could be meant, closest first. */
  readonly unresolved: readonly {
    readonly name: string
    readonly candidates: readonly { readonly id: string; readonly name: string }[]
  }[]
}

export function resolveNames(names: readonly string[], competitors: readonly Competitor[]): ResolvedNames {
  const ids: string[] = []
  const unresolved: ResolvedNames['unresolved'][number][] = []
  for (const name of names) {
    const wanted = plain(name)
    const exact = competitors.filter((competitor) => namesOf(competitor).some((own) => own === wanted))
    if (exact.length === 1) {
      if (!ids.includes(exact[0]!.id)) ids.push(exact[0]!.id)
      continue
    }
    const near = competitors
      .map((competitor) => ({
        competitor,
        distance: Math.min(...namesOf(competitor).map((own) => distanceOf(wanted, own))),
      }))
      .filter(({ distance }) => distance < 1)
      .sort((a, b) => a.distance - b.distance || (a.competitor.id < b.competitor.id ? -1 : 1))
    const candidates = exact.length > 1 ? exact : near.map(({ competitor }) => competitor)
    unresolved.push({
      name,
      candidates: candidates.slice(0, MAX_CANDIDATES).map(({ id, name: own }) => ({ id, name: own })),
    })
  }
  return { ids, unresolved }
}

function namesOf({ name, aliases }: Competitor): readonly string[] {
  return [name, ...aliases].map(plain)
}

/** Lower case without accents, punctuation, or a trailing legal form. */
function plain(name: string): string {
  return name
    .slice(0, 200)
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()
    .replace(/ (inc|ltd|llc|gmbh|ag|sa|corp|co|bv|oy)$/, '')
}

/** 0 = one contains the other as whole words; below 1 = few letters differ; 1 = something else. */
function distanceOf(wanted: string, own: string): number {
  if (wanted === '' || own === '') return 1
  if (` ${own} `.includes(` ${wanted} `) || ` ${wanted} `.includes(` ${own} `)) return 0
  if (wanted.length >= 3 && own.startsWith(wanted)) return 0.1
  const edits = editDistance(wanted, own)
  return edits <= Math.max(1, Math.floor(Math.max(wanted.length, own.length) / 4))
    ? edits / Math.max(wanted.length, own.length)
    : 1
}
