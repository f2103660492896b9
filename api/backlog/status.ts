/** Status words to the six categories. */
import type { StatusCategory } from './vocabulary.ts'

function plain(text: string): string {
  return text
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/['’]/g, '')
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()
}

const EXACT: Readonly<Record<StatusCategory, string>> = {
  backlog:
    'backlog|product backlog|candidate|new|triage|icebox|idea|ideas|inbox|draft|funnel|someday|unscheduled|parking lot|wishlist|neu|nouveau|nuevo|novo|proposed|unstarted|no status|none|sin estado|zaległości|бэклог|беклог|очередь|需求池|产品待办|백로그|バックログ|backloggen|未规划|идеи|ideen|idées|ideas',
  todo: 'todo|to do|open|opened|ready|ready for dev|ready for development|ready to start|selected for development|selected|planned|scheduled|approved|next|up next|sprint backlog|reopened|re opened|accepted for sprint|not started|this week|offen|zu erledigen|geplant|a faire|ouvert|por hacer|tareas por hacer|pendiente|abierto|abierta|a fazer|tarefas pendentes|pendente|aberto|da fare|te doen|open items|未着手|新規|待办|待辦|할 일|к выполнению|сделать|do zrobienia|otwarte|otwarty|zaplanowane|открыто|открыт|открыта|новая|новый|новое|запланировано|к исполнению|зробити|до виконання|відкрито|відкритий|yapılacak|yapılacaklar|açık|beklemede|k řešení|otevřeno|otevřený|nový|att göra|öppen|ny|open staand|nog te doen|to-do|aperto|da iniziare|in attesa|未开始|未開始|待处理|待處理|新建|打开|開啟|待辦事項|open to do|할일|대기|대기 중|열림|시작 전|作業前|待ち|オープン|noch nicht begonnen|nicht begonnen|nicht gestartet|neu angelegt|en attente|non commencé|pas commencé|sin empezar|sin iniciar|no iniciado|não iniciado|nao iniciada|no comenzado|planificado|planejado|planifié|未対応|未処理|未割当|未分配|待开始|待分配|待开发|待规划|已排期|已规划|规划中|排队中|대기중|예정|접수|신규|미착수|new task|to be done|nowe|nowy|nowa|do wykonania|zaplanowana|zaplanowano|naplánováno|nové|nový úkol|čeká|planerad|ej påbörjad|inte påbörjad|gepland|nieuw|niet gestart|niet begonnen|nuovo|nuova|pianificato|pianificata|non iniziato|non iniziata|da avviare|да се направи|не начато|не начат|не начата|не начиналось|ожидает|запланирована|запланирован|назначена|назначено|нова|новий|заплановано|не розпочато|planlandı|başlanmadı|başlamadı|bekliyor|yapılmadı|yeni|por iniciar|por comenzar|sin comenzar|no iniciada|planificada|planeado|planejada|não iniciada|non démarré|non démarrée|non commencée|planifiée|prévu|prévue|ouverte|à traiter|nicht angefangen|eingeplant|vorgesehen|neue aufgabe',
  active:
    'in progress|doing|active|wip|started|in development|in dev|development|implementing|implementation|building|coding|committed|working|blocked|on hold|waiting|paused|in arbeit|in bearbeitung|blockiert|en cours|bloque|en curso|en progreso|bloqueado|em andamento|em progresso|em desenvolvimento|fazendo|in corso|in uitvoering|bezig|進行中|处理中|进行中|處理中|진행 중|진행중|в работе|w toku|w trakcie|w realizacji|выполняется|в процессе|в разработке|разработка|в роботі|виконується|devam ediyor|yapılıyor|probíhá|v řešení|rozpracováno|pågår|pågående|mee bezig|in behandeling|wordt aan gewerkt|in lavorazione|in sviluppo|开发中|開發中|處理中|処理中|対応中|作業中|着手中|开始|진행|개발 중|개발중|작업 중|laufend|angefangen|begonnen|in umsetzung|in entwicklung|commencé|démarré|en développement|en proceso|iniciado|em execução|fazendo agora|en ejecución|en desarrollo|aktiv|aktive|actif|activo|activa|ativo|ativa|attivo|attiva|активно|активный|активна|активная|アクティブ|활성|活动|活动的|作用中|aktywne|aktywny|aktivní|etkin|aktif|実施中|処理途中|进行|开发|实现中|修复中|处理|跟进中|执行中|已开始|이슈 처리중|처리중|처리 중|구현 중|수행 중|작업중|realizowane|rozpoczęte|řeší se|rozpracované|v průběhu|startad|arbete pågår|onderhanden|lopend|gestart|avviato|in esecuzione|делается|исполняется|начато|начата|на исполнении|у роботі|розпочато|в процесі|devam eden|sürüyor|üzerinde çalışılıyor|yapım aşamasında|em curso|executando|trabajando|empezado|iniciada|en marcha|entamé|entamée|démarrée|commencée|angehalten|pausiert|wartet|wartend|zablokowane|zablokowany|заблокировано|заблокирована|на паузе|приостановлено|приостановлена|отложено|bloqueada|bloquée|bloqué|bloccato|geblokkeerd|blockerad|保留|保留中|保留 중|보류|暂停|挂起|已暂停|阻塞|stuck',
  review:
    'in review|review|code review|peer review|in test|testing|test|in testing|qa|in qa|qa review|uat|verify|verification|validation|acceptance|awaiting approval|approval|pending review|staging|ready for test|ready for testing|ready for qa|ready for review|ready for release|ready to release|ready for deploy|ready for deployment|ready to deploy|ready to merge|to be deployed|to verify|in prufung|im test|uberprufung|en revision|en revue|revue|a valider|en pruebas|em revisao|em teste|em testes|in revisione|レビュー中|审核中|검토 중|на проверке|тестирование|do sprawdzenia|w przeglądzie|w testach|testy|на ревью|на тестировании|в тестировании|ревью|на перевірці|тестування|incelemede|testte|test ediliyor|kontrol|ke kontrole|testování|granskning|testas|ter review|in beoordeling|te testen|in verifica|in test|测试中|測試中|待测试|待审核|评审中|待验收|審核中|確認中|テスト中|レビュー|レビュー待ち|테스트|테스트 중|검토중|리뷰|리뷰 중|zu prüfen|in abnahme|abnahme|en test|en validation|à tester|por validar|em validação|em homologação|処理済み|レビュー依頼|検証中|検収待ち|受入待ち|待验证|验证中|待发布|待上线|待评审|待測試|已提测|提测|待审批|검수|검수 중|검증|검증 중|테스트중|do weryfikacji|weryfikacja|w weryfikacji|ke schválení|k testování|testuje se|för granskning|test pågår|te reviewen|in controle|ter goedkeuring|da verificare|da approvare|in approvazione|на согласовании|на приемке|на приёмке|проверка|на тесте|на рев’ю|тестується|onay bekliyor|por revisar|en validación|pendiente de validación|em análise|aguardando aprovação|aguardando validação|em revisão|à vérifier|en recette|en attente de validation|zur abnahme|zur prüfung|im review|wartet auf freigabe',
  done: 'done|closed|complete|completed|resolved|released|shipped|deployed|live|in production|finished|delivered|merged|accepted|archived|fixed|verified|erledigt|fertig|abgeschlossen|geschlossen|gelost|termine|terminee|ferme|fermee|resolu|fini|livre|hecho|finalizado|finalizada|cerrado|cerrada|resuelto|resuelta|listo|terminado|concluido|concluida|feito|fechado|itens concluidos|entregue|completato|fatto|chiuso|gereed|klaar|afgerond|完了|完成|已完成|完了済み|완료|готово|выполнено|закрыт|gotowe|zrobione|zakończone|ukończone|zamknięte|wykonane|zamknięty|rozwiązane|сделано|завершено|завершён|завершен|завершена|закрыто|закрыта|решено|решен|выполнена|выполнен|готов|выпущено|виконано|закрито|завершено|вирішено|tamamlandı|bitti|yapıldı|kapalı|kapandı|çözüldü|hotovo|dokončeno|uzavřeno|vyřešeno|klar|klart|avslutad|färdig|stängd|löst|voltooid|gesloten|opgelost|completato|completata|risolto|conclusa|chiusa|已关闭|已解决|已发布|已上线|已結束|已完成|已關閉|已解決|关闭|结束|クローズ|解決済み|解決|完了しました|終了|완료됨|해결됨|종료|닫힘|끝|abgenommen|gelöst|umgesetzt|veröffentlicht|effectué|achevé|validé|clos|clôturé|completado|completada|entregado|terminada|resolvido|resolvida|fechada|finalizado|feita|pronto|encerrado|対応済み|対応済|済|済み|終了済み|完|リリース済み|完了済|已实现|已修复|已验收|已交付|已归档|完毕|已结束|완료함|배포 완료|처리 완료|처리완료|zakończony|zakończona|zrealizowane|zrealizowano|wykonano|wykonany|gotowy|ukończony|dokončený|dokončená|hotová|splněno|uzavřený|färdigt|avklarad|genomförd|avslutat|opgeleverd|gedaan|concluso|terminata|terminato|finito|svolto|исполнено|исполнена|готова|закончено|закончена|сдано|готовий|закритий|зроблено|tamam|tamamlanan|bitirildi|çözümlendi|realizado|realizada|concretado|completa|atendida|atendido|aprovado|encerrada|réalisé|réalisée|effectuée|livrée|clôturée|close|traité|traitée|abgearbeitet|beendet|umgesetzt und abgenommen|ok',
  cancelled:
    'cancelled|canceled|wont do|wont fix|will not do|not planned|closed as not planned|rejected|declined|duplicate|closed as duplicate|abandoned|obsolete|invalid|removed|discarded|dropped|deleted|descoped|out of scope|cannot reproduce|wont be done|abgebrochen|abgelehnt|storniert|verworfen|annule|annulee|abandonne|rejete|cancelado|cancelada|rechazado|descartado|rejeitado|annullato|geannuleerd|却下|キャンセル|已取消|취소|취소됨|отменено|отменен|отклонено|anulowane|odrzucone|отменена|отклонен|не будет сделано|дубликат|скасовано|відхилено|iptal|iptal edildi|reddedildi|zrušeno|zamítnuto|avbruten|avvisad|afgewezen|vervallen|annullata|rifiutato|已拒绝|拒绝|作废|已作废|已取消|取消|废弃|已關閉 不處理|キャンセル済み|中止|見送り|보류 취소|거절됨|wird nicht umgesetzt|nicht umsetzen|cancelada|descartada|anulado|não será feito|不対応|対応不要|対応しない|見送|破棄|已终止|不处理|不做|已放弃|终止|关闭 不处理|중단|철회|불필요|반려|zaniechane|wycofane|anulowano|anulowany|odrzucony|zrušen|zrušena|odmítnuto|inställd|avvisat|afgebroken|respinto|scartato|снято|снята|отказ|отказано|не актуально|неактуально|отмена|відмінено|скасована|iptal edilen|vazgeçildi|desestimado|desestimada|suspendido|rejeitada|suspenso|refusé|refusée|supprimé|supprimée|entfällt|entfallen|gelöscht|entfernt|quitado|removido|eliminado|rimosso',
}
const WORDS = new Map(
  Object.entries(EXACT).flatMap(([category, words]) =>
    words.split('|').map((word) => [plain(word), category as StatusCategory] as const),
  ),
)

// For words that are not in the list; the order is part of it: "ready for release" is not released, "not done" not done.
const PATTERNS: readonly (readonly [RegExp, StatusCategory])[] = [
  [
    /\b(cancel|annul|abandon|reject|declin|duplica|obsolet|invalid|wont|wontfix|not planned|will not|discard|descop|storn|abgelehnt|rechaz|отмен)/,
    'cancelled',
  ],
  [
    /\b(ready (for|to) (test|qa|review|release|deploy|merge|accept|verif|ship|prod)|to be (tested|reviewed|released|deployed)|(waiting|awaiting|pending) .*(review|approval|test|release|deploy))/,
    'review',
  ],
  [/\b(not started|to ?do|ready|next|planned|not done|selected|refined|groomed)\b/, 'todo'],
  [/\b(backlog|icebox|idea|triage|someday|inbox)\b/, 'backlog'],
  [/\b(review|testing|tests?|qa|uat|verif\w*|validat\w*|approv\w*|staging|revision|pruf\w*)\b/, 'review'],
  [
    /\b(in progress|progress|doing|develop\w*|implement\w*|build\w*|wip|working|ongoing|started|active|blocked|hold|en cours|en curso|andamento|arbeit)\b/,
    'active',
  ],
  [
    /\b(done|closed|complet\w*|resolv\w*|releas\w*|shipped|deployed|live|deliver\w*|finish\w*|merged|erledigt|fertig|termin\w*|hech[oa]|cerrad[oa]|conclu\w*)\b/,
    'done',
  ],
]

/** Category of a status word, by list and then by pattern; null when nothing is known about it. */
export function categoryOfWord(status: string): StatusCategory | null {
  const word = plain(status)
  return WORDS.get(word) ?? PATTERNS.find(([pattern]) => pattern.test(word))?.[1] ?? null
}

/** What a source's own three-way category says, refined by the status word: a review is In Progress to Jira, too. */
export function refine(source: StatusCategory, status: string): StatusCategory {
  const word = categoryOfWord(status)
  if (source === 'backlog' || source === 'todo') return word === 'backlog' ? 'backlog' : 'todo'
  if (source === 'active' || source === 'review') return word === 'review' ? 'review' : 'active'
  return word === 'cancelled' ? 'cancelled' : source
}

const GIVEN_UP =
  /^(wont ?(do|fix)|works ?for ?me|inactive|expired|moved|will not (do|implement|be done)|not planned|duplicate[d]?|declined|rejected|cannot reproduce|invalid|incomplete|abandoned|cancel+ed|obsolete|not a bug|works as designed|not done|wird nicht (erledigt|behoben)|duplikat|kann nicht reproduziert werden|ne sera pas (fait|corrige)|doublon|no se (hara|corregira|solucionara)|duplicad[oa]|nao sera (feito|corrigido)|removed|cut|deferred|obsolete)\b/

/** Whether a resolution says that the work was given up, not finished. */
export function givenUp(resolution: string): boolean {
  return GIVEN_UP.test(plain(resolution))
}

/** Facts of one row that can overrule the category of its status. */
export interface RowFacts {
  /** A resolution such as Won't Do, or GitHub's NOT_PLANNED. */
  readonly givenUp: boolean
  /** The source has a completion flag or date of its own, beside the column the item stands in. */
  readonly completed: boolean
  /** The source says itself that the item is not complete, whatever column it stands in. */
  readonly incomplete?: boolean
  readonly archived: boolean
}

/** Category of a row: a given-up item is not done, and an archived one is no longer to do. */
export function rowCategory(byStatus: StatusCategory, facts: RowFacts): StatusCategory {
  if (byStatus === 'cancelled') return 'cancelled'
  if (facts.givenUp && (byStatus === 'done' || facts.completed)) return 'cancelled'
  if (byStatus === 'done' && facts.incomplete === true) return facts.archived ? 'cancelled' : 'review'
  if (byStatus === 'done' || facts.completed) return 'done'
  return facts.archived ? 'cancelled' : byStatus
}

/** Evidence about one status word, gathered over the file. */
export interface StatusEvidence {
  rows: number
  withResolved: number
  withStarted: number
  /** The source's own category, how often. */
  readonly said: Map<StatusCategory, number>
  /** Share of the way through the board, 0 first … 1 last, where the source has an order. */
  place: number | null
}

export type StatusReason = 'mapping' | 'source' | 'word' | 'dates' | 'place' | 'default'

/** Category of a status and what it rests on: the person, the source, the word, the dates of its rows, its place. */
export function decideStatus(
  status: string,
  evidence: StatusEvidence,
  mapped: StatusCategory | undefined,
  habits: { readonly words: ReadonlyMap<string, StatusCategory>; readonly completionDecides: boolean },
): { category: StatusCategory; because: StatusReason } {
  if (mapped !== undefined) return { category: mapped, because: 'mapping' }
  const said = [...evidence.said].sort((a, b) => b[1] - a[1])[0]
  if (said !== undefined) return { category: refine(said[0], status), because: 'source' }
  const known = habits.words.get(status.toLowerCase()) ?? categoryOfWord(status)
  if (known !== null) return { category: known, because: 'word' }
  // Where each item says itself that it is complete, its dates say nothing about the column.
  if (!habits.completionDecides && evidence.rows > 0 && evidence.withResolved >= 0.8 * evidence.rows)
    return { category: 'done', because: 'dates' }
  if (evidence.place !== null) {
    const category = evidence.place === 0 ? 'backlog' : evidence.place === 1 ? 'done' : 'active'
    return { category, because: 'place' }
  }
  if (evidence.rows > 0 && evidence.withStarted >= 0.8 * evidence.rows) return { category: 'active', because: 'dates' }
  return { category: 'todo', because: 'default' }
}
