const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec']

/** Only dates that can be read in one way. */
export function instant(text: string | undefined): string | undefined {
  if (text === undefined) return undefined
  const jira = /^(\d{1,2})\/([A-Za-z]{3})\/(\d{2,4}) (\d{1,2}):(\d{2}) (AM|PM)$/.exec(text)
  if (jira) {
    const hour = (Number(jira[4]) % 12) + (jira[6] === 'PM' ? 12 : 0)
    return new Date(
      Date.UTC(
        jira[3]!.length === 2 ? 2000 + Number(jira[3]) : Number(jira[3]),
        MONTHS.indexOf(jira[2]!.toLowerCase()),
        Number(jira[1]),
        hour,
        Number(jira[5]),
      ),
    ).toISOString()
  }
  if (/^\d{4}-\d\d-\d\dT[\d:.]+(Z|[+-]\d\d:?\d\d)$/.test(text))
    return new Date(text.replace(/([+-]\d\d)(\d\d)$/, '$1:$2')).toISOString()
  if (/^[A-Z][a-z]{2} [A-Z][a-z]{2} \d\d \d{4} [\d:]{8} GMT/.test(text))
    return new Date(text.replace(/ \(.*\)$/, '')).toISOString()
  return undefined
}

export function day(text: string | undefined): string | undefined {
  return text !== undefined && /^\d{4}-\d\d-\d\d/.test(text) ? text.slice(0, 10) : instant(text)?.slice(0, 10)
}

/** US dates of Azure DevOps, where some day of the column is above twelve. */
export function usInstant(text: string | undefined): string | undefined {
  const match = /^(\d{1,2})\/(\d{1,2})\/(\d{4}) (\d{1,2}):(\d{2}):(\d{2}) (AM|PM)$/.exec(text ?? '')
  return match === null
    ? undefined
    : new Date(
        Date.UTC(
          Number(match[3]),
          Number(match[1]) - 1,
          Number(match[2]),
          (Number(match[4]) % 12) + (match[7] === 'PM' ? 12 : 0),
          Number(match[5]),
          Number(match[6]),
        ),
      ).toISOString()
}
