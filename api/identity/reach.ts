import { ROLES, type Role } from './scope.ts'

/** What somebody may do in a tenant: a role, in some of its workspaces; null is all, later ones too. */
export interface Reach {
  role: Role
  workspaceIds?: readonly string[] | null | undefined
}

export const roleWithin = (role: Role, most: Role): boolean => ROLES.indexOf(role) <= ROLES.indexOf(most)

export const workspacesWithin = (ids: Reach['workspaceIds'], most: Reach['workspaceIds']): boolean =>
  !most || (ids?.every((id) => most.includes(id)) ?? false)

/** Nobody gives more than they have, and nobody touches somebody who has more: the one rule for both. */
export const within = (given: Reach, most: Reach): boolean =>
  roleWithin(given.role, most.role) && workspacesWithin(given.workspaceIds, most.workspaceIds)
