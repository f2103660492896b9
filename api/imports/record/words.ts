/** Words and numbers of single cells: type, priority, points, hours. */
import { ITEM_FIELDS } from '../../backlog/item-fields.ts'
import type { ItemType, Priority } from '../../backlog/vocabulary.ts'

function plain(text: string): string {
  return text
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()
}

function table<Value extends string>(words: Readonly<Record<Value, string>>): ReadonlyMap<string, Value> {
  return new Map(
    Object.entries<string>(words).flatMap(([value, list]) =>
      list.split('|').map((word) => [plain(word), value as Value] as const),
    ),
  )
}

const TYPES = table<ItemType>({
  epic: 'epic|initiative|theme|capability|saga|epica|epopee|épico|エピック|에픽|史诗|эпик|epopeja|эпики|epik|эпік|にエピック',
  feature:
    'feature|new feature|evolution|funktion|neue funktion|fonctionnalite|nouvelle fonctionnalite|funcion|nova funcionalidade|recurso|新機能|新功能|새 기능|новая функциональность|nowa funkcja|функция|нова функція|özellik|yeni özellik|funkce|nová funkce|ny funktion|nieuwe functie|funzionalità|nuova funzionalità|nueva función|nueva funcionalidad|新特性|功能|機能|기능|funcionalidade|funcionalidad|funzione',
  story:
    'story|user story|userstory|product backlog item|pbi|requirement|historia|historia de usuario|história|recit|story utilisateur|storia|ストーリー|故事|스토리|история|historyjka|opowieść|historyjka użytkownika|пользовательская история|історія|hikaye|kullanıcı hikayesi|příběh|uživatelský příběh|användarberättelse|berättelse|verhaal|用户故事|使用者故事|사용자 스토리|ユーザーストーリー|需求|récit utilisateur|história de usuário|história do usuário|anwendergeschichte',
  task: 'task|sub task|subtask|technical task|chore|to do|todo|spike|test|test case|milestone|aufgabe|teilaufgabe|unteraufgabe|tache|sous tache|tarea|subtarea|tarefa|subtarefa|attivita|taak|タスク|サブタスク|任务|子任务|작업|하위 작업|задача|подзадача|zadanie|podzadanie|завдання|підзадача|задание|görev|alt görev|úkol|podúkol|uppgift|deluppgift|subtaak|任務|子任務|子タスク|하위작업|sous-tâche|sottoattività|tecnica|technische aufgabe|maintenance|wartung',
  bug: 'bug|defect|incident|problem|fault|error|impediment|fehler|bogue|anomalie|incidencia|falha|erro|バグ|缺陷|버그|баг|ошибка|błąd|usterka|дефект|помилка|hata|chyba|fel|bugg|fout|defecto|error de software|difetto|segnalazione bug|缺陷|故障|错误|錯誤|不具合|障害|버그|결함|오류|défaut|defeito|error|mangel',
  improvement:
    'improvement|enhancement|refactor|refactoring|tech debt|technical debt|verbesserung|amelioration|mejora|melhoria|改善|改进|개선|улучшение|usprawnienie|ulepszenie|улучшения|покращення|iyileştirme|zlepšení|vylepšení|förbättring|verbetering|miglioramento|優化|优化|改進|改善|改良|개선 사항|amélioration',
  idea: 'idea|ideas|suggestion|opportunity|discovery|feature request|request|change request|idee|sugerencia|ideia',
})

/** Type of a work item by the word of the source; null when the word is not known. */
export function typeOfWord(word: string): ItemType | null {
  return TYPES.get(plain(word)) ?? null
}

const PRIORITIES = table<Priority>({
  critical:
    'critical|show stopper|dringend hoch|très haute|très élevée|molto alta|zeer hoog|mycket hög|bardzo wysoki|velmi vysoká|çok yüksek|очень высокий|дуже високий|非常高|매우 높음|至急|p 0|sofort|dringlich hoch|今すぐ|must|must have|s1|urgent|highest|blocker|showstopper|p0|immediate|critica|critico|kritisch|hochste|sehr hoch|critique|la plus elevee|muy alta|mas alta|maxima|mais alta|altissima|緊急|最高|긴급|critical priority|urgent priority|krytyczny|najwyższy|pilny|критический|критично|наивысший|срочный|блокер|найвищий|критичний|en yüksek|acil|kritik|nejvyšší|kritický|högsta|akut|hoogste|dringend|massima|più alta|urgente|bloccante|紧急|最高级|最優先|致命|긴급|가장 높음|最高优先级|urgent|la plus haute|dringlich',
  high: 'high|a|s2|should|should have|高め|急いで|major|important|p1|hoch|haute|elevee|alta|alto|hoog|高|높음|высокий|high priority|wysoki|высокая|важный|високий|yüksek|vysoká|vysoký|hög|hoog|elevata|重要|高い|高级|高優先|높은|élevé|wichtig|haut',
  medium:
    'medium|b|s3|could|could have|通常|normal|moderate|p2|mittel|moyenne|moyen|media|medio|mediana|média|中|보통|средний|medium priority|średni|normalny|средняя|обычный|нормальный|середній|orta|střední|normální|medel|gemiddeld|normaal|normale|中等|中级|普通|一般|보통의|중간|moyenne|normal|médio|média|mittlere',
  low: 'low|nice to have|très basse|molto bassa|zeer laag|mycket låg|bardzo niski|velmi nízká|çok düşük|очень низкий|дуже низький|매우 낮음|非常低|c|s4|p5|wont have|低め|minor|p3|p4|lowest|trivial|niedrig|gering|niedrigste|sehr niedrig|basse|faible|la plus basse|baja|bajo|muy baja|mas baja|minima|baixa|mais baixa|laag|低|最低|낮음|низкий|low priority|niski|najniższy|низкая|низкий|незначительный|самый низкий|низький|найнижчий|düşük|en düşük|nízká|nízký|nejnižší|låg|lägsta|laagste|bassa|minima|más baja|较低|低级|低い|최저|낮은|faible|basse|gering',
  none: 'none|no priority|unprioritized|not set|unset|null|keine|aucune|ninguna|nenhuma|なし|无|없음|нет',
})

/** Scales that start counting at the most urgent; Linear keeps 0 for none. */
const NUMBERED: readonly Priority[] = ['none', 'critical', 'high', 'medium', 'low']

/** Priority by word or number (1 most urgent … 4); null when the word is not known. */
export function priorityOfWord(word: string): Priority | null {
  const known = plain(word)
  if (/^[0-9]$/.test(known)) return NUMBERED[Number(known)] ?? 'low'
  return (
    PRIORITIES.get(known) ??
    PRIORITIES.get(known.replace(/^p?\d+ |^(priority|prio) /, '')) ??
    PRIORITIES.get(known.replace(/^sev(?:erity)? ?(?=[1-4]$)/, 's')) ??
    null
  )
}

/** A cell of a column that says yes or no. */
export const FLAG =
  /^(true|false|yes|no|y|n|x|checked|unchecked|wahr|falsch|ja|nein|vrai|faux|oui|non|verdadero|falso|sí|si|verdadeiro|sim|não|nao|vero|tak|nie|да|нет|是|否|はい|いいえ|예|아니요|[01]|[✓✔☑])$/iu
const YES = /^(true|yes|y|x|checked|wahr|ja|vrai|oui|verdadero|sí|si|verdadeiro|sim|vero|tak|да|是|はい|예|1|[✓✔☑])$/iu

/** Whether a cell says yes. */
export const saysYes = (cell: string): boolean => YES.test(cell.trim())

/** Whether a cell says no; a date, a name, or nothing says neither. */
export const saysNo = (cell: string): boolean => FLAG.test(cell.trim()) && !saysYes(cell)

/** A number as a cell has it: `5`, `5.0`, `2,5`, `1 000`; null when it is none. */
export function readNumber(cell: string): number | null {
  const text = cell.replace(/[\s\u00a0\u202f]/g, '')
  const dotted = /^-?\d+,\d{1,2}$/.test(text)
    ? text.replace(',', '.')
    : /^-?\d{1,3}(,\d{3})+(\.\d+)?$/.test(text)
      ? text.replaceAll(',', '')
      : text
  return /^-?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?$/.test(dotted) && Number.isFinite(Number(dotted))
    ? Number(dotted)
    : null
}

/** T-shirt sizes on the usual scale of points. */
export const SIZES: Readonly<Record<string, number>> = { xs: 1, s: 2, m: 3, l: 5, xl: 8, xxl: 13 }

/** Points of a T-shirt size; null when it is none. */
export const sizeOf = (cell: string): number | null => {
  const size = cell.trim().toLowerCase()
  return Object.hasOwn(SIZES, size) ? SIZES[size]! : null
}

/** A text that long is no label. */
const isLabel = (text: string) => text.length <= ITEM_FIELDS.labels.longest

/** Story points in a label: `points: 3`, `estimate-5`, `sp/8`, `size/M`; null when it is no such label. */
export function pointsOfLabel(label: string): number | null {
  if (!isLabel(label)) return null
  const match =
    /^(?:story[ -]?points?|points?|estimates?|sp|size|effort|weight)\s*(?:::|[:/=\- ])\s*(\d+(?:\.\d+)?|xs|s|m|l|xl|xxl)$/i.exec(
      label.trim(),
    )
  if (match === null) return null
  return sizeOf(match[1]!) ?? Number(match[1])
}

/** Priority in a label: `P1`, `priority: high`, `prio/low`; null when it is no such label. */
export function priorityOfLabel(label: string): Priority | null {
  const text = label.trim()
  if (!isLabel(text)) return null
  if (/^p[0-4]$/i.test(text)) return priorityOfWord(text)
  const match = /^prio(?:rity)?\s*(?:::|[:/=\- ])\s*(.+)$/i.exec(text)
  return match === null ? null : priorityOfWord(match[1]!)
}

/** Item type in a label: `bug`, `type: feature`, `kind/enhancement`; null when it is no such label. */
export function typeOfLabel(label: string): ItemType | null {
  return !isLabel(label) ? null : typeOfWord(label.replace(/^(?:type|kind|issue type)\s*(?:::|[:/=-])\s*/i, ''))
}

export type HourUnit = 'seconds' | 'minutes' | 'hours' | 'milliseconds'
const PER_HOUR: Readonly<Record<HourUnit, number>> = { hours: 1, minutes: 60, seconds: 3_600, milliseconds: 3_600_000 }
/** Jira's defaults: a working day has 8 hours, a week 5 days. */
const IN_HOURS: Readonly<Record<string, number>> = { w: 40, d: 8, h: 1, m: 1 / 60, s: 1 / 3_600 }

/** Hours of work: a bare number in the source's own unit, or `1w 2d 3h 30m`, `38h`; null when it is neither. */
export function readHours(cell: string, unit: HourUnit): number | null {
  const number = readNumber(cell)
  if (number !== null) return Math.round((number / PER_HOUR[unit]) * 10_000) / 10_000
  const text = cell.trim().toLowerCase().replace(/,/g, ' ')
  // Each part begins where the one before it ends, so that no digit is looked at twice.
  const part = /\s*(\d+(?:\.\d+)?)\s*(w|d|h|m|s)[a-z]*\.?/y
  let hours = 0
  let end = 0
  for (let match = part.exec(text); match !== null; match = part.exec(text)) {
    hours += Number(match[1]) * IN_HOURS[match[2]!]!
    end = part.lastIndex
  }
  if (end === 0 || end < text.length) return null
  return Math.round(hours * 10_000) / 10_000
}
