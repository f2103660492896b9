/** What a JQL filter must be, so that PM33 can put it in parentheses beside its own conditions. */

/** What is wrong with a filter, as words that follow its name; null when nothing is. */
export function jqlFault(filter: string): string | null {
  let [open, quote, plain] = [0, '', '']
  for (let at = 0; at < filter.length; at++) {
    const sign = filter[at]!
    if (quote !== '') {
      if (sign === '\\') at += 1
      else if (sign === quote) quote = ''
    } else if (sign === '"' || sign === "'") {
      quote = sign
      plain += ' '
    } else {
      plain += sign
      if (sign === '(') open += 1
      if (sign === ')') open -= 1
      if (open < 0) return 'has a closing parenthesis without an opening one'
    }
  }
  if (quote !== '') return `has a quotation mark (${quote}) that is not closed`
  if (open > 0) return 'has an opening parenthesis that is not closed'
  return /\border\s+by\b/i.test(plain) ? 'must not contain ORDER BY' : null
}
