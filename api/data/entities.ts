/** Every table, by room. The order is the order in which a reader meets them. */
import type { EntityClass } from '@mikro-orm/core'
import * as audit from '../audit/entity.ts'
import * as backlog from '../backlog/entity.ts'
import * as billing from '../billing/entity.ts'
import * as search from '../backlog/search/search-entity.ts'
import * as competitive from '../competitive/entity.ts'
import * as identity from '../identity/entity.ts'
import * as imports from '../imports/entity.ts'
import * as people from '../identity/people/people-entity.ts'
import * as oauth from '../oauth/entity.ts'
import * as prd from '../prd/entity.ts'
import * as scenarios from '../scenarios/entity.ts'
import * as scheduling from '../scheduling/entity.ts'
import * as strategy from '../strategy/entity.ts'
import * as sync from '../sync/entity.ts'
import * as velocity from '../velocity/issued/entity.ts'
import * as teams from '../teams/entity.ts'

/** @throws for a function that is no entity: the ORM would take it for a table without a word */
function classesOf(room: Record<string, unknown>): EntityClass<object>[] {
  const classes = Object.values(room).filter((value) => typeof value === 'function')
  for (const { name } of classes)
    if (!/^[A-Z]/.test(name)) throw new Error(`"${name}" stands beside entities and is none`)
  return classes as EntityClass<object>[]
}

export const entities = [
  identity,
  audit,
  people,
  oauth,
  teams,
  backlog,
  search,
  strategy,
  competitive,
  imports,
  sync,
  velocity,
  scheduling,
  scenarios,
  billing,
  prd,
].flatMap(classesOf)

/**
 * Tables that belong to no tenant, each with its reason. Every other table carries both walls and starts its keys with
 * the tenant; a test walks them all and compares this list.
 * @internal
 */
export const GLOBAL_TABLES: Record<string, string> = {
  user_account: 'one person can belong to several tenants, and signs in before a tenant is chosen',
  login_session: 'found by the hash of a cookie, before it is known which tenant the person looks at',
  one_time_link: 'lets the first person in before there is a tenant, and a person back in who belongs to several',
  oauth_payload: 'codes, tokens and sign-ins under way exist before a tenant is chosen at consent; handles are hashed',
  oauth_client: 'a client registers itself before anybody has signed in',
  signing_key: 'one issuer signs for all tenants; the private half is sealed',
  rate_limit: 'attempts are counted before it is known who attempts',
  credential_epoch: 'one number that tells nodes to look rights up again',
  mikro_orm_migrations: 'the state of the schema itself',
}
