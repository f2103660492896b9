/** The API: every room's schema, imported for effect. */
import { builder } from '../graphql/builder.ts'
import '../identity/schema.ts'
import '../identity/adapter-schema.ts'
import '../identity/keys/key-schema.ts'
import '../identity/workspaces/workspace-schema.ts'
import '../identity/people/people-schema.ts'
import '../identity/people/member-schema.ts'
import '../oauth/schema.ts'
import '../teams/schema.ts'
import '../teams/change-schema.ts'
import '../backlog/schema.ts'
import '../backlog/change/change-schema.ts'
import '../backlog/structure/dependency-schema.ts'
import '../backlog/structure/related-schema.ts'
import '../strategy/schema.ts'
import '../strategy/alignment-schema.ts'
import '../optimize/schema.ts'
import '../competitive/schema.ts'
import '../competitive/analysis-schema.ts'
import '../competitive/change-schema.ts'
import '../operator/schema.ts'
import '../operator/people-schema.ts'
import '../velocity/forecast-schema.ts'
import '../velocity/schema.ts'
import '../scheduling/schema.ts'
import '../scenarios/schema.ts'
import '../imports/schema.ts'
import '../operator/demo-schema.ts'

/** The whole: for the adapter, the pages, and the console. */
export const schema = builder.toSchema({ sortSchema: false })
/** The part for partners: what an API key can be allowed. To its callers the rest does not exist. */
export const publicSchema = builder.toSchema({ sortSchema: false, subGraph: 'public' })
