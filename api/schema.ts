/** The API: every room's schema, imported for effect. */
import { builder } from './builder.ts'
import './identity/schema.ts'
import './identity/adapter-schema.ts'
import './teams/schema.ts'
import './backlog/schema.ts'
import './operator/demo-schema.ts'

export const schema = builder.toSchema()
