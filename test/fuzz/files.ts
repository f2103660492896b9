/** Exports of other tools with hostile texts where people's words are: in values, in names of members, in headers. */
import { readdirSync, readFileSync } from 'node:fs'
import fc from 'fast-check'
import { hostile } from './text.ts'

const folder = new URL('../imports/fixtures/', import.meta.url)
const fixtures = readdirSync(folder)
  // Several documents in one file are what the reader's own tests are about.
  .filter((name) => /\.(csv|json)$/.test(name) && !['expected.json', 'jira-pages.json'].includes(name))
  .map((name) => ({ name, text: readFileSync(new URL(name, folder), 'utf8') }))

const FEW = 8

export const files: fc.Arbitrary<{ name: string; content: string }> = fc
  .tuple(fc.constantFrom(...fixtures), fc.gen())
  .map(([{ name, text }, gen]) => {
    const now = () => gen(fc.nat, { max: FEW }) === 0
    const word = () => gen(() => hostile)
    if (name.endsWith('.csv'))
      return {
        name,
        content: text.replaceAll(/[\p{L}\d][\p{L}\d .-]*/gu, (found) =>
          now()
            ? word()
                .replaceAll('"', '""')
                .replaceAll(/[\r\n]/g, ' ')
            : found,
        ),
      }
    const changed = (value: unknown): unknown => {
      if (typeof value === 'string') return now() ? word() : value
      if (Array.isArray(value)) return value.map(changed)
      if (typeof value !== 'object' || value === null) return value
      const members = Object.entries(value).map(([member, inner]): [string, unknown] => [
        now() && now() ? word() : member,
        changed(inner),
      ])
      return Object.fromEntries(now() ? [...members, [word(), word()]] : members)
    }
    return { name, content: JSON.stringify(changed(JSON.parse(text))) }
  })

/** A person's mapping, as it may be given with any file. */
export const mappings = fc.option(
  fc.record({
    statuses: fc
      .array(fc.tuple(hostile, fc.constantFrom('done', 'todo', 'active')), { maxLength: 3 })
      .map((members) => Object.fromEntries(members)),
    types: fc
      .array(fc.tuple(hostile, fc.constantFrom('bug', 'epic')), { maxLength: 3 })
      .map((members) => Object.fromEntries(members)),
    columns: fc
      .array(fc.tuple(hostile, fc.constantFrom('title', 'ignore')), { maxLength: 2 })
      .map((members) => Object.fromEntries(members)),
  }),
  { nil: undefined },
)
