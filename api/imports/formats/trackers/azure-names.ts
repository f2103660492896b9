/** Names of work item fields in the languages of Azure DevOps Server. Unseen ones stand here, too: they match nothing else. */
import type { FieldNames } from '../../record/fields.ts'
import { foldHeader } from '../headers.ts'

const words = (list: string): string[] => list.split('|')

export const AZURE_NAMES = {
  type: words(
    "arbeitselementtyp|typ des arbeitselements|type d'élément de travail|type d’élément de travail|tipo de elemento de trabajo|tipo de item de trabalho|tipo de item de trabajo|tipo di elemento di lavoro|тип рабочего элемента|作業項目の種類|作業項目の型|작업 항목 유형|工作项类型|工作項目類型|typ elementu roboczego|typ pracovní položky|iş öğesi türü",
  ),
  title: words('titel|titre|título|titolo|название|заголовок|タイトル|제목|标题|標題|tytuł|název|başlık'),
  status: words('zustand|status|état|estado|stato|состояние|状態|상태|状态|狀態|stan|stav|durum'),
  assignee: words(
    'zugewiesen zu|zugewiesen an|affecté à|attribué à|asignado a|atribuído a|atribuída a|assegnato a|кому назначено|назначено|担当者|割り当て先|할당 대상|담당자|指派给|指派給|przypisane do|przypisano do|přiřazeno|atanan',
  ),
  team: words(
    'bereichspfad|chemin de zone|chemin d’accès de la zone|ruta de área|ruta de acceso del área|caminho de área|caminho da área|percorso area|путь к области|区分パス|영역 경로|区域路径|區域路徑|ścieżka obszaru|cesta k oblasti|alan yolu',
  ),
  sprint: words(
    "iterationspfad|chemin d'itération|chemin d’itération|ruta de iteración|ruta de acceso de la iteración|caminho de iteração|caminho da iteração|percorso iterazione|путь к итерации|путь итерации|イテレーション パス|反復パス|반복 경로|迭代路径|反覆項目路徑|反覆專案路徑|ścieżka iteracji|cesta iterace|yineleme yolu",
  ),
  createdAt: words(
    'erstellungsdatum|erstellt am|date de création|fecha de creación|data de criação|data creazione|data di creazione|дата создания|作成日|만든 날짜|생성 날짜|创建日期|建立日期|data utworzenia|datum vytvoření|oluşturma tarihi|oluşturulma tarihi',
  ),
  updatedAt: words(
    'änderungsdatum|geändert am|date de modification|fecha de modificación|fecha de cambio|data de alteração|data modifica|data di modifica|дата изменения|変更日|변경한 날짜|변경 날짜|更改日期|變更日期|data zmiany|datum změny|değiştirme tarihi',
  ),
  startedAt: words(
    'aktivierungsdatum|aktiviert am|date d’activation|fecha de activación|data de ativação|data attivazione|дата активации|アクティブ化日|活性化日|활성화한 날짜|激活日期|啟動日期|data aktywacji|datum aktivace|etkinleştirme tarihi',
  ),
  resolvedAt: words(
    'geschlossen am|abschlussdatum|schließungsdatum|date de fermeture|date de clôture|fecha de cierre|data de fechamento|data fechada|data chiusura|data di chiusura|дата закрытия|終了日|クローズ日|닫은 날짜|关闭日期|關閉日期|data zamknięcia|datum uzavření|kapatma tarihi|kapanış tarihi|gelöst am|lösungsdatum|date de résolution|fecha de resolución|data de resolução|data risoluzione|дата разрешения|解決日|해결한 날짜|解决日期|解決日期',
  ),
  startDate: words(
    'startdatum|date de début|fecha de inicio|data de início|data inizio|data di inizio|дата начала|開始日|시작 날짜|开始日期|開始日期|data rozpoczęcia|datum zahájení|başlangıç tarihi',
  ),
  dueDate: words(
    'zieldatum|fälligkeitsdatum|fertigstellungsdatum|date cible|date d’échéance|échéance|fecha de destino|fecha de vencimiento|data de destino|data de vencimento|data di destinazione|data di scadenza|целевая дата|срок|目標日|期限|대상 날짜|기한|目标日期|目標日期|到期日期|截止日期|data docelowa|cílové datum|hedef tarih',
  ),
  storyPoints: words(
    'storypunkte|aufwand|points de récit|points d’histoire|points de l’histoire|effort|puntos de historia|esfuerzo|pontos de história|esforço|punti storia|punti della storia|impegno|баллы истории|трудозатраты|ストーリー ポイント|作業量|스토리 포인트|작업량|情景要点|故事点|工作量|劇本點數|本文點數|punkty scenariusza|body scénáře|hikaye puanları',
  ),
  estimate: words(
    'ursprüngliche schätzung|estimation d’origine|estimación original|estimativa original|stima originale|исходная оценка|当初の見積もり|원래 예상 시간|初始估计|原始估計|oryginalne oszacowanie|původní odhad',
  ),
  remaining: words(
    'verbleibende arbeit|travail restant|trabajo restante|trabalho restante|lavoro rimanente|оставшаяся работа|残存作業|남은 작업|剩余工作|剩餘工時|剩餘工作|pozostała praca|zbývající práce',
  ),
  spent: words(
    'abgeschlossene arbeit|travail effectué|travail accompli|trabajo completado|trabalho concluído|lavoro completato|завершенная работа|完了作業|완료한 작업|已完成工作|ukończona praca|dokončená práce',
  ),
  priority: words(
    'priorität|priorité|prioridad|prioridade|priorità|приоритет|優先度|우선 순위|优先级|優先順序|priorytet|priorita|öncelik',
  ),
  labels: words(
    'markierungen|kategorien|balises|étiquettes|etiquetas|marcas|marcações|теги|タグ|태그|标记|標記|tagi|značky|etiketler',
  ),
  description: words('beschreibung|descripción|descrição|descrizione|описание|説明|설명|说明|描述|opis|popis|açıklama'),
  project: words(
    'teamprojekt|projet d’équipe|proyecto de equipo|projeto de equipe|progetto team|командный проект|チーム プロジェクト|팀 프로젝트|团队项目|團隊專案',
  ),
  parentKey: words(
    'übergeordnet|übergeordnetes element|principal|elemento primario|pai|padre|родительский элемент|親|부모|父级|父項|nadrzędny|nadřazený|üst',
  ),
} as const satisfies FieldNames

const TREE_TITLES = new Set(['title', ...AZURE_NAMES.title].map(foldHeader))

/** `Title 2`: a tree has a title for each of its levels. */
export const isTreeTitle = (header: string): boolean =>
  TREE_TITLES.has(/^(.+) \d+$/.exec(foldHeader(header))?.[1] ?? '')
