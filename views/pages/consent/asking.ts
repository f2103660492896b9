import type { InteractionQuery } from '../../operations.generated.ts'

/** What an app asks for. */
export type Asking = InteractionQuery['interaction']

/** An organization that the person can let it into. */
export type Tenant = NonNullable<Asking['tenants']>[number]
