/** Any other CSV or JSON list: the words by which people name these columns in sheets of their own, in their language. */
import { spellingsOf } from '../../backlog/item-fields.ts'
import type { FieldNames } from '../record/fields.ts'
import { JIRA_NAMES } from './jira/jira-names.ts'
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
    'key|id|issue key|task id|ticket id|ticket|reference|ref|number|nr|no|#|№|issue number|item id|work item id|story id|nummer|numéro|número|numero|kennung|schlüssel|clé|clave|chave|identifiant|identificador|编号|序号|番号|번호|номер|numer|lp|číslo|lfd nr|lfd. nr.|pos|wbs|bug id|card id|request id|n°|no.|№ п/п|項番|task no|issue id|item key|task key|編號|識別碼|klucz|identyfikator|kód|код|ключ|キー|키|anahtar|sleutel|nyckel|chiave|código|codigo|code no|referencia|referência|référence|aufgaben-id|aufgabennr|identificativo|kodi|任务编号|任务id|需求id|课题id|課題id|課題キー|작업 id|작업번호|номер задачи|id задачи|codice|formatted id|story key|ticket number|work item no|artikelnummer|ticketnummer|vorgangsnummer|identificativo attività|nr zadania|číslo úkolu|ärendenummer|opgavenummer|sagsnummer|ticket #|issue #|task #|item #|bug #|story #|request #|req #|case #|ref #|folio|n° ticket|no de ticket|ticket-nr|ticket nr|aufgabe nr|réf|réf.|nº',
  ),
  title: words(
    'title|name|summary|subject|item|task name|work item|issue title|item name|story name|headline|titel|titre|título|titulo|nombre|nome|titolo|tytuł|nazwa|naam|namn|rubrik|název|ad|başlık|bezeichnung|betreff|thema|intitulé|objet|asunto|assunto|oggetto|название|заголовок|наименование|назва|标题|名称|任务名称|主题|標題|名稱|タイトル|件名|名前|제목|이름|to-do|to do|todo|vorgangsname|vorgang|libellé|designation|désignation|sujet|タスク名|作業名|課題名|作業内容|action item|activity|deliverable|massnahme|maßnahme|aktivität|activité|card name|题目|题名|題名|název úkolu|úkol|název položky|завдання|назва завдання|задача|название задачи|наименование задачи|taak|taaknaam|omschrijving taak|uppgift|uppgiftsnamn|aufgabenname|aufgabentitel|nom de la tâche|titre de la tâche|nombre de la tarea|título de la tarea|nome da tarefa|título da tarefa|nome attività|nazwa zadania|tytuł zadania|görev adı|görev|iş|konu|任务|任务标题|需求名称|需求标题|任務名稱|工作項目|工作项|事项|タスク|タスクタイトル|項目名|作業項目|작업명|작업 이름|업무명|업무|할 일|과제명|機能名|要件|要件名|功能名称|기능명|요구사항|short description|opgave|tehtävä|feladat|denumire|sarcină|oppgave|nosaukums|név',
  ),
  description: words(
    'description|details|detail|notes|note|body|content|details text|notizen|bemerkung|notas|note|detalles|detalhes|opis|popis|примечание|内容|备注|詳細|内容|비고|내용|omschrijving|beschrijving|beskrivning|opis zadania|descrizione|dettagli|açıklama|任务描述|需求描述|问题描述|描述|說明|任務描述|説明|설명|상세|подробности|popis úkolu',
  ),
  type: words(
    'type|issue type|item type|work item type|task type|kind|typ|tipo|soort|art|тип|类型|類型|種別|種類|유형|tür|category type|tracker|arbeitselementtyp|vorgangsart|aufgabentyp|type de tâche|tipo de tarea|tipo de tarefa|тип задачи|任务类型|需求类型|工作项类型|typ zadania|görev türü|作業種別|entity type|work type|story type|request type|ticket type|card type|tipologia|tipo di attività|rodzaj|rodzaj zadania|druh',
  ),
  status: words(
    'status|state|stage|column|list|current state|workflow state|board column|estado|statut|état|stato|zustand|stav|tila|situação|situacao|etapa|статус|состояние|状态|狀態|状況|ステータス|상태|durum|current status|issue status|task status|item status|ticket status|work status|progress status|状態|対応状況|進捗状況|進行状況|진행 상태|진행상태|任务状态|处理状态|status zadania|stan|stato attività|statut de la tâche|estado de la tarea|status da tarefa|aufgabenstatus|статус задачи|durumu|処理状況|進捗ステータス|需求状态|进度状态|当前状态|작업 상태|진행상황|entity state|schedule state|flow state|workflow status|delivery status|dev status|development status|feature status|situation|avancement statut|tilanne|állapot|stare|estatus|status atual|estado actual|état actuel|aktueller status|bearbeitungsstatus|bearbeitungsstand',
  ),
  resolution: words('resolution'),
  priority: words(
    'priority|prio|priorität|priorité|prioridad|prioridade|severity|priorità|prioriteit|prioritet|priorytet|приоритет|优先级|優先級|優先度|우선순위|öncelik|dringlichkeit|importance|wichtigkeit|priorytet zadania|priorité de la tâche|urgence|dringlichkeitsstufe|優先順序|優先順位|优先程度|紧急程度|중요도|срочность|важность|sev|urgency|urgencia|urgência|urgenza|pilność|urgentie|prioriteetti|prioritás',
  ),
  storyPoints: words(
    'story points|points|sp|estimate|estimates|story point|story point estimate|size|effort|points estimate|weight|aufwand|schätzung|punkte|estimación|puntos|esfuerzo|estimativa|pontos|esforço|estimation|charge|effort estimé|stima|punti|punten|schatting|punkty|szacunek|baller|оценка|трудоемкость|工作量|估算|点数|故事点|見積|見積もり|ポイント|推定|예상|포인트|puan|tahmin|storypoints|t-shirt size|工数|規模|odhad|poäng|storypoäng|story-poäng|스토리 포인트|스토리포인트|예상 포인트|預估點數|故事點數|估點|預估點|ストーリーポイント|puntos de historia|pontos de história|punti storia|punti della storia|очки|стори поинты|стори-поинты|баллы|сложность|trudność|wycena|taille|größe|tamaño|tamanho|grootte|komplexität|complexité|complejidad|complexidade|t shirt size|tshirt size|charge estimée|aufwandsschätzung|plan estimate|pracochłonność|effort points|sp estimate|stimato|pontuação|pontuacao|puntaje|story point(s)|náročnost|arvio',
  ),
  estimate: words(
    'hours|estimated hours|original estimate|estimate (hours)|estimated time|estimated effort|stunden|horas|heures|ore|uren|часы|szacowany czas|czas szacowany|estymacja|estymata|geschätzte stunden|geschätzte zeit|heures estimées|temps estimé|horas estimadas|tiempo estimado|tempo estimado|ore stimate|geschatte uren|uppskattad tid|预估工时|预计工时|计划工时|估计工时|預估工時|預計工時|予定時間|見積時間|予定工数|見積工数|예상 시간|예상시간|예상 공수|плановые часы|оценка времени|план часов|планируемое время|tahmini süre|odhad hodin|est hours|est. hours|hours estimated|horas previstas|ore previste|stunden geplant|plan-stunden|geplante stunden|heures prévues',
  ),
  remaining: words(
    'remaining|remaining hours|remaining work|remaining effort|verbleibende stunden|restaufwand|heures restantes|reste à faire|horas restantes|ore rimanenti|剩余工时|剩餘工時|残時間|残り時間|남은 시간|осталось часов',
  ),
  spent: words(
    'time spent|hours spent|actual hours|actual time|spent time|logged hours|ist-stunden|aufgewendete stunden|tatsächliche stunden|gebuchte stunden|heures passées|temps passé|horas reales|tiempo dedicado|horas gastas|tempo gasto|ore effettive|实际工时|已用工时|耗时|實際工時|実績時間|実績工数|作業時間|실제 시간|실적 공수|затраченное время|факт часов|фактические часы',
  ),
  createdAt: words(
    'created|created at|created date|date created|create date|creation date|created on|created time|createdtime|creation time|opened|opened at|date opened|open date|reported|date added|added|submitted|date|erstellt|erstellt am|erstelldatum|angelegt|angelegt am|creado|creado el|fecha de creación|criado|criado em|data de criação|créé|créé le|date de création|creato|creato il|data creazione|data di creazione|aangemaakt op|aanmaakdatum|skapad datum|utworzono|data utworzenia|создан|создана|дата создания|дата|створено|дата створення|创建时间|创建日期|建立时间|建立時間|建立日期|作成日|作成日時|登録日|생성일|등록일|작성일|oluşturma tarihi|oluşturulma tarihi|datum vytvoření|added on|erfasst am|erfasst|ajouté le|起票日|登録日時|entered|datum erstellt|date création|fecha creación|fecha creacion|data criação|data criacao|data de abertura|fecha de alta|fecha alta|date d’ajout|aangemaakt|skapad|skapat|vytvořeno|datum založení|дата постановки|дата регистрации|создание|дата добавления|建立日|提出时间|提出日期|登记日期|録入日期|起票日時|受付日|작성일자|생성일자|생성일시|등록일자|oluşturuldu|oluşturulma|date submitted|submitted on|submitted date|data inserimento|data di inserimento|data apertura|data dodania|data rejestracji|data zgłoszenia|eingetragen am|gemeldet am|aufgenommen am|eröffnet am|fecha de apertura|data cadastro|data de cadastro|datum aangemaakt|datum zadání|zadáno|oprettet|opprettet|luotu|opened on|raised|raised on|raised date|date raised|logged on|date logged|reported on|date reported|received|received on|eingegangen am|date d’ouverture|ouvert le|demandé le',
  ),
  updatedAt: words(
    'updated|updated at|last modified|changed date|modified|date updated|update date|updated date|updated on|last updated|last update|last edited time|modified at|modified date|changed|geändert|geändert am|aktualisiert am|modifié le|date de modification|fecha de actualización|actualizado el|data de atualização|atualizado em|modificato|дата изменения|изменено|更新时间|更新日期|修改时间|更新日時|수정일|güncelleme tarihi|letzte änderung|dernière modification|última modificación|ultima modificación|última modificação|ultima modifica|laatst gewijzigd|senast ändrad|ostatnia zmiana|ostatnia modyfikacja|последнее изменение|обновлено|последнее обновление|最后更新|最后修改|最後更新|最終更新|最終更新日|更新日|최종 수정|수정일시|son güncelleme|last update date|changetime|ultimo aggiornamento|data modifica|data aktualizacji|zaktualizowano|zuletzt geändert|zuletzt bearbeitet|última atualização',
  ),
  startedAt: words(
    'started|started at|started date|date started|started on|start time|in progress|in progress date|start|actual start|actual start date|begin|begun|work started|begonnen|begonnen am|gestartet|gestartet am|commencé le|débuté|inicio|iniciado|iniciado em|inicio real|data início|início|iniziato|gestart|påbörjad|rozpoczęto|начат|начато|дата начала|开始时间|开始日期|实际开始|開始時間|着手日|시작일|başlangıç|başlama tarihi|beginn|anfang|début|debut|date de début réelle|début réel|tatsächlicher beginn|ist-beginn|実績開始日|開始実績|実開始日|zahájeno|начало|дата старта|взято в работу|实际开始时间|实际开始日期|實際開始|実際の開始日|着手|실제 시작일|başladı|data rozpoczęcia pracy',
  ),
  resolvedAt: words(
    'done|resolutiondate|completed|completed at|completed on|completed date|date completed|completion date|complete date|closed|closed at|closed date|closed on|date closed|close date|resolved|resolved at|resolved date|date resolved|resolution date|finished|finished at|finished date|finished on|finish date|date finished|finish|done date|done at|date done|end|end date|actual end|actual end date|accepted at|delivered|delivered at|released|erledigt|erledigt am|fertig|fertig am|abgeschlossen|abgeschlossen am|beendet|beendet am|geschlossen|geschlossen am|ende|enddatum|terminé|terminé le|achevé le|clos le|fermé le|date de fin|fin|date de clôture|finalizado|finalizado el|fecha de finalización|fecha de cierre|cerrado|terminado|completado|fecha de fin|concluído|concluído em|concluido|data de conclusão|finalizado em|fechado em|data de fim|completato|completato il|chiuso|data di completamento|data fine|voltooid|afgerond|gereed op|avslutad|klar|ukończono|zakończono|data zakończenia|завершен|завершено|завершена|закрыт|закрыто|дата завершения|дата закрытия|завершення|完成时间|完成日期|结束时间|结束日期|关闭时间|完成時間|完成日|完了日|完了日時|終了日|완료일|완료|종료일|tamamlanma tarihi|bitiş|dokončeno|shipped|shipped date|ship date|shipped on|actual finish|date de fin réelle|fin réelle|tatsächliches ende|ist-ende|実績終了日|実績完了日|完了実績|実終了日|completion|fermé|終了|datum dokončení|data completamento|data fine effettiva|chiuso il|klar datum|klardatum|färdigdatum|slutfört|slutförd|avslutat|avslutades|afgerond op|datum afgerond|gereed|date de réalisation|date achèvement|date d’achèvement|terminée le|date clôture|fecha de término|fecha término|fecha fin real|fecha cierre|fecha de terminación|data fim real|data conclusão|data de término|data de fechamento|data de encerramento|data término|ukończone|zrealizowano|data ukończenia|дата выполнения|дата окончания|выполнено|фактическая дата|дата готовности|дата виконання|дата завершення|实际完成时间|实际完成日期|实际结束时间|实际结束日期|解决时间|解决日期|結束日期|實際完成|結案日期|完了日付|対応完了日|終了日時|해결일|완료 날짜|완료일자|완료일시|실제 완료일|tamamlandı|tamamlanma|kapanış tarihi|accepted date|date accepted|data chiusura|data di chiusura|data di fine effettiva|data realizacji faktyczna|data zamknięcia|abschlussdatum|schlussdatum|data encerramento|valmis|clôturé le|clôturée le|clôturé|clôturée|livré le|réalisé le|résolu le|fecha de resolución|resuelto el|cerrado el|fecha terminado|fecha real de fin|deployed on|deployed|date deployed|go live date|umgesetzt am|gelöst am|closed out|entregado el|entregue em',
  ),
  statusChangedAt: words(
    'state change date|statuscategorychangedate|status changed|status changed at|status change date|moved at',
  ),
  startDate: words(
    'start date|planned start|planned start date|target start|start on|geplanter start|startdatum|date de début|fecha de inicio|data de início|data inizio|计划开始|開始予定日|開始日|timeframe start|anfangstermin|予定開始日|計画開始日|開始予定|data rozpoczęcia|planowany start|başlangıç tarihi|geplant ab|start geplant|beginn geplant|geplanter beginn|soll-beginn|startdag|begindatum|date début|date de début prévue|début prévu|fecha inicio|fecha de inicio prevista|data início|data de início prevista|data inizio prevista|plánovaný začátek|datum zahájení|плановая дата начала|дата начала план|计划开始时间|计划开始日期|预计开始时间|預計開始|予定開始|計画開始|예정 시작일|시작 예정일|계획 시작일',
  ),
  dueDate: words(
    'due|duedate|due date|ende geplant|geplantes ende|soll-ende|fertigstellung geplant|due on|due at|target date|target end|date due|planned end|planned finish|planned end date|fällig|fällig am|fälligkeit|frist|termin|échéance|date limite|date échéance|fecha límite|fecha limite|vencimiento|vence|prazo|vencimento|data limite|scadenza|deadline date|vervaldatum|förfallodatum|termin realizacji|срок|крайний срок|дедлайн|截止|截止日期|截止时间|到期日|期限|期日|締切|마감일|기한|son tarih|bitiş tarihi|zieltermin|zieldatum|fälligkeitsdatum|endtermin|timeframe end|abgabedatum|予定終了日|終了予定日|完了予定日|計画終了日|完了予定|due by|термін|кінцевий термін|термін виконання|срок выполнения|срок исполнения|плановая дата завершения|дата окончания план|дата окончания (план)|期限日|納期|予定完了日|期日日|计划完成时间|计划完成日期|计划结束时间|计划结束日期|预计完成时间|预计完成日期|期望完成时间|預計完成|預計完成日|截止時間|截止日|計劃完成日|계획 완료일|예정 완료일|완료 예정일|마감 기한|마감일자|목표일|종료 예정일|date fin prévue|date de fin prévue|fin prévue|date butoir|date cible|fecha objetivo|fecha compromiso|fecha de entrega|fecha de vencimiento|fecha fin prevista|fecha tope|data de entrega|data de vencimento|data prevista|previsão|data fim prevista|data di scadenza|data prevista di fine|entro il|einddatum|streefdatum|uiterste datum|förfaller|slutdatum|sista datum|data wymagalności|termin wykonania|planowane zakończenie|bitiş|hedef tarih|termín|termín dokončení|plánované dokončení|geplantes ende|soll-termin|fertig bis|zu erledigen bis|consegna prevista|data di consegna|liefertermin|bis wann|fällig bis|lieferdatum|forfaldsdato|frist dato|määräaika|target completion|target completion date|expected completion|expected date|expected by|needed by|promised date|eta|deliver by|delivery date|target finish|livraison prévue|à livrer le|entrega prevista|fecha prevista',
  ),
  deadline: words('deadline'),
  labels: words(
    'labels|label|tags|tag|categories|category|kategorie|kategorien|schlagwörter|etiquetas|étiquettes|etichette|categoria|categoría|catégorie|tagi|метки|теги|标签|標籤|タグ|ラベル|태그|라벨|etiketler|カテゴリー|カテゴリ|分类|分類|категория|категорія|kategoria|štítky|etikett|etiketter|thème|bucket name|bucket|keyword|keywords|mot-clé|mots-clés|stichworte|parole chiave|palavras-chave|słowa kluczowe',
  ),
  team: words(
    'team|squad|area path|gruppe|équipe|equipo|equipe|squadra|команда|团队|團隊|チーム|팀|takım|groupe|grupo|gruppo|zespół|tým|команда разработки|小组|部门|部門|部署|グループ|부서|그룹|ekip|afdeling',
  ),
  assignee: words(
    'assignee|assignees|assigned to|assigned|assign|owner|owners|responsible|assignee name|owned by|person|zugewiesen an|zugewiesen|verantwortlich|verantwortlicher|bearbeiter|zuständig|assigné à|assigné|responsable|asignado a|asignado|encargado|responsável|atribuído a|responsabile|assegnato a|toegewezen aan|verantwoordelijke|ansvarig|przypisany|przypisane do|ответственный|исполнитель|назначен|负责人|指派给|执行人|負責人|担当|担当者|담당자|담당|atanan|sorumlu|resource names|resource|resources|ressource|ressourcen|members|member|pilote|porteur|assigned user|osoba odpowiedzialna|odpowiedzialny|wykonawca|przydzielone do|řešitel|přiřazeno|zodpovědný|atanan kişi|görevli|sorumlu kişi|ansvarig person|tilldelad|toegewezen|eigenaar|behandelaar|assegnatario|incaricato|encargado de|asignada a|atribuída a|atribuído|designado|обробник|виконавець|відповідальний|ответственный исполнитель|назначено|кому назначено|处理人|当前处理人|经办人|受理人|责任人|執行者|指派對象|負責|担当者名|작업자|담당자명|처리자|zugeteilt|wer|in charge|intervenant|affecté à|attribué à|assigned user name|assegnata a|assegnato|assegnata|assignments|assignee(s)|przypisana osoba|przypisano|odpowiedzialna|zuständige person|zugeordnet an|umsetzung|umsetzer|delegato a|asignada|tildelt|ansvarlig|vastuuhenkilö|felelős',
  ),
  project: words(
    'project|projects|product|projekt|projet|proyecto|projeto|progetto|repo|repository|проект|项目|專案|プロジェクト|프로젝트|proje',
  ),
  sprint: words(
    'sprint|sprints|iteration|iterations|cycle|iteration path|milestone|sprint name|itération|iteración|iteração|iterazione|iteratie|iteracja|итерация|спринт|迭代|冲刺|スプリント|스프린트|マイルストーン|里程碑|里程碑名称|所属迭代|迭代名称|반복|마일스톤|майлстоун|веха|этап спринта|jalon|hito|marco|kamień milowy|meilenstein|milník|mijlpaal|version cible|target release|target version|team iteration|planned sprint|sprint number|sprint nr|iteracja sprint|release sprint',
  ),
  parent: words(
    'parent|parent key|parent id|epic|epic link|epic name|epic key|parent issue|parent task|parent item|parent title|parent name|belongs to|übergeordnet|übergeordnete aufgabe|oberaufgabe|tâche parente|tarea principal|tarea padre|tarefa pai|padre|pai|родитель|эпик|父任务|父级|所属史诗|親|親タスク|상위|상위 작업|üst görev|親課題|親チケット|所属需求|父需求|父工作项|所属故事|upplägg|nadřazený úkol|zadanie nadrzędne|bovenliggende taak|attività padre|attività principale|родительская|родительский|epika|epic-verknüpfung|épopée|épica|épico',
  ),
  children: words('sub-item|sub-items|sub-tasks|subtasks|subitems|children|child items'),
  blockedBy: words(
    'blocked by|depends on|dependencies|dependency|predecessors|predecessor|is blocked by|waiting on|vorgänger|abhängig von|blockiert von|bloqueado por|depende de|dépend de|bloqué par|predecesores|predecessoras|зависит от|依赖|前置任务|先行タスク|voraussetzung|voraussetzungen|dépendances|dépendance|prédécesseur|prédécesseurs|dependencias|dependencia|dependências|dependência|predecesor|predecessore|dipendenze|afhankelijk van|afhankelijkheden|beroende av|zależy od|zależności|závisí na|зависимости|предшественники|依赖项|依赖任务|依存|依存関係|선행 작업|선행작업|bağımlılık|abhängigkeit|abhängigkeiten|blockiert durch|requires|dipende da|dipendenza|zależne od|blokowane przez|zależność|dépend de la tâche|depende da|dependente de|blocked by (ids)|afhankelijk van taak',
  ),
  blocks: words(
    'blocks|blocking|successors|successor|is blocking|nachfolger|blockiert|bloquea|bloqueia|bloque|блокирует',
  ),
  relatesTo: words('related to|relates to|related'),
  duplicateOf: words('duplicate of'),
  completed: words(
    'is completed|is done|completed?|done?|is complete|complete|erledigt?|fertig?|hecho|feito|fait|готово|due complete',
  ),
  archived: words('is archived|archived'),
  progress: words(
    '% complete|% done|percent complete|complete %|progress|progress %|progress (%)|% erledigt|% abgeschlossen|% fertig|fortschritt|fertigstellungsgrad|avancement|% réalisé|% achevé|% terminé|% completado|progreso|progresso|進捗率|進捗|完成度|进度|进展|готовность|avance|% avance|porcentaje de avance|andamento (%)|% concluído|% completamento|postęp|voortgang|framdrift|edistyminen|完成率|完成百分比|진척률|진행률',
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
