/** Any other CSV or JSON list: the words by which people name these columns in sheets of their own, in their language. */
import { spellingsOf } from '../../backlog/item-fields.ts'
import type { FieldNames } from '../record/fields.ts'
import { JIRA_NAMES } from './jira-names.ts'
import { type CsvSource, NO_WORDS } from './source.ts'

const words = (list: string): string[] => list.split('|')

/** Names of a level of work: the finest is the title, the one above it the parent. Coarse first. */
export const LEVELS: readonly (readonly string[])[] = [
  words('epic|epics|epos|epica|epopee|épopée|épico|эпик|史诗|エピック|에픽'),
  words('feature|features|funktion|fonctionnalité|funcionalidad|funcionalidade'),
  words('user story|story|stories|user stories|historia de usuario|historia|história|récit|история'),
  words('task|tasks|aufgabe|tarea|tarefa|tâche|taak|zadanie|задача|任务|タスク|작업|attività|uppgift|úkol|görev'),
  words('subtask|sub task|unteraufgabe|subtarea|subtarefa|sous-tâche|подзадача'),
]

const OWN: FieldNames = {
  key: words(
    'key|id|issue key|task id|ticket id|ticket|reference|ref|number|nr|no|#|№|issue number|item id|work item id|story id|nummer|numéro|número|numero|kennung|schlüssel|clé|clave|chave|identifiant|identificador|编号|序号|番号|번호|номер|numer|lp|číslo|lfd nr|lfd. nr.|pos|wbs|bug id|card id|request id|n°|no.|№ п/п|項番|task no|issue id|item key|task key|編號|識別碼|klucz|identyfikator|kód|код|ключ|キー|키|anahtar|sleutel|nyckel|chiave',
  ),
  title: words(
    'title|name|summary|subject|item|task name|work item|issue title|item name|story name|headline|titel|titre|título|titulo|nombre|nome|titolo|tytuł|nazwa|naam|namn|rubrik|název|ad|başlık|bezeichnung|betreff|thema|intitulé|objet|asunto|assunto|oggetto|название|заголовок|наименование|назва|标题|名称|任务名称|主题|標題|名稱|タイトル|件名|名前|제목|이름|to-do|to do|todo|vorgangsname|vorgang|libellé|designation|désignation|sujet|タスク名|作業名|課題名|作業内容|action item|activity|deliverable|massnahme|maßnahme|aktivität|activité|card name|题目|题名|題名',
  ),
  description: words(
    'description|details|detail|notes|note|body|content|details text|notizen|bemerkung|notas|note|detalles|detalhes|opis|popis|примечание|内容|备注|詳細|内容|비고|내용',
  ),
  type: words(
    'type|issue type|item type|work item type|task type|kind|typ|tipo|soort|art|тип|类型|類型|種別|種類|유형|tür|category type|tracker',
  ),
  status: words(
    'status|state|stage|column|list|current state|workflow state|board column|estado|statut|état|stato|zustand|stav|tila|situação|situacao|etapa|статус|состояние|状态|狀態|状況|ステータス|상태|durum|current status|issue status|task status|item status|ticket status|work status|progress status|状態|対応状況|進捗状況|進行状況|진행 상태|진행상태|任务状态|处理状态',
  ),
  resolution: words('resolution'),
  priority: words(
    'priority|prio|priorität|priorité|prioridad|prioridade|severity|priorità|prioriteit|prioritet|priorytet|приоритет|优先级|優先級|優先度|우선순위|öncelik|dringlichkeit|importance|wichtigkeit',
  ),
  storyPoints: words(
    'story points|points|sp|estimate|story point|story point estimate|size|effort|points estimate|weight|aufwand|schätzung|punkte|estimación|puntos|esfuerzo|estimativa|pontos|esforço|estimation|charge|effort estimé|stima|punti|punten|schatting|punkty|szacunek|baller|оценка|трудоемкость|工作量|估算|点数|故事点|見積|見積もり|ポイント|推定|예상|포인트|puan|tahmin|storypoints|t-shirt size|工数|規模',
  ),
  estimate: words(
    'hours|estimated hours|original estimate|estimate (hours)|estimated time|estimated effort|stunden|horas|heures|ore|uren|часы',
  ),
  remaining: words('remaining|remaining hours|remaining work|remaining effort'),
  spent: words('time spent|hours spent|actual hours|actual time|spent time|logged hours'),
  createdAt: words(
    'created|created at|created date|date created|create date|creation date|created on|created time|createdtime|creation time|opened|opened at|date opened|open date|reported|date added|added|submitted|date|erstellt|erstellt am|erstelldatum|angelegt|angelegt am|creado|creado el|fecha de creación|criado|criado em|data de criação|créé|créé le|date de création|creato|creato il|data creazione|data di creazione|aangemaakt op|aanmaakdatum|skapad datum|utworzono|data utworzenia|создан|создана|дата создания|дата|створено|дата створення|创建时间|创建日期|建立时间|建立時間|建立日期|作成日|作成日時|登録日|생성일|등록일|작성일|oluşturma tarihi|oluşturulma tarihi|datum vytvoření|added on|erfasst am|erfasst|ajouté le|起票日|登録日時|entered',
  ),
  updatedAt: words(
    'updated|updated at|last modified|changed date|modified|date updated|update date|updated date|updated on|last updated|last update|last edited time|modified at|modified date|changed|geändert|geändert am|aktualisiert am|modifié le|date de modification|fecha de actualización|actualizado el|data de atualização|atualizado em|modificato|дата изменения|изменено|更新时间|更新日期|修改时间|更新日時|수정일|güncelleme tarihi',
  ),
  startedAt: words(
    'started|started at|started date|date started|started on|start time|in progress|in progress date|start|actual start|actual start date|begin|begun|work started|begonnen|begonnen am|gestartet|gestartet am|commencé le|débuté|inicio|iniciado|iniciado em|inicio real|data início|início|iniziato|gestart|påbörjad|rozpoczęto|начат|начато|дата начала|开始时间|开始日期|实际开始|開始時間|着手日|시작일|başlangıç|başlama tarihi|beginn|anfang|début|debut|date de début réelle|début réel|tatsächlicher beginn|ist-beginn|実績開始日|開始実績|実開始日',
  ),
  resolvedAt: words(
    'done|completed|completed at|completed on|completed date|date completed|completion date|complete date|closed|closed at|closed date|closed on|date closed|close date|resolved|resolved at|resolved date|date resolved|resolution date|finished|finished at|finished date|finished on|finish date|date finished|finish|done date|done at|date done|end|end date|actual end|actual end date|accepted at|delivered|delivered at|released|erledigt|erledigt am|fertig|fertig am|abgeschlossen|abgeschlossen am|beendet|beendet am|geschlossen|geschlossen am|ende|enddatum|terminé|terminé le|achevé le|clos le|fermé le|date de fin|fin|date de clôture|finalizado|finalizado el|fecha de finalización|fecha de cierre|cerrado|terminado|completado|fecha de fin|concluído|concluído em|concluido|data de conclusão|finalizado em|fechado em|data de fim|completato|completato il|chiuso|data di completamento|data fine|voltooid|afgerond|gereed op|avslutad|klar|ukończono|zakończono|data zakończenia|завершен|завершено|завершена|закрыт|закрыто|дата завершения|дата закрытия|завершення|完成时间|完成日期|结束时间|结束日期|关闭时间|完成時間|完成日|完了日|完了日時|終了日|완료일|완료|종료일|tamamlanma tarihi|bitiş|dokončeno|shipped|shipped date|ship date|shipped on|actual finish|date de fin réelle|fin réelle|tatsächliches ende|ist-ende|実績終了日|実績完了日|完了実績|実終了日|completion|fermé|終了',
  ),
  statusChangedAt: words('state change date|status changed|status changed at|status change date|moved at'),
  startDate: words(
    'start date|planned start|planned start date|target start|start on|geplanter start|startdatum|date de début|fecha de inicio|data de início|data inizio|计划开始|開始予定日|開始日|timeframe start|anfangstermin|予定開始日|計画開始日|開始予定',
  ),
  dueDate: words(
    'due|due date|due on|due at|target date|target end|date due|planned end|planned finish|planned end date|fällig|fällig am|fälligkeit|frist|termin|échéance|date limite|date échéance|fecha límite|fecha limite|vencimiento|vence|prazo|vencimento|data limite|scadenza|deadline date|vervaldatum|förfallodatum|termin realizacji|срок|крайний срок|дедлайн|截止|截止日期|截止时间|到期日|期限|期日|締切|마감일|기한|son tarih|bitiş tarihi|zieltermin|zieldatum|fälligkeitsdatum|endtermin|timeframe end|abgabedatum|予定終了日|終了予定日|完了予定日|計画終了日|完了予定|due by',
  ),
  deadline: words('deadline'),
  labels: words(
    'labels|label|tags|tag|categories|category|kategorie|kategorien|schlagwörter|etiquetas|étiquettes|etichette|categoria|categoría|catégorie|tagi|метки|теги|标签|標籤|タグ|ラベル|태그|라벨|etiketler',
  ),
  team: words('team|squad|area path|gruppe|équipe|equipo|equipe|squadra|команда|团队|團隊|チーム|팀|takım'),
  assignee: words(
    'assignee|assignees|assigned to|assigned|assign|owner|owners|responsible|assignee name|owned by|person|zugewiesen an|zugewiesen|verantwortlich|verantwortlicher|bearbeiter|zuständig|assigné à|assigné|responsable|asignado a|asignado|encargado|responsável|atribuído a|responsabile|assegnato a|toegewezen aan|verantwoordelijke|ansvarig|przypisany|przypisane do|ответственный|исполнитель|назначен|负责人|指派给|执行人|負責人|担当|担当者|담당자|담당|atanan|sorumlu|resource names|resource|resources|ressource|ressourcen|members|member|pilote|porteur|assigned user',
  ),
  project: words(
    'project|projects|product|projekt|projet|proyecto|projeto|progetto|repo|repository|проект|项目|專案|プロジェクト|프로젝트|proje',
  ),
  sprint: words(
    'sprint|sprints|iteration|iterations|cycle|iteration path|milestone|sprint name|itération|iteración|iteração|iterazione|iteratie|iteracja|итерация|спринт|迭代|冲刺|スプリント|스프린트',
  ),
  parent: words(
    'parent|parent key|parent id|epic|epic link|epic name|epic key|parent issue|parent task|parent item|parent title|parent name|belongs to|übergeordnet|übergeordnete aufgabe|oberaufgabe|tâche parente|tarea principal|tarea padre|tarefa pai|padre|pai|родитель|эпик|父任务|父级|所属史诗|親|親タスク|상위|상위 작업|üst görev',
  ),
  children: words('sub-item|sub-items|sub-tasks|subtasks|subitems|children|child items'),
  blockedBy: words(
    'blocked by|depends on|dependencies|dependency|predecessors|predecessor|is blocked by|waiting on|vorgänger|abhängig von|blockiert von|bloqueado por|depende de|dépend de|bloqué par|predecesores|predecessoras|зависит от|依赖|前置任务|先行タスク',
  ),
  blocks: words(
    'blocks|blocking|successors|successor|is blocking|nachfolger|blockiert|bloquea|bloqueia|bloque|блокирует',
  ),
  relatesTo: words('related to|relates to|related'),
  duplicateOf: words('duplicate of'),
  completed: words('is completed|is done|is complete|complete|erledigt?|fertig?|hecho|feito|fait|готово|due complete'),
  archived: words('is archived|archived'),
  progress: words(
    '% complete|% done|percent complete|complete %|progress|progress %|progress (%)|% erledigt|% abgeschlossen|% fertig|fortschritt|fertigstellungsgrad|avancement|% réalisé|% achevé|% terminé|% completado|progreso|progresso|進捗率|進捗|完成度|进度|进展|готовность',
  ),
  cancelledAt: words('cancelled|canceled|cancelled at|canceled at|cancelled date|canceled date|abgebrochen am'),
}

// Names that are Jira's alone: elsewhere they mean something else.
const ONLY_JIRA = new Set(['code', 'principal', 'id', 'time', 'due', 'resolution date', 'epic name'])

/** Own words first; Jira's in every language behind them. */
function withJira(own: FieldNames): FieldNames {
  const taken = new Set(Object.values(own).flat())
  const fields = new Set([...Object.keys(own), 'statusCategory']) as Set<keyof FieldNames>
  return {
    ...spellingsOf('sheet'),
    ...Object.fromEntries(
      [...fields].map((field) => [
        field,
        [
          ...(own[field] ?? []),
          ...(JIRA_NAMES[field] ?? []).filter((name) => !taken.has(name) && !ONLY_JIRA.has(name)),
        ],
      ]),
    ),
  }
}

const NAMES = withJira(OWN)

export const SHEET_NAMES: FieldNames = {
  ...NAMES,
  // What names a level of work is a title where nothing better is.
  title: [...NAMES.title!, ...LEVELS.slice(1).flat(), 'issue'],
}

export const anyCsv: CsvSource = {
  format: 'csv',
  family: 'csv',
  list: /[;,]\s*/,
  hours: 'hours',
  defaultType: 'task',
  byName: true,
  completionDecides: false,
  ownColumns: true,
  words: NO_WORDS,
  requires: [SHEET_NAMES.title!],
  typical: [OWN.key!, OWN.status!, OWN.createdAt!, OWN.resolvedAt!, OWN.storyPoints!],
  names: SHEET_NAMES,
}
