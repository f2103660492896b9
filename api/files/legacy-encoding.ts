/** Which of the old encodings a text has that is not UTF-8: each is decoded strictly and scored, and doubt is said. */

const MULTI = ['gb18030', 'big5', 'shift_jis', 'euc-jp', 'euc-kr'] as const
const SINGLE = ['windows-1252', 'windows-1251', 'windows-1250', 'windows-1254', 'windows-1253', 'koi8-u'] as const
export const LEGACY_ENCODINGS = [...MULTI, ...SINGLE] as const
export type LegacyEncoding = (typeof LEGACY_ENCODINGS)[number]

export interface EncodingGuess {
  readonly encoding: LegacyEncoding
  readonly sure: boolean
  /** The best readings that differ from each other, best first. */
  readonly readings: readonly { readonly encoding: LegacyEncoding; readonly text: string }[]
}

/** Words that headers and statuses of backlogs are full of. */
const WORDS: Readonly<Record<(typeof MULTI)[number], RegExp>> = {
  gb18030:
    /概要|标题|名称|状态|优先级|经办人|创建|时间|已更新|问题|关键字|进行中|完成|待办|任务|需求|截止|负责人|项目/g,
  big5: /摘要|概要|標題|名稱|狀態|優先|負責人|建立|時間|更新|問題|關鍵字|進行中|完成|待辦|任務|需求|截止|專案|日期/g,
  shift_jis: /課題|要約|件名|キー|ステータス|状態|作成|更新|担当|優先|完了|進行中|未着手|期限|タスク/g,
  'euc-jp': /課題|要約|件名|キー|ステータス|状態|作成|更新|担当|優先|完了|進行中|未着手|期限|タスク/g,
  'euc-kr': /이슈|제목|요약|상태|우선|담당|보고|만듦|생성|업데이트|진행|완료|할 일|기한|레이블/g,
}

/** Letters that a language of the code page uses often. */
const COMMON: Readonly<Record<(typeof SINGLE)[number], RegExp>> = {
  'windows-1252': /[äöüßéèàçñãõáíóúêâôåæøÄÖÜÉÅØ„“”–’…€°]/g,
  'windows-1251': /[а-яё їієґ]/g,
  'koi8-u': /[а-яё їієґ]/g,
  'windows-1250': /[ąćęłńóśźżčďěňřšťůžáéíýőűŁŚŻŠČŘŽ]/g,
  'windows-1253': /[α-ωάέήίόύώ]/g,
  'windows-1254': /[ığşçöüİĞŞÇÖÜ]/g,
}

// What should hardly ever appear: controls, signs, and a capital letter behind a small one.
const ODD = /[\u0080-\u009f\u00a1-\u00af\u00b1-\u00bf×÷¬¦]|\p{Lu}(?<=\p{Ll}\p{Lu})/gu

const count = (text: string, pattern: RegExp) => text.match(pattern)?.length ?? 0

function decode(encoding: LegacyEncoding, bytes: Uint8Array): string | null {
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes, { stream: true })
  } catch {
    return null
  }
}

function scoreOfMulti(encoding: (typeof MULTI)[number], text: string, bytes: Uint8Array, high: number): number | null {
  if (encoding === 'gb18030') {
    // Simplified characters in daily use have trail bytes from A1: a Latin letter before ASCII looks like the rare rest.
    let [pairs, rare] = [0, 0]
    for (let at = 0; at < bytes.length - 1; at++) {
      if (bytes[at]! < 0x80) continue
      pairs++
      if (bytes[at + 1]! < 0xa1 || bytes[at]! < 0xb0) rare++
      at++
    }
    if (rare > pairs * 0.3) return null
  }
  const han = count(text, /[\u4e00-\u9fff]/g)
  const kana = count(text, /[\u3041-\u30ff]/g)
  const hangul = count(text, /[\uac00-\ud7a3]/g)
  const half = count(text, /[\uff61-\uff9f]/g)
  const odd = count(text, /[\ue000-\uf8ff\u0080-\u009f\u3400-\u4dbf]/g)
  const foreign = count(text, /[\u0370-\u04ff\u2500-\u257f]/g)
  const own =
    encoding === 'euc-kr'
      ? hangul
      : encoding === 'shift_jis' || encoding === 'euc-jp'
        ? kana + han * 0.6
        : han - kana * 0.5
  // A character between Latin letters is a letter with an accent, read wrongly.
  const within = count(text, /(?<=[A-Za-z])[\u3041-\u30ff\u3400-\u9fff\uac00-\ud7a3\uff61-\uff9f](?=[A-Za-z])/g)
  const against = within * 3 + half + odd * 3 + foreign * 0.8 + (encoding === 'euc-kr' ? han * 0.7 : hangul * 2)
  return (own * 1.4 - against + count(text, WORDS[encoding]) * 6) / high
}

function scoreOfSingle(encoding: (typeof SINGLE)[number], text: string): number {
  const letters = Math.max(1, count(text, /[^\0-\x7f]/g))
  // One or two high bytes beside ASCII letters are a Latin code page; runs of them are Cyrillic, or several bytes a letter.
  const lone =
    [...text.matchAll(/(?<=[a-z])[^\0-\x7f]{1,2}(?![^\0-\x7f])|(?<![^\0-\x7f])[^\0-\x7f]{1,2}(?=[a-z])/gi)].reduce(
      (sum, [run]) => sum + run.length,
      0,
    ) / letters
  const latin = encoding === 'windows-1252' || encoding === 'windows-1250' || encoding === 'windows-1254'
  const weight = latin ? 0.25 + 0.75 * lone : 1 - 0.8 * lone
  // Two scripts in one word are none.
  const mixed = count(text, /[a-z][\u0370-\u04ff]|[\u0370-\u04ff][a-z]/gi)
  const clean = (count(text, COMMON[encoding]) - count(text, ODD) * 2 - mixed) / letters
  // Two of five letters of a Slavic or Greek text are vowels; Hebrew read as Cyrillic has few.
  const vowels = latin ? 1 : Math.min(1, count(text, /[аеёиоуыэюяіїєαεηιουωάέήίόύώ]/gi) / letters / 0.35) ** 2
  // Greek has an accent in almost every word.
  const accents = encoding === 'windows-1253' ? Math.min(1, count(text, /[άέήίόύώ]/g) / letters / 0.06) : 1
  return clean * weight * vowels * accents - (encoding === 'windows-1252' ? 0 : 0.01)
}

/** `bytes`: lines with a byte beyond ASCII, from the whole file. */
export function guessEncoding(bytes: Uint8Array): EncodingGuess {
  const high = Math.max(
    1,
    bytes.reduce((sum, byte) => sum + (byte > 127 ? 1 : 0), 0),
  )
  const scored: { encoding: LegacyEncoding; text: string; score: number }[] = []
  for (const encoding of MULTI) {
    const text = decode(encoding, bytes)
    const score = text === null ? null : scoreOfMulti(encoding, text, bytes, high)
    if (text !== null && score !== null) scored.push({ encoding, text, score })
  }
  for (const encoding of SINGLE) {
    const text = new TextDecoder(encoding).decode(bytes)
    scored.push({ encoding, text, score: scoreOfSingle(encoding, text) })
  }
  scored.sort((a, b) => b.score - a.score)
  const different = scored.filter(({ text }, at) => scored.findIndex((other) => other.text === text) === at)
  const [best, second] = different
  return {
    encoding: best!.encoding,
    sure:
      (high > 3 || best!.encoding === 'windows-1252') &&
      best!.score > 0.35 &&
      best!.score - (second?.score ?? -1) > 0.12,
    readings: different.slice(0, 3).map(({ encoding, text }) => ({ encoding, text })),
  }
}
