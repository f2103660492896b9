import { z } from 'zod'

const LONGEST = 40

/** A day or a moment, as the scalar `DateTime` of the API reads it. */
export const moment = z
  .string()
  .max(LONGEST)
  .refine((text) => /^\d{4}-\d{2}-\d{2}(T|$)/.test(text) && !Number.isNaN(Date.parse(text)), {
    params: { format: 'moment' },
  })
