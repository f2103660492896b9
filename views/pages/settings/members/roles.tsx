import type { MemberRowFragment } from '../../../operations.generated.ts'
import { Choose } from '../../parts/choose.tsx'
import { useSession } from '../../session.tsx'

export type Role = MemberRowFragment['role']

/** Lowest first: each may also do what those before it may. */
export const ROLES: readonly (readonly [Role, string])[] = [
  ['viewer', 'reads'],
  ['member', 'also edits items, teams, strategy, and competition, and writes PRDs'],
  ['admin', 'also imports, connects trackers, and manages keys, apps, members, and settings'],
  ['owner', 'also deletes workspaces, and sets the AI provider, access, and retention'],
]

/** Members can only grant roles at or below their own. */
export function useGivenRoles(): readonly Role[] {
  const { role } = useSession().viewer
  const roles = ROLES.map(([name]) => name)
  return roles.slice(0, roles.indexOf(role) + 1)
}

export function RoleSelect({
  label,
  value,
  fixed,
  busy,
  set,
}: {
  label: string
  value: Role
  fixed: boolean
  busy: boolean
  set: (role: Role) => void
}) {
  const given = useGivenRoles()
  if (fixed || !given.includes(value)) return <>{value}</>
  return (
    <Choose aria-label={label} value={value} aria-disabled={busy} choose={(role) => set(role as Role)}>
      {given.map((role) => (
        <option key={role} value={role}>
          {role}
        </option>
      ))}
    </Choose>
  )
}
