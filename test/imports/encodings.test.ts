import { describe, expect, test } from 'vitest'
import { guessEncoding } from '../../api/files/legacy-encoding.ts'
import { read, refusal } from './read.ts'

/** Bytes of a text in an old encoding, by turning its decoder round. */
function encode(text: string, encoding: string): Uint8Array {
  const table = new Map<string, number[]>()
  const decoder = new TextDecoder(encoding)
  for (let high = 0x80; high < 0x100; high++) {
    const one = decoder.decode(Uint8Array.of(high))
    if (one.length === 1 && one !== '\ufffd' && !table.has(one)) table.set(one, [high])
    if (!/^(gb|big5|shift|euc)/.test(encoding)) continue
    for (let low = 0x40; low < 0x100; low++) {
      const two = decoder.decode(Uint8Array.of(high, low))
      if (two.length === 1 && two !== '\ufffd' && !table.has(two)) table.set(two, [high, low])
    }
  }
  return Uint8Array.from([...text].flatMap((letter) => (letter < '\x80' ? [letter.charCodeAt(0)] : table.get(letter)!)))
}

const TEXTS: Readonly<Record<string, string>> = {
  zh: '问题关键字,概要,状态,创建日期\nAPP-1,支付页面改版,进行中,2026-01-05\nAPP-2,修复登录错误,已完成,2026-01-06\n',
  tw: '問題關鍵字,摘要,狀態,建立日期\nAPP-1,付款頁面改版,進行中,2026-01-05\nAPP-2,修復登入錯誤,已完成,2026-01-06\n',
  ja: '課題キー,要約,ステータス,作成日\nAPP-1,支払いページの改善,進行中,2026-01-05\nAPP-2,ログインの不具合を修正,完了,2026-01-06\n',
  ko: '이슈 키,요약,상태,만듦\nAPP-1,결제 페이지 개편,진행 중,2026-01-05\nAPP-2,로그인 오류 수정,완료,2026-01-06\n',
  ru: 'Ключ,Тема,Статус,Создано\nAPP-1,Оплата картой,В работе,2026-01-05\nAPP-2,Исправить вход,Готово,2026-01-06\n',
  de: 'Vorgangsschlüssel,Zusammenfassung,Status,Erstellt\nAPP-1,Zahlung für Geschäftskunden,In Arbeit,2026-01-05\nAPP-2,Anmeldung prüfen,Erledigt,2026-01-06\n',
  pl: 'Klucz zgłoszenia,Podsumowanie,Status,Utworzono\nAPP-1,Płatność kartą,W toku,2026-01-05\nAPP-2,Naprawić błąd logowania,Gotowe,2026-01-06\n',
  tr: 'Talep Anahtarı,Özet,Durum,Oluşturuldu\nAPP-1,Ödeme sayfası değişikliği,Devam ediyor,2026-01-05\nAPP-2,Giriş hatasını düzelt,Bitti,2026-01-06\n',
}

describe('a file in an old encoding is read as what it is, or asked about', () => {
  test.each([
    ['zh', 'gb18030'],
    ['tw', 'big5'],
    ['ja', 'shift_jis'],
    ['ja', 'euc-jp'],
    ['ko', 'euc-kr'],
    ['ru', 'windows-1251'],
    ['ru', 'koi8-u'],
    ['de', 'windows-1252'],
    ['pl', 'windows-1250'],
    ['tr', 'windows-1254'],
  ] as const)('%s in %s', async (language, encoding) => {
    const text = TEXTS[language]!
    const { report, records } = await read(encode(text, encoding))
    expect(report.encoding).toBe(encoding)
    expect(report.notes.join(' ')).toMatch(/Not UTF-8: read as/)
    const unicode = await read(text)
    expect(records).toEqual(unicode.records)
    expect(records.map(({ key, statusCategory, createdAt }) => [key, statusCategory, createdAt])).toEqual([
      ['APP-1', 'active', '2026-01-05T00:00:00.000Z'],
      ['APP-2', 'done', '2026-01-06T00:00:00.000Z'],
    ])
  })

  test('in doubt, the readings are shown, and the mapping decides', async () => {
    // Hebrew in windows-1255: no reading here gets it right.
    const file = encode('Key,Title\nA-1,תשלום בכרטיס\n', 'windows-1255')
    expect(guessEncoding(file).sure).toBe(false)
    const refused = await refusal(file)
    expect(refused.code).toBe('UNSURE_ENCODING')
    expect(refused.message.match(/: "/g)!.length).toBeGreaterThan(1)
    expect(refused.next).toMatch(/"encoding"/)
    const chosen = await read(file, { encoding: 'windows-1251' })
    expect(chosen.report.encoding).toBe('windows-1251')
    expect(chosen.records).toHaveLength(1)
  })
})
