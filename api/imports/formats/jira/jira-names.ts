/**
 * Jira's column names: three generations of exports, and the languages that Jira translates its headers to. Names that
 * nobody has seen in an export stand here too: no name has two meanings, so a wrong guess matches nothing.
 */
import { spellingsOf } from '../../../backlog/item-fields.ts'
import type { FieldNames } from '../../record/fields.ts'

const words = (list: string): string[] => list.split('|')

export const JIRA_NAMES: FieldNames = {
  key: words(
    'issue key|key|work item key|vorgangsschlüssel|schlüssel|clé de ticket|clé|clave de incidencia|clave|chave da item|chave do item|chave|chiave segnalazione|chiave|issuesleutel|課題キー|キー|ключ запроса|ключ|이슈 키|키|问题关键字|chiave ticket|klucz zgłoszenia|ключ проблемы|код|ключ задачи|ключ запиту|ключ задачі|talep anahtarı|sorun anahtarı|konu anahtarı|anahtar|klíč požadavku|klíč úkolu|klíč|code|sleutel|ärendenyckel|nyckel|事务密钥|键|議題索引鍵|問題關鍵字',
  ),
  id: words(
    'issue id|work item id|vorgangs-id|vorgangs id|id de ticket|id de la incidencia|id de incidencia|id da item|id do item|id segnalazione|課題 id|код запроса|이슈 id|id ticket|id. zgłoszenia|идентификатор проблемы|идентификатор задачи|id запиту|ідентифікатор задачі|talep kimliği|sorun kimliği|id požadavku|id úkolu|issue-id|ärende-id|課題id|이슈 아이디|问题id|事务 id|議題 id',
  ),
  title: words(
    'summary|zusammenfassung|résumé|resumen|resumo|riepilogo|samenvatting|要約|тема|요약|概要|podsumowanie|підсумок|зведення|özet|souhrn|shrnutí|sammanfattning|摘要',
  ),
  description: words(
    'description|beschreibung|descripción|descrição|descrizione|beschrijving|説明|описание|설명|描述|opis|опис|açıklama|popis|omschrijving|beskrivning|說明',
  ),
  type: words(
    'issue type|work type|work item type|issuetype|vorgangstyp|type de ticket|tipo de incidencia|tipo de item|tipo do item|tipo segnalazione|課題タイプ|тип запроса|이슈 유형|问题类型|tipo di ticket|typ zgłoszenia|тип проблемы|тип задачи|тип запиту|тип задачі|talep türü|sorun türü|konu türü|typ požadavku|typ úkolu|ärendetyp|事务类型|議題類型|問題類型',
  ),
  status: words(
    'status|état|estado|stato|ステータス|статус|상태|状态|statut|стан|durum|stav|狀態|issue status|current status',
  ),
  statusCategory: words(
    "status category|statuskategorie|catégorie d'état|catégorie de statut|categoría de estado|categoria de estado|categoria do status|categoria di stato|ステータス カテゴリ|ステータスカテゴリ|categoria stato|kategoria statusu|категория статуса|категорія стану|категорія статусу|durum kategorisi|kategorie stavu|statuscategorie|statuskategori|상태 범주|状态类别|狀態類別",
  ),
  statusChangedAt: words(
    "status category changed|statuskategorie geändert|catégorie d'état modifiée|categoría de estado modificada|categoria do status alterada|categoría de estado cambiada|categoria de status alterada|categoria di stato modificata|kategoria statusu została zmieniona|zmieniono kategorię statusu|категория статуса изменена|изменена категория статуса|категорію стану змінено|категорію статусу змінено|durum kategorisi değiştirildi|kategorie stavu změněna|statuscategorie gewijzigd|statuskategori ändrad|ステータス カテゴリが変更されました|상태 범주가 변경됨|상태 범주 변경됨|状态类别已更改|狀態類別已變更",
  ),
  resolution: words(
    "resolution|lösung|résolution|resolución|resolução|risoluzione|oplossing|解決状況|решение|해결책|解决结果|rozwiązanie|резолюция|рішення|розв'язання|çözüm|řešení|vyřešení|lösning|해결|解决方案|解決方案",
  ),
  priority: words(
    'priority|priorität|priorité|prioridad|prioridade|priorità|prioriteit|優先度|приоритет|우선순위|优先级|priorytet|пріоритет|öncelik|priorita|prioritet|우선 순위|優先順序|優先級',
  ),
  storyPoints: words(
    'story points|story point estimate|story-points|storypoints|puntos de historia|pontos de história|estimation en story points|ストーリー ポイント|ストーリーポイント|story point-schätzung|story point',
  ),
  ...spellingsOf('jira'),
  estimate: words(
    'original estimate|ursprüngliche schätzung|estimation originale|estimación original|estimativa original|stima originale|oszacowanie pierwotne|первоначальная оценка|початкова оцінка|orijinal tahmin|původní odhad|oorspronkelijke schatting|ursprunglig uppskattning|初期見積もり|최초 추정치|初始预估|原始預估',
  ),
  remaining: words('remaining estimate|restschätzung|estimation restante|estimación restante|estimativa restante'),
  spent: words(
    'time spent|arbeitsaufwand|temps passé|tiempo trabajado|tiempo empleado|tempo gasto|benötigte zeit|tempo impiegato|spędzony czas|rejestruj pracę|затрачено времени|витрачений час|harcanan süre|strávený čas|bestede tijd|tidsåtgång|消費時間|소요된 시간|耗费时间|花費時間',
  ),
  createdAt: words(
    'created|erstellt|création|créée|creada|creado|criado|criado(a)|creata|aangemaakt|作成日|создано|만듦|创建日期|creato|utworzono|створено|oluşturuldu|oluşturma tarihi|vytvořeno|gemaakt|skapad|skapat|생성일|创建时间|建立日期|已建立|created at|created date|created on|date created|creation date',
  ),
  updatedAt: words(
    'updated|aktualisiert|mise à jour|mis à jour|actualizada|actualizado|atualizado|atualizado(a)|aggiornata|bijgewerkt|更新日|обновлено|업데이트|已更新|aggiornato|zaktualizowano|оновлено|güncellendi|güncelleme tarihi|aktualizováno|změněno|uppdaterad|uppdaterat|업데이트됨|已更新日期|更新日期|updated at|updated date|updated on|date updated',
  ),
  resolvedAt: words(
    "resolved|resolution date|actual end|erledigt|gelöst|résolu|résolue|resuelta|resuelto|resolvido|resolvido(a)|risolta|解決日|дата решения|해결됨|已解决|risolto|rozwiązano|решено|вирішено|розв'язано|çözüldü|vyřešeno|opgelost|löst|åtgärdat|已解決|resolved at|resolved date|resolved on|date resolved",
  ),
  startedAt: words('actual start'),
  startDate: words(
    'start date|target start|startdatum|date de début|fecha de inicio|data de início|開始日|תאריך התחלה',
  ),
  dueDate: words(
    "due date|target end|due|fälligkeitsdatum|date d'échéance|échéance|fecha de vencimiento|data de vencimento|data limite|data de conclusão|scadenza|vervaldatum|期限|срок исполнения|기한|到期日|data di scadenza|termin|termin wykonania|срок|термін виконання|строк виконання|bitiş tarihi|son tarih|teslim tarihi|termín dokončení|datum dokončení|termín|einddatum|förfallodatum|slutdatum",
  ),
  labels: words(
    'labels|label|stichwörter|étiquettes|etiquetas|categorias|etichette|ラベル|метки|레이블|标签|etykiety|мітки|etiketler|štítky|etiketter|標籤',
  ),
  assignee: words(
    'assignee|zugewiesene person|bearbeiter|responsable|persona asignada|responsável|assegnatario|担当者|исполнитель|담당자|personne assignée|attribution|osoba przypisana|przypisana osoba|виконавець|atanan kişi|atanan|řešitel|přiřazeno|uitvoerder|toegewezen persoon|tilldelad|ansvarig|经办人|受託人|受指派人',
  ),
  team: words('team|équipe|equipo|time|equipe|チーム'),
  project: words(
    'project name|project|projektname|nom du projet|nom de projet|nombre del proyecto|nombre de proyecto|nome do projeto|プロジェクト名|nome progetto|nazwa projektu|название проекта|назва проєкту|назва проекту|proje adı|název projektu|projectnaam|projektnamn|프로젝트 이름|项目名称|專案名稱',
  ),
  sprint: words('sprint|sprints|スプリント|спринт|스프린트|冲刺|sprint name'),
  children: words('sub-tasks|sub tasks|subtasks|unteraufgaben|sous-tâches|subtareas|subtarefas|подзадачи|サブタスク'),
  relatesTo: words('linked issues|verknüpfte vorgänge|incidencias enlazadas'),
  parentKey: words(
    'parent key|parent issue key|übergeordneter schlüssel|clé parente|clave principal|chave pai|親キー|clé parent|chiave principale|klucz elementu nadrzędnego|ключ родителя|ключ батьківського елемента|üst anahtar|nadřazený klíč|bovenliggende sleutel|överordnad nyckel|상위 키|父级键|父項索引鍵',
  ),
  parent: words(
    'parent|parent issue|übergeordnet|principal|pai|élément parent|親課題|親|상위 항목|principale|elemento padre|element nadrzędny|родитель|родительский элемент|батьківський елемент|üst|üst öğe|nadřazený|nadřazená položka|bovenliggend item|bovenliggend|överordnad|överordnat|父级|父项|父項|上層',
  ),
  parentId: words('parent id|id principal|id pai|идентификатор родителя'),
  epicLink: words(
    "epic link|parent link|epos-verknüpfung|lien d’épopée|vínculo de las épicas|link do épico|エピック リンク|エピックリンク|lien d'épopée|ссылка на эпик|史诗链接",
  ),
  parentName: words('parent summary|resumen principal|resumo do pai'),
  epicName: words('epic name'),
}

/** Whoever reported an item: read as nothing, but a sign of Jira. */
export const REPORTER = words(
  'reporter|autor|rapporteur|informador|relator|segnalatore|osoba zgłaszająca|zgłaszający|автор|доповідач|raporlayan|bildiren|zadavatel|melder|rapportör|報告者|보고자|报告人|報告人',
)

/** What stands before the bracket of a custom field. */
export const CUSTOM_PREFIXES = words(
  'custom field|benutzerdefinierte felder|benutzerdefiniertes feld|champs personnalisés|champ personnalisé|campo personalizado|campo personalizzato|pole niestandardowe|pole własne|пользовательское поле|настраиваемое поле|користувацьке поле|спеціальне поле|özel alan|vlastní pole|uživatelské pole|aangepast veld|aangepaste velden|anpassat fält|カスタムフィールド|カスタム フィールド|사용자정의 필드|사용자 정의 필드|自定义字段|自訂欄位|custom fields|campos personalizados|campi personalizzati',
)

/** What stands before the bracket of a link: this item is the target, or the source. */
export const INWARD_PREFIXES = words(
  'inward issue link|eingehende vorgangsverknüpfung|eingehender vorgangslink|lien du ticket entrant|enlace a la incidencia interna|link de entrada do item|vínculo de entrada do item|collegamento ticket in entrata|collegamento segnalazione in entrata|łącze zgłoszenia przychodzącego|przychodzące łącze zgłoszenia|входящая ссылка на запрос|входящая ссылка на проблему|входящая ссылка задачи|вхідне посилання запиту|gelen talep bağlantısı|gelen sorun bağlantısı|příchozí propojení požadavku|inkomende issuekoppeling|inkommande ärendelänk|内向きの課題リンク|내부 이슈 연결|안쪽 이슈 링크|内向事务链接|向内问题链接|向內議題連結',
)
export const OUTWARD_PREFIXES = words(
  'outward issue link|ausgehende vorgangsverknüpfung|ausgehender vorgangslink|lien de ticket sortant|enlace de incidencia saliente|link de saída do item|vínculo de saída do item|collegamento ticket in uscita|collegamento segnalazione in uscita|łącze zgłoszenia wychodzącego|wychodzące łącze zgłoszenia|исходящая ссылка на запрос|исходящая ссылка на проблему|исходящая ссылка задачи|вихідне посилання запиту|giden talep bağlantısı|giden sorun bağlantısı|odchozí propojení požadavku|uitgaande issuekoppeling|utgående ärendelänk|外向きの課題リンク|외부 이슈 연결|바깥쪽 이슈 링크|外向事务链接|向外问题链接|向外議題連結',
)
