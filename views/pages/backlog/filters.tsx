import { useEffect, useState } from 'preact/hooks'
import { Field, type Choice } from '../parts/field.tsx'
import { CATEGORIES, GROUPINGS, PRIORITIES, SHOWN, TYPES } from './asked.ts'

/** Milliseconds after the last key until a search is asked. */
const TYPING = 250

export interface FiltersProps {
  said: URLSearchParams
  say: (changes: Readonly<Record<string, string | null>>) => void
  teams: readonly Choice[]
}

const same = (words: readonly string[]): Choice[] => words.map((word) => ({ value: word, text: word }))
const named = (words: Readonly<Record<string, string>>): Choice[] =>
  Object.entries(words).map(([value, text]) => ({ value, text }))

export function Filters({ said, say, teams }: FiltersProps) {
  const [search, setSearch] = useState(said.get('q') ?? '')
  useEffect(() => {
    if (search === (said.get('q') ?? '')) return
    const timer = setTimeout(() => say({ q: search }), TYPING)
    return () => clearTimeout(timer)
  }, [search])
  useEffect(() => {
    if (!said.get('q')) setSearch('')
  }, [said.get('q')])
  const select = (label: string, name: string, choices: readonly Choice[], any: string | null) => (
    <Field label={label}>
      {(attributes) => (
        <select
          {...attributes}
          value={said.get(name) ?? (any === null ? choices[0]!.value : '')}
          onChange={(event) =>
            say({
              [name]:
                any === null && event.currentTarget.value === choices[0]!.value ? null : event.currentTarget.value,
            })
          }
        >
          {any !== null && <option value="">{any}</option>}
          {choices.map(({ value, text }) => (
            <option key={value} value={value}>
              {text}
            </option>
          ))}
        </select>
      )}
    </Field>
  )
  const wordOf = (words: Readonly<Record<string, string>>, name: string) => Object.hasOwn(words, name) && words[name]
  const narrowed = Object.entries({
    Show: wordOf(SHOWN, said.get('show') ?? 'open'),
    Search: said.get('q'),
    Type: said.get('type'),
    Status: wordOf(CATEGORIES, said.get('status') ?? ''),
    Priority: said.get('priority'),
    Team: said.get('team'),
  }).flatMap(([name, value]) => (value ? [`${name}: ${value}`] : []))
  return (
    <>
      <p class="on-paper small">{narrowed.join(' · ')}</p>
      <div class="filters no-print">
        <Field label="Search">
          {(attributes) => (
            <input
              {...attributes}
              type="search"
              maxLength={200}
              value={search}
              onInput={(event) => setSearch(event.currentTarget.value)}
            />
          )}
        </Field>
        {select('Show', 'show', named(SHOWN), null)}
        {select('Type', 'type', same(TYPES), 'Any')}
        {select('Status', 'status', named(CATEGORIES), 'Any')}
        {select('Priority', 'priority', same(PRIORITIES), 'Any')}
        {teams.length > 0 && select('Team', 'team', teams, 'Any')}
        {select('Group by', 'group', named(GROUPINGS as Record<string, string>), 'Nothing')}
      </div>
    </>
  )
}
