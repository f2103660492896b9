/** Every table, by room. The order is the order in which a reader meets them. */
import type { EntityClass } from '@mikro-orm/core'
import * as backlog from './backlog/entity.ts'
import * as identity from './identity/entity.ts'
import * as strategy from './strategy/entity.ts'
import * as teams from './teams/entity.ts'

const classesOf = (room: Record<string, unknown>) => Object.values(room).filter((value) => typeof value === 'function') as EntityClass<object>[]

export const entities = [identity, teams, backlog, strategy].flatMap(classesOf)

/**
 * Tables that belong to no tenant, each with its reason. Every other table carries both walls and starts its keys with
 * the tenant; a test walks them all and compares this list.
 */
export const GLOBAL_TABLES: Record<string, string> = {
  user_account: 'one person can belong to several tenants, and signs in before a tenant is chosen',
  mikro_orm_migrations: 'the state of the schema itself',
}
