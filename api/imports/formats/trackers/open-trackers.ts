/** Trackers that are open source, and Trello's CSV: names in the languages they ship, and a few habits. */
import { SHEET_NAMES } from '../sheet.ts'
import { createdOf } from './trello.ts'
import type { RawLink } from '../../record/links.ts'
import { type CsvSource, PLAIN, statusWords } from '../source.ts'

const words = (list: string): string[] => list.split('|')

const REDMINE_TITLE = words(
  'subject|thema|sujet|题名|題名|主题|主旨|asunto|assunto|titulo|oggetto|onderwerp|temat|тема|제목',
)

/** `#412` and `412` are one item. */
const numbers = (cell: string) => cell.split(/,\s*/).map((name) => name.replace(/^#/, '').trim())

const STATES: readonly (readonly [name: string, direction: RawLink['direction'], phrase: RegExp])[] = [
  [
    'blocks',
    'inward',
    /^(?:blocked by|blockiert durch|bloqué par|ブロック元|блокируется|bloqueada por|bloqueado por)(?=\s)/i,
  ],
  ['blocks', 'outward', /^(?:blocks|blockiert|bloque|ブロック先|блокирует|bloquea|bloqueia|阻挡)(?=\s)/i],
  ['blocks', 'inward', /^(?:follows|nachfolger von|suit|次のチケットに後続|следующая за|sigue|segue|跟随于)(?=\s)/i],
  [
    'blocks',
    'outward',
    /^(?:precedes|vorgänger von|précède|次のチケットに先行|предшествует|precede|anterior a|优先于)(?=\s)/i,
  ],
  [
    'duplicates',
    'outward',
    /^(?:is duplicate of|duplicates|duplikat von|duplique|次のチケットと重複|дублирует|duplicada de)(?=\s)/i,
  ],
  [
    'duplicates',
    'inward',
    /^(?:has duplicate|duplicated by|hat duplikat|dupliqué par|次のチケットが重複|дублируется)(?=\s)/i,
  ],
  [
    'relates',
    'outward',
    /^(?:related to|beziehung mit|lié à|関連している|связана с|relacionada con|relacionado a|相关的)(?=\s)/i,
  ],
]

/** What Redmine writes about other issues, in the language of the reader. */
function statedLinks(cell: string): RawLink[] {
  return cell.split(/,\s*/).flatMap((text): RawLink[] => {
    const said = text.trim()
    const known = STATES.find(([, , pattern]) => pattern.test(said))
    // The project stands before the number where it is another one.
    const match = /^(.+?\s)#?(\d+)/.exec(said)
    if (match === null) return []
    const [, phrase, target] = match
    return [
      { name: known?.[0] ?? phrase!.trim(), direction: known?.[1] ?? 'outward', target: target!, suggested: false },
    ]
  })
}

/** Redmine; `Related issues` holds `Blocks #12, Related to #13` in the language of the reader. */
export const redmineCsv: CsvSource = {
  ...PLAIN,
  format: 'redmine-csv',
  family: 'redmine',
  // A category holds one name, which may hold a comma.
  list: null,
  related: numbers,
  stated: statedLinks,
  words: statusWords({ resolved: 'review', feedback: 'active', assigned: 'active' }),
  requires: [
    ['#'],
    words('tracker|トラッカー|трекер|跟踪|追蹤標籤|유형|tipo'),
    words('status|statut|ステータス|статус|状态|狀態|estado|situação|상태|stato'),
    REDMINE_TITLE,
  ],
  typical: [
    ['#'],
    words('tracker|トラッカー|трекер|跟踪|追蹤標籤'),
    words('target version|zielversion|version cible|対象バージョン|версия|目标版本|versión prevista|versão'),
    words('% done|% erledigt|% réalisé|進捗率|готовность|% 完成'),
    words('author|autor|auteur|作成者|автор|作者'),
  ],
  names: {
    ...SHEET_NAMES,
    key: ['#'],
    startedAt: [],
    relatesTo: [],
    title: REDMINE_TITLE,
    type: words('tracker|トラッカー|трекер|跟踪|追蹤標籤|유형'),
    description: words('description|beschreibung|説明|описание|描述|descripción|descrição'),
    sprint: words(
      'target version|zielversion|version cible|対象バージョン|версия|目标版本|versión prevista|versão|versione prevista',
    ),
    startDate: words('start date|beginn|début|開始日|дата начала|开始日期|fecha de inicio|data de início'),
    dueDate: words(
      'due date|abgabedatum|echéance|期日|срок завершения|计划完成日期|fecha fin|fecha de fin|data prevista',
    ),
    resolvedAt: words('closed|geschlossen|fermé|終了日|closed on|закрыта|закрыто|结束日期|cerrada|fechada|fechado'),
    estimate: words(
      'estimated time|geschätzter aufwand|temps estimé|予定工数|оценка времени|预期时间|tiempo estimado|tempo estimado',
    ),
    spent: words(
      'spent time|aufgewendete zeit|temps passé|作業時間|затраченное время|耗时|tiempo dedicado|tempo gasto',
    ),
    labels: words('category|kategorie|catégorie|カテゴリ|категория|类别|categoría|categoria|tags'),
    parent: words(
      'parent task|übergeordnetes ticket|übergeordnete aufgabe|tâche parente|親チケット|родительская задача|父任务|tarea padre|tarefa pai',
    ),
    link: words(
      'related issues|zugehörige tickets|demandes liées|関連するチケット|связанные задачи|相关的问题|peticiones relacionadas|tarefas relacionadas',
    ),
    progress: words('% done|% erledigt|% réalisé|進捗率|готовность|% 完成|% realizado|% terminado'),
  },
}

/** OpenProject; `Work` is the estimate. */
export const openProjectCsv: CsvSource = {
  ...PLAIN,
  format: 'openproject-csv',
  family: 'openproject',
  list: null,
  requires: [
    ['id'],
    ['subject', 'thema', 'sujet'],
    ['type', 'typ'],
    ['status', 'statut'],
    ['accountable', 'verantwortlich', 'work', 'arbeit', 'version', '% complete', 'progress (%)', 'finish date'],
  ],
  typical: [
    ['accountable', 'verantwortlich'],
    ['version'],
    ['work', 'arbeit', 'estimated time'],
    ['% complete', 'progress (%)', '% fertig'],
    ['finish date', 'enddatum'],
    ['author', 'autor'],
  ],
  names: {
    ...SHEET_NAMES,
    key: ['id'],
    startedAt: [],
    title: ['subject', 'thema', 'sujet'],
    assignee: ['assignee', 'zugewiesen an', 'assigné à'],
    startDate: ['start date', 'anfangstermin', 'startdatum'],
    // The day on which work is planned to end.
    dueDate: ['finish date', 'endtermin', 'enddatum', 'due date'],
    resolvedAt: ['closed on', 'closed at'],
    estimate: ['work', 'estimated time', 'arbeit', 'geschätzter aufwand'],
    remaining: ['remaining work', 'verbleibende arbeit'],
    spent: ['spent time', 'aufgewendete zeit'],
    storyPoints: ['story points'],
    sprint: ['sprint', 'version'],
    progress: ['% complete', 'progress (%)', '% fertig'],
    parentKey: ['parent', 'übergeordnetes arbeitspaket'],
  },
}

/** Bugzilla: what is resolved waits for verification only where a team works so; most call it done. */
export const bugzillaCsv: CsvSource = {
  ...PLAIN,
  format: 'bugzilla-csv',
  family: 'bugzilla',
  defaultType: 'bug',
  blank: '---',
  words: statusWords({
    unconfirmed: 'backlog',
    new: 'backlog',
    confirmed: 'backlog',
    assigned: 'active',
    in_progress: 'active',
    reopened: 'todo',
    resolved: 'done',
    verified: 'done',
  }),
  requires: [
    ['bug id', 'id'],
    ['summary'],
    ['product', 'component'],
    ['resolution'],
    ['changed', 'opened', 'severity'],
  ],
  typical: [['bug id'], ['product'], ['component'], ['resolution'], ['changed'], ['opened'], ['target milestone']],
  names: {
    key: ['bug id', 'id'],
    title: ['summary'],
    type: ['type'],
    status: ['status'],
    resolution: ['resolution'],
    priority: ['priority', 'severity'],
    assignee: ['assignee real name', 'assignee'],
    project: ['product'],
    labels: ['keywords', 'component'],
    createdAt: ['opened', 'creation date'],
    updatedAt: ['changed', 'last updated'],
    resolvedAt: ['last resolved', 'cf_last_resolved'],
    dueDate: ['due date', 'deadline'],
    sprint: ['target milestone'],
    estimate: ['orig. est.', 'estimated hours'],
    remaining: ['hours left', 'remaining hours'],
    spent: ['actual hours', 'hours worked'],
    blockedBy: ['depends on'],
    blocks: ['blocks'],
  },
}

/** The report of Taiga's user stories, tasks, or issues. */
export const taigaCsv: CsvSource = {
  ...PLAIN,
  format: 'taiga-csv',
  family: 'taiga',
  defaultType: 'story',
  completionDecides: true,
  unestimated: 0,
  related: numbers,
  requires: [['ref'], ['subject'], ['status'], ['is_closed', 'is closed'], ['created_date']],
  typical: [
    ['sprint_estimated_start'],
    ['total-points'],
    ['backlog_order'],
    ['client_requirement'],
    ['assigned_to_full_name'],
    ['generated_from_issue'],
  ],
  names: {
    key: ['ref'],
    id: ['id'],
    title: ['subject'],
    description: ['description'],
    status: ['status'],
    type: ['type'],
    priority: ['priority', 'severity'],
    storyPoints: ['total-points'],
    createdAt: ['created_date'],
    updatedAt: ['modified_date'],
    resolvedAt: ['finish_date', 'finished_date'],
    dueDate: ['due_date'],
    labels: ['tags'],
    assignee: ['assigned_to_full_name', 'assigned_to'],
    sprint: ['sprint'],
    sprintStart: ['sprint_estimated_start'],
    sprintEnd: ['sprint_estimated_finish'],
    completed: ['is_closed'],
    rank: ['backlog_order'],
    parent: ['user_story', 'epics'],
  },
}

/** `Checkout (green)` → `Checkout`, `Ada Nwosu (ada)` → `Ada Nwosu`. */
const withoutBrackets = (cell: string) => cell.replaceAll(/ \([^()]*\)(?=,|$)/g, '')

/** A Trello board as CSV. Labels carry their color, members their user name. */
export const trelloCsv: CsvSource = {
  ...PLAIN,
  format: 'trello-csv',
  family: 'trello',
  completionDecides: true,
  labelled: true,
  texts: (field, own) =>
    field === 'labels'
      ? own('labels').map(withoutBrackets)
      : field === 'assignee'
        ? own('assignee').map((cell) => withoutBrackets(cell).split(',')[0]!)
        : field === 'createdAt'
          ? own('key').flatMap((id) => createdOf(id) ?? [])
          : undefined,
  requires: [['card id'], ['card name'], ['list name']],
  typical: [['card url'], ['card description'], ['members'], ['last activity date'], ['board name'], ['due complete']],
  names: {
    key: ['card id'],
    title: ['card name'],
    description: ['card description'],
    url: ['card url'],
    labels: ['labels'],
    assignee: ['members'],
    status: ['list name'],
    project: ['board name'],
    startDate: ['start date'],
    dueDate: ['due date'],
    updatedAt: ['last activity date'],
    completed: ['due complete'],
    archived: ['archived'],
    storyPoints: ['story points', 'points', 'estimate'],
    priority: ['priority'],
  },
}
