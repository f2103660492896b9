import type { CreditPurpose } from '../../../operations.generated.ts'

export const PURPOSES: Record<CreditPurpose, string> = {
  generate_prd: 'PRD',
  score_alignment: 'Alignment scoring',
}
