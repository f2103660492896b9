/** Periods of a rate: "a month", "per sprint", "each week". */
const PERIOD =
  /(?<!\b(?:half|times|within|in|under|over|than|about|another|takes?|took|lasts?|lasted|for|least|most)(?: an?)? )\b(?:a|an|per|each|every)[ -](hour|minute|day|week|month|quarter|year|sprint)\b(?! (?:of|earlier|ago|later|ahead|early|late|before|after|or half))|\b(hour|dai|week|month|quarter|year|annual)ly\b|\b(annual)\b|\bper[ -](second)\b|\bon (weekday)s\b/gi
/** A part of an hour is a time, and no rate. */
const PART_OF = /\bquarters? of an? (?:hour|year)\b/gi
const PLAIN: Readonly<Record<string, string>> = { dai: 'day', annual: 'year', weekday: 'day' }

export const periodsIn = (text: string): string[] =>
  [...text.replaceAll(PART_OF, ' ').matchAll(PERIOD)].map((match) => {
    const word = (match[1] ?? match[2] ?? match[3] ?? match[4] ?? match[5] ?? '').toLowerCase()
    return PLAIN[word] ?? word
  })

/** A rate says so with "per", "each", "every", or "-ly"; "skips a week" is none, and "40 riders a week" is one by its figure. */
export const ratesIn = (text: string): string[] =>
  periodsIn(text.replaceAll(/\ban? (?=hour|minute|day|week|month|quarter|year|sprint)/gi, ''))

/** The text without its periods: "every week" is none of the words for everything. */
export const withoutPeriods = (text: string) => text.replaceAll(PERIOD, ' ')
