import type { Resource } from '../resource.ts'
import { backlogSummary } from './backlog-summary.ts'
import { competitiveLandscape } from './competitive-landscape.ts'
import { strategy } from './strategy.ts'
import { velocity } from './velocity.ts'
import { workspaces } from './workspaces.ts'

/** In the order in which they are listed. */
export const resources: readonly Resource[] = [workspaces, strategy, backlogSummary, velocity, competitiveLandscape]
