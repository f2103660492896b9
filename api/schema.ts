/** The API: every room's schema, imported for effect. */
import { builder } from './builder.ts'
import './identity/schema.ts'
import './identity/adapter-schema.ts'
import './identity/key-schema.ts'
import './identity/workspace-schema.ts'
import './teams/schema.ts'
import './teams/change-schema.ts'
import './backlog/schema.ts'
import './backlog/change-schema.ts'
import './backlog/dependency-schema.ts'
import './strategy/schema.ts'
import './operator/schema.ts'
import './imports/schema.ts'
import './operator/demo-schema.ts'

export const schema = builder.toSchema()
