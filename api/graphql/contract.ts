import SchemaBuilder, {
  BasePlugin,
  type FieldNullability,
  type InputFieldMap,
  type PothosOutputFieldConfig,
  type PothosTypeConfig,
  type SchemaTypes,
  type TypeParam,
} from '@pothos/core'
import type { Permission } from '../identity/scope.ts'

/**
 * Two rules of the contract, each stated once and applied to every type and field while the schema is built.
 *
 * **What is public** follows from `authScopes`, the same declaration that guards the field: what an API key can be allowed
 * is public, what only the adapter, the operator, or a signed-in administrator can is not. A field inherits from its type;
 * `Query` and `Mutation` give nothing to inherit, so a new operation without `authScopes` is not public. `subGraphs` on a
 * field or type overrules: `[]` for what only our pages use, `PUBLIC` for what needs no credential of its own.
 *
 * **What can be refused is nullable**: operations, whatever has `authScopes` or takes arguments, whatever leads to a type
 * with `authScopes`, and what says `refusable`. The contract marks them `@semanticNonNull`: null only beside an error.
 */
export const PUBLIC: 'public'[] = ['public']

export interface Guard {
  scope?: string
  may?: Permission
  signedIn?: boolean
  session?: boolean
  adapter?: boolean
  operator?: boolean
  $all?: Guard
}

/** Whether an API key with the right scopes can pass this guard. */
export function openToKeys(guard: unknown): boolean {
  if (typeof guard !== 'object' || guard === null) return false
  const { $all, adapter, operator, may, session: _session, ...rest } = guard as Guard
  if (adapter || operator || may?.startsWith('tenant:')) return false
  return may !== undefined || Object.keys(rest).length > 0 || ($all !== undefined && openToKeys($all))
}

const ROOTS = new Set(['Query', 'Mutation'])

interface Decided {
  authScopes?: unknown
  subGraphs?: string[]
  refusable?: boolean
}

class ContractPlugin<Types extends SchemaTypes> extends BasePlugin<Types> {
  override onTypeConfig(type: PothosTypeConfig): PothosTypeConfig {
    const options = type.pothosOptions as Decided
    const open = ROOTS.has(type.name) || options.authScopes === undefined || openToKeys(options.authScopes)
    return { ...type, pothosOptions: { subGraphs: open ? PUBLIC : [], ...type.pothosOptions } } as PothosTypeConfig
  }

  override onOutputFieldConfig(field: PothosOutputFieldConfig<Types>): PothosOutputFieldConfig<Types> {
    const options = field.pothosOptions as Decided
    const root = ROOTS.has(field.parentType)
    const subGraphs =
      options.subGraphs ??
      (options.authScopes === undefined && !root ? undefined : openToKeys(options.authScopes) ? PUBLIC : [])
    const refused =
      !field.type.nullable &&
      (root ||
        options.refusable === true ||
        options.authScopes !== undefined ||
        Object.keys(field.args).length > 0 ||
        this.leadsToGuarded(field))
    const decided = {
      ...field,
      pothosOptions: { ...field.pothosOptions, ...(subGraphs && { subGraphs }) },
      ...(refused && {
        type: { ...field.type, nullable: true },
        extensions: { ...field.extensions, semanticNonNull: true },
      }),
    }
    return decided as PothosOutputFieldConfig<Types>
  }

  /** Whether the type below asks for something that the type above does not. */
  private leadsToGuarded({ parentType, type }: PothosOutputFieldConfig<Types>): boolean {
    let inner = type
    while (inner.kind === 'List') inner = inner.type
    if (inner.kind !== 'Object') return false
    const guards = [inner.ref, parentType].map((ref) => {
      const { pothosOptions } = this.builder.configStore.getTypeConfig(ref as string)
      return JSON.stringify((pothosOptions as Decided).authScopes)
    })
    return guards[0] !== undefined && guards[0] !== guards[1]
  }
}

declare global {
  export namespace PothosSchemaTypes {
    export interface Plugins<Types extends SchemaTypes> {
      contract: ContractPlugin<Types>
    }
    export interface FieldOptions<
      Types extends SchemaTypes = SchemaTypes,
      ParentShape = unknown,
      Type extends TypeParam<Types> = TypeParam<Types>,
      Nullable extends FieldNullability<Type> = FieldNullability<Type>,
      Args extends InputFieldMap = InputFieldMap,
      ResolveShape = unknown,
      ResolveReturnShape = unknown,
    > {
      /** It is computed, and the computation can refuse: nullable in the contract. */
      refusable?: boolean
    }
  }
}

export default 'contract' as const
SchemaBuilder.registerPlugin('contract', ContractPlugin)
