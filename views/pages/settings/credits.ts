import type { CreditPurpose } from '../../operations.generated.ts'

export const PURPOSES: Record<CreditPurpose, string> = {
  generate_prd: 'Requirements document',
  score_alignment: 'Alignment scoring',
}

/** A whole number of credits as a person writes it; null for anything else. */
export function creditsIn(text: string): number | null {
  const digits = text.replaceAll(/[\s,]/g, '')
  return /^\d{1,9}$/.test(digits) ? Number(digits) : null
}
