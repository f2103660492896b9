/** What stands beside the items of our own export: how many entries of each part, and what cannot be read. */
import { cut } from '../../../text.ts'
import type { JsonPart } from '../../files/json.ts'
import { OWN_JSON } from '../formats/own/own-format.ts'
import { partOf, readPart, type Part } from '../formats/own/own-parts.ts'
import type { PartReport } from '../record/report.ts'
import { rowGroups, type RowGroups } from '../record/row-groups.ts'

const NAMED = 20

export class PartTally {
  readonly #parts = new Map<Part, { read: number; skipped: RowGroups }>()
  readonly #unknown = new Set<string>()
  #version: number = OWN_JSON.export

  see({ list, key, at, value }: JsonPart): void {
    const part = partOf({ list, key })
    if (part === null) {
      if (list === null && key === 'export') this.#version = Number(value)
      else if (list !== null || key !== 'product') this.#miss(list ?? key)
      return
    }
    const tally = this.#parts.get(part) ?? { read: 0, skipped: rowGroups() }
    this.#parts.set(part, tally)
    tally.read++
    const read = readPart(part, value)
    if (read.entry === null) tally.skipped.add(at || 1, read.reason)
    else for (const name of read.unknown) this.#miss(`${part}.${name}`)
  }

  list(): PartReport[] {
    return [...this.#parts].map(([part, { read, skipped }]) => ({ part, read, skipped: skipped.list() }))
  }

  notes(): string[] {
    return [
      ...(this.#version > OWN_JSON.export
        ? ['This export was written by a newer version of PM33. Update PM33 to read all of it.']
        : []),
      ...(this.#unknown.size
        ? [
            `Not read, because this version does not know it: ${[...this.#unknown].join(', ')}${this.#unknown.size === NAMED ? ', …' : ''}.`,
          ]
        : []),
    ]
  }

  #miss(name: string): void {
    if (this.#unknown.size < NAMED) this.#unknown.add(cut(name, 60))
  }
}
