/** Whether everything runs of which the suite runs a sample: `npm run proof -- full`, see depth.ts. */
export const FULL = process.env.PM33_TESTS === 'full'
