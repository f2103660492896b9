import { ROLES, type Role } from './scope.ts'

/** What a person may do in a tenant: a role, in some of its workspaces. null means all, including later ones. */
export interface Reach {
  role: Role
  workspaceIds?: readonly string[] | null | undefined
}

export const roleWithin = (role: Role, most: Role): boolean => ROLES.indexOf(role) <= ROLES.indexOf(most)

export const workspacesWithin = (ids: Reach['workspaceIds'], most: Reach['workspaceIds']): boolean =>
  !most || (ids?.every((id) => most.includes(id)) ?? false)

/** Nobody can grant more than they have, or change someone who has more. One rule for both. */
export const within = (given: Reach, most: Reach): boolean =>
  roleWithin(given.role, most.role) && workspacesWithin(given.workspaceIds, most.workspaceIds)
