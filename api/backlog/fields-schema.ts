import { figureText } from '../../text.ts'
import { builder } from '../graphql/builder.ts'
import type { Constraint } from '../graphql/constraints.ts'
import { ItemTypeRef, PriorityRef, StatusCategoryRef } from './enums-schema.ts'
import { fieldOf, MEMBERS, type ItemValues, type Member, type MemberOf } from './item-fields.ts'
import type { ItemRow } from './row.ts'

type Types = typeof builder extends PothosSchemaTypes.SchemaBuilder<infer T> ? T : never
type Outputs = PothosSchemaTypes.ObjectFieldBuilder<Types, ItemRow>
type Inputs = PothosSchemaTypes.InputFieldBuilder<Types, 'InputObject'>

const WORD_REFS = { type: ItemTypeRef, statusCategory: StatusCategoryRef, priority: PriorityRef } satisfies Record<
  MemberOf<'word'>,
  unknown
>

const sentence = (...parts: (string | undefined)[]) => parts.filter(Boolean).join(' ') || undefined
const described = (description: string | undefined) => (description === undefined ? {} : { description })

/** A field of the item for every entry of the table, save those that are read apart from the row. */
export function itemOutputs(t: Outputs) {
  return Object.fromEntries(
    MEMBERS.filter((member) => !fieldOf(member).lazy && member !== 'labels').map((member) => [
      member,
      output(t, member),
    ]),
  )
}

function output(t: Outputs, member: Member) {
  const field = fieldOf(member)
  const said = described(field.description)
  const resolve = (row: ItemRow) => row[member as keyof ItemRow] as never
  switch (field.kind) {
    case 'number':
      return t.float({ ...said, nullable: true, resolve })
    case 'day':
      return t.field({ ...said, type: 'Date', nullable: true, resolve })
    case 'list':
      return t.stringList({ ...said, resolve })
    case 'word':
      return t.field({ ...said, type: WORD_REFS[member as MemberOf<'word'>] as typeof ItemTypeRef, resolve })
    case 'text':
      return t.string({ ...said, nullable: field.empty === null, resolve })
  }
}

/** An optional input for every entry of the table, with its limits in the description. */
export function itemInputs(t: Inputs) {
  return Object.fromEntries(MEMBERS.map((member) => [member, input(t, member)])) as {
    [M in Member]: PothosSchemaTypes.InputFieldRef<Types, ItemValues[M] | null | undefined>
  }
}

function input(t: Inputs, member: Member) {
  const field = fieldOf(member)
  const say = (limit?: string, constraint?: Constraint) => ({
    required: false as const,
    ...described(sentence(field.description, field.input, limit)),
    ...(constraint && { extensions: { constraint } }),
  })
  switch (field.kind) {
    case 'number':
      return t.float(
        say(`${field.above ? `Above ${field.least}, at most` : `${field.least} to`} ${figureText(field.most)}.`, {
          [field.above ? 'exclusiveMin' : 'min']: field.least,
          max: field.most,
        }),
      )
    case 'day':
      return t.field({ ...say(), type: 'Date' })
    case 'list':
      return t.stringList(
        say(`At most ${figureText(field.entries)} entries of ${figureText(field.longest)} characters.`, {
          maxItems: field.entries,
          maxLength: field.longest,
        }),
      )
    case 'word':
      return t.field({ ...say(), type: WORD_REFS[member as MemberOf<'word'>] as typeof ItemTypeRef })
    case 'text':
      return t.string(say(`At most ${figureText(field.longest)} characters.`, { maxLength: field.longest }))
  }
}
