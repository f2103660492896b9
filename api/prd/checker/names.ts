/** Names in a sentence, and whether a source has them. */
import { lower } from './wording.ts'

/** Names in the middle of a sentence: capitals that do not come from its start. */
export function namesIn(text: string): string[] {
  const found: string[] = []
  for (const match of text.matchAll(/(?<![\p{L}\d-])(\p{Lu}[\p{L}’']+)(?:-\p{L}+)?(?![\p{L}-]*\d)/gu)) {
    const word = match[1]!
    const starts = match.index === 0 || /[.!?:“"(]\s*$/.test(text.slice(0, match.index))
    if (starts && (COMMON.test(word.replace(/[’']s$/, '')) || match.index > 0)) continue
    // At its start every word has a capital: a name is followed by another one, an apostrophe, or what it is.
    if (starts && !NAME_AT_START.test(text)) continue
    if (!MONTH_NAMES.test(word)) found.push(word.replace(/[’']s$/, ''))
  }
  return found
}
const MONTH_NAMES =
  /^(?:January|February|March|April|May|June|July|August|September|October|November|December|(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)days?|Dr|Mr|Mrs|Ms|Q[1-4]|I|EUR|USD|GBP)$/
const NAME_AT_START = /^\p{Lu}\p{L}+(?: \p{Lu}\p{Ll}|[’']s\b|, (?:an?|the|our|one of) )/u
const COMMON =
  /^(?:Today|Tomorrow|Yesterday|Our|We|The|A|An|This|That|These|Those|It|Its|They|Their|There|In|On|At|By|For|From|With|Without|When|While|Once|After|Before|Until|Since|As|If|No|Not|All|Every|Each|Most|Some|Many|One|Two|Three|Work|Because|Although|Only|Both|Users|Customers|People|Support|Sales|Legal|Finance|More|Less|Over|About|Half|So|And|But|Or|To|Of|Neither|Nobody|Nothing|Unlike|Like|Under|During|Between|Together|Despite|Due|According|Which|Whether|Instead|Currently|Now|Also|Where|Here|Such|Still|Even|Then|Later|Earlier|Approximately|Around|Roughly|Nearly|Almost)$/

/** People and languages whose name is not the start of that of their country. */
const COUNTRIES: Readonly<Record<string, RegExp>> = {
  british: /\b(?:uk|united kingdom|(?:great )?britain)\b/i,
  swiss: /\bswitzerland\b/i,
  dutch: /\b(?:netherlands|holland)\b/i,
  french: /\bfrance\b/i,
  spanish: /\bspain\b/i,
  danish: /\bdenmark\b/i,
  swedish: /\bsweden\b/i,
  finnish: /\bfinland\b/i,
  polish: /\bpoland\b/i,
  turkish: /\bturkey\b/i,
  irish: /\bireland\b/i,
  scottish: /\bscotland\b/i,
  welsh: /\bwales\b/i,
  norwegian: /\bnorway\b/i,
  portuguese: /\bportugal\b/i,
  greek: /\bgreece\b/i,
  american: /\b(?:US|USA|U\.S\.|United States|America)\b/,
  europe: /\b(?:eu|european)\b/i,
}
/** "Germany" and "German". */
const rootOf = (name: string) => (name.length > 5 ? name.replace(/(?:y|ians?|ish|s)$/, '') : name)

/** @param known as it is written: "us" is no country */
export const isNamed = (name: string, known: string): boolean => {
  const plain = lower(name)
  return lower(known).includes(rootOf(plain)) || (COUNTRIES[plain]?.test(known) ?? false)
}
