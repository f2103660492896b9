import { expect } from 'vitest'
import type { TenantInTest } from '../world.ts'
import type { FakeJira } from './fakes/fake-jira.ts'
import { heldIn, type Held } from './held.ts'
import { saidByJira } from './said.ts'

export const heldBy = (tenant: TenantInTest, connectionId: string): Promise<Map<string, Held>> =>
  heldIn(tenant.em(), tenant.id, connectionId)

export async function expectInStep(tenant: TenantInTest, connectionId: string, jira: FakeJira): Promise<void> {
  const held = await heldBy(tenant, connectionId)
  const said = saidByJira(jira)
  expect(Object.fromEntries(held)).toEqual(Object.fromEntries(said))
}
