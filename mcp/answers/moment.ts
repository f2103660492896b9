import { z } from 'zod'
import { momentIn } from '../../text.ts'

const LONGEST = 40

/** A day or a moment, as the scalar `DateTime` of the API reads it. */
export const moment = z
  .string()
  .max(LONGEST)
  .refine((text) => momentIn(text) !== null, { params: { format: 'moment' } })
