/** Changes as people ask for them (team names, item keys, ISO dates), and how each becomes a change of the plan. */
import { dayOf, type IsoDate } from '../math/calendar.ts'
import { InvalidChange, type Change } from './change.ts'

export const CHANGE_TYPES = [
  'addScope',
  'removeScope',
  'removeItems',
  'moveItems',
  'startNotBefore',
  'capacity',
  'hire',
  'leave',
  'moveMembers',
  'costRate',
  'targetDate',
] as const satisfies readonly Change['type'][]

/** Every field of every type, flat: what a type does not use is refused. */
export interface AskedChange {
  readonly type: Change['type']
  /** Team name or id; not needed where the plan has one team. */
  readonly team?: string | null | undefined
  readonly toTeam?: string | null | undefined
  /** Keys or ids; an epic stands for what is in it. */
  readonly itemIds?: readonly string[] | null | undefined
  /** Items or points, as the plan counts. */
  readonly size?: number | null | undefined
  /** Added scope goes before everything else. */
  readonly first?: boolean | null | undefined
  /** 0.8 = a fifth less work gets done. */
  readonly factor?: number | null | undefined
  readonly members?: number | null | undefined
  /** First day; default today. */
  readonly from?: IsoDate | null | undefined
  /** First day on which it is over; default never. */
  readonly until?: IsoDate | null | undefined
  readonly rampUpDays?: number | null | undefined
  readonly date?: IsoDate | null | undefined
  /** Cost of one member for one week, in money. */
  readonly costRate?: number | null | undefined
}

export interface AskedScenario {
  name: string
  changes: readonly AskedChange[]
}

type Field = Exclude<keyof AskedChange, 'type'>

/** Fields that a type needs, and those that it may have. */
const FIELDS: Record<Change['type'], { needs: readonly Field[]; may: readonly Field[] }> = {
  addScope: { needs: ['size'], may: ['team', 'first'] },
  removeScope: { needs: ['size'], may: ['team'] },
  removeItems: { needs: ['itemIds'], may: [] },
  moveItems: { needs: ['itemIds', 'toTeam'], may: [] },
  startNotBefore: { needs: ['date'], may: ['itemIds', 'team'] },
  capacity: { needs: ['factor'], may: ['team', 'from', 'until'] },
  hire: { needs: ['members'], may: ['team', 'from', 'rampUpDays'] },
  leave: { needs: ['members'], may: ['team', 'from'] },
  moveMembers: { needs: ['team', 'toTeam', 'members'], may: ['from', 'rampUpDays'] },
  costRate: { needs: ['costRate'], may: ['team'] },
  targetDate: { needs: ['date'], may: [] },
}

/** Days until somebody new is fully productive, where nothing is said. */
export const RAMP_UP_DAYS = { hire: 60, moveMembers: 30 } as const

/** No team works at more than this many times its pace: a larger factor was meant as a percentage. */
const MOST_FACTOR = 5

function factorWords(factor: number): string {
  const meant = factor / 100
  return `multiplies the team's pace, from 0 to ${MOST_FACTOR}: 0.8 means 80%. For ${factor}%, pass ${meant}; for ${factor}% more, pass ${Math.round(100 + factor) / 100}.`
}

/** @throws InvalidChange naming the first field that is missing or does not belong to the type */
export function checkFields(asked: AskedChange): void {
  const { needs, may } = FIELDS[asked.type]
  const has = (field: Field) => asked[field] !== undefined && asked[field] !== null
  const missing = needs.find((field) => !has(field))
  if (missing) throw new InvalidChange(asked.type, missing, `${asked.type} needs ${missing}.`)
  const stranger = (Object.keys(asked) as (keyof AskedChange)[]).find(
    (field) => field !== 'type' && has(field) && !needs.includes(field) && !may.includes(field),
  )
  if (stranger)
    throw new InvalidChange(
      asked.type,
      stranger,
      `${asked.type} does not use ${stranger}; it accepts ${[...needs, ...may].join(', ')}.`,
    )
  if (asked.type === 'startNotBefore' && !has('itemIds') && !has('team'))
    throw new InvalidChange(asked.type, 'itemIds', 'startNotBefore needs itemIds or team.')
}

/** What names mean in a plan. */
export interface Names {
  readonly today: number
  /** Lane of a team, and the team's share of its members (1 where the lane is the team). @throws InvalidChange */
  readonly lane: (team: string, field: 'team' | 'toTeam') => { readonly key: string; readonly share: number }
  /** The lane, where there is only one. */
  readonly only: string | null
  readonly laneNames: readonly string[]
  /** Names of the teams that are forecast as one in a lane; null where the lane is one team. */
  readonly together: (lane: string) => readonly string[] | null
  /** The lane of an item of the plan. */
  readonly laneOfItem: (key: string) => string | undefined
  /** Keys of the plan's items that a reference stands for. @throws InvalidChange when there are none */
  readonly keys: (ref: string) => readonly string[]
}

/** @throws InvalidChange with the field, as it is asked for */
export function changeOf(asked: AskedChange, names: Names): Change {
  checkFields(asked)
  const { type } = asked
  const laneOf = (): { key: string; share: number } => {
    if (asked.team) return names.lane(asked.team, 'team')
    if (names.only === null)
      throw new InvalidChange(
        type,
        'team',
        names.laneNames.length > 0
          ? `${type} needs team: ${names.laneNames.join(', ')}.`
          : `${type} needs a team, and there is none with open work or enough history yet.`,
      )
    return { key: names.only, share: 1 }
  }
  const itemKeys = () => [...new Set(asked.itemIds!.flatMap((ref) => names.keys(ref)))]
  const apart = (to: string, from: readonly (string | undefined)[]): string => {
    const teams = names.together(to)
    if (teams !== null && from.every((lane) => lane === to))
      throw new InvalidChange(
        type,
        'toTeam',
        `${teams.slice(0, -1).join(', ')}${teams.length > 2 ? ',' : ''} and ${teams.at(-1)} are forecast as one team here, because they do not have enough history of their own, so a move between them has no effect that can be computed.`,
      )
    return to
  }
  const fromDay = asked.from ? dayOf(asked.from) : names.today + 1
  switch (type) {
    case 'addScope':
      return { type, team: laneOf().key, size: asked.size!, ...(asked.first && { first: true }) }
    case 'removeScope':
      return { type, team: laneOf().key, size: asked.size! }
    case 'removeItems':
      return { type, itemKeys: itemKeys() }
    case 'moveItems': {
      const moved = itemKeys()
      return {
        type,
        itemKeys: moved,
        toTeam: apart(names.lane(asked.toTeam!, 'toTeam').key, moved.map(names.laneOfItem)),
      }
    }
    case 'startNotBefore': {
      // Nothing is worked on before that day; day numbers count the last day that is behind.
      const day = dayOf(asked.date!) - 1
      return { type, day, ...(asked.itemIds && { itemKeys: itemKeys() }), ...(asked.team && { team: laneOf().key }) }
    }
    case 'capacity': {
      if (asked.factor! > MOST_FACTOR) throw new InvalidChange(type, 'factor', factorWords(asked.factor!))
      const { key, share } = laneOf()
      const untilDay = asked.until ? dayOf(asked.until) : null
      if (untilDay !== null && untilDay <= fromDay) throw new InvalidChange(type, 'until', 'until must be after from.')
      return { type, team: key, factor: 1 - share * (1 - asked.factor!), fromDay, untilDay }
    }
    case 'hire':
      return {
        type,
        team: laneOf().key,
        members: asked.members!,
        fromDay,
        rampUpDays: asked.rampUpDays ?? RAMP_UP_DAYS.hire,
      }
    case 'leave':
      return { type, team: laneOf().key, members: asked.members!, fromDay }
    case 'moveMembers': {
      const fromTeam = laneOf().key
      return {
        type,
        fromTeam,
        toTeam: apart(names.lane(asked.toTeam!, 'toTeam').key, [fromTeam]),
        members: asked.members!,
        fromDay,
        rampUpDays: asked.rampUpDays ?? RAMP_UP_DAYS.moveMembers,
      }
    }
    case 'targetDate':
      return { type, day: dayOf(asked.date!) }
    case 'costRate':
      return { type, team: laneOf().key, costRateCents: Math.round(asked.costRate! * 100) }
  }
}

/** Fields of a plan's change under the names that people used. */
const ASKED_NAME: Readonly<Record<string, string>> = {
  itemKeys: 'itemIds',
  fromTeam: 'team',
  costRateCents: 'costRate',
  fromDay: 'from',
  untilDay: 'until',
  day: 'date',
}

export const askedField = (field: string): string => ASKED_NAME[field] ?? field

/** A change in a few words: "2 members join Checkout from 2026-03-02". */
export function changeWords(asked: AskedChange, unit: 'items' | 'points'): string {
  const team = asked.team ?? 'the team'
  const from = asked.from ? ` from ${asked.from}` : ''
  const amount = (size: number, more: string) => `${size} ${more} ${size === 1 ? unit.slice(0, -1) : unit}`
  const people = (count: number) => `${count} ${count === 1 ? 'member' : 'members'}`
  const listed = (refs: readonly string[]) =>
    refs.length <= 3 ? refs.join(', ') : `${refs.slice(0, 3).join(', ')} and ${refs.length - 3} more`
  switch (asked.type) {
    case 'addScope':
      return `${amount(asked.size!, 'more')} for ${team}${asked.first ? ', done first' : ''}`
    case 'removeScope':
      return `${amount(asked.size!, 'fewer')} for ${team}`
    case 'removeItems':
      return `without ${listed(asked.itemIds ?? [])}`
    case 'moveItems':
      return `${listed(asked.itemIds ?? [])} to ${asked.toTeam}`
    case 'startNotBefore':
      return `${asked.itemIds ? listed(asked.itemIds) : team} not before ${asked.date}`
    case 'capacity':
      return `${team} at ${Math.round(asked.factor! * 100)}%${from}${asked.until ? ` until ${asked.until}` : ''}`
    case 'hire':
      return `${people(asked.members!)} ${asked.members === 1 ? 'joins' : 'join'} ${team}${from}`
    case 'leave':
      return `${people(asked.members!)} ${asked.members === 1 ? 'leaves' : 'leave'} ${team}${from}`
    case 'moveMembers':
      return `${people(asked.members!)} from ${team} to ${asked.toTeam}${from}`
    case 'targetDate':
      return `target ${asked.date}`
    case 'costRate':
      return `${team} costs ${asked.costRate} per member per week`
  }
}
