/** XML as it streams by: no document type, no entities of its own, no depth without end. */
import { SaxesParser } from 'saxes'
import { ImportRefusal } from './refusal.ts'

export interface XmlEvents {
  readonly open: (name: string, attributes: Readonly<Record<string, string>>) => void
  readonly text: (text: string) => void
  readonly close: (name: string) => void
}

const DEEPEST = 64
/** Characters between two tags or inside of one. The parser holds them all, whoever may want them. */
const LONGEST_RUN = 4_000_000
const MOST_ATTRIBUTES = 1_000

export const brokenXml = (why: string) =>
  new ImportRefusal('BROKEN_XML', `The XML cannot be read: ${why}.`, 'Export again, or choose the CSV or JSON export.')

/** Names come without their namespace prefix. @throws ImportRefusal BROKEN_XML, and whatever the events throw. */
export function xmlReader(events: XmlEvents): { write: (text: string) => void; close: () => void } {
  const parser = new SaxesParser({ xmlns: false, fragment: false })
  let depth = 0
  let run = 0
  let attributesSeen = 0
  parser.on('doctype', () => {
    throw brokenXml('it contains a document type declaration, which is not allowed')
  })
  parser.on('error', () => {
    throw brokenXml('it is not well-formed; check whether the download was cut off')
  })
  parser.on('attribute', () => {
    if (++attributesSeen > MOST_ATTRIBUTES) throw brokenXml(`an element has more than ${MOST_ATTRIBUTES} attributes`)
  })
  parser.on('opentag', ({ name, attributes }) => {
    run = 0
    attributesSeen = 0
    if (++depth > DEEPEST) throw brokenXml(`its elements are nested more than ${DEEPEST} deep`)
    events.open(local(name), attributes as Record<string, string>)
  })
  parser.on('text', events.text)
  parser.on('cdata', events.text)
  parser.on('comment', () => {
    run = 0
  })
  parser.on('closetag', ({ name }) => {
    run = 0
    depth--
    events.close(local(name))
  })
  return {
    write: (text) => {
      run += text.length
      parser.write(text)
      if (run > LONGEST_RUN) throw brokenXml(`it has ${LONGEST_RUN.toLocaleString('en')} characters without a tag`)
    },
    close: () => {
      parser.close()
    },
  }
}

const local = (name: string) => name.slice(name.indexOf(':') + 1)
