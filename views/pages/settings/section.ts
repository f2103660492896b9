import type { TeamsQuery } from '../../operations.generated.ts'

/** What a part of the page about teams is given. */
export interface SectionProps {
  workspace: TeamsQuery['workspace']
  mayEdit: boolean
  reload: () => Promise<void>
}
