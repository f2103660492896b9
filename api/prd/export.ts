/** A document as Markdown and as a page of HTML that prints. Text of records is text in both, never markup. */
import type { Evidence, PrdDocument } from './document.ts'
import { aliasesIn, documentMarkdown, sourceName } from './markdown.ts'

export interface ExportedPrd {
  readonly key: string
  readonly version: number
  readonly status: string
  /** ISO day. */
  readonly createdOn: string
  readonly document: PrdDocument
}

const about = ({ key, version, status, createdOn }: ExportedPrd) =>
  `${key}, version ${version}, ${status}, ${createdOn}`

/** How it was written is for those who write it, and not for readers outside. */
const remarksOf = ({ audience, warnings }: PrdDocument) => (audience === 'external' ? [] : warnings)

export const markdownOf = (prd: ExportedPrd): string =>
  documentMarkdown({ ...prd.document, warnings: remarksOf(prd.document), about: about(prd) })

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}
const escaped = (text: string) => text.replaceAll(/[&<>"']/g, (character) => ENTITIES[character]!)

const STYLE =
  'body{font:11pt/1.5 system-ui,sans-serif;max-width:44rem;margin:2rem auto;padding:0 1rem;color:#1c1c1a}h1{font-size:1.5rem}h2{font-size:1.1rem;margin:1.5rem 0 .3rem;break-after:avoid}li{break-inside:avoid}mark{background:none;text-decoration:underline dotted}sup{font-size:.7em}small,footer{color:#4a4a45}@page{margin:2cm}'

export function htmlOf(prd: ExportedPrd): string {
  const { document } = prd
  const notes = (evidence: readonly Evidence[]) =>
    aliasesIn(evidence)
      .map((alias) => `<sup><a href="#${alias}">${alias}</a></sup>`)
      .join(' ')
  const line = (words: string) => `<li>${words}</li>`
  const sections = document.sections.map(({ heading, sentences, questions }) => {
    const lines = [
      ...sentences.map(({ text, basis, evidence, author }) => {
        const words = basis === 'quoted' ? `<q>${escaped(text)}</q>` : escaped(text)
        const marked = basis === 'assumption' && !author ? `<mark>${words}</mark> <small>(assumption)</small>` : words
        return line(`${marked}${author ? ` <small>(stated by ${escaped(author)})</small>` : ''} ${notes(evidence)}`)
      }),
      ...questions.map(({ text, evidence }) => line(`<strong>Question:</strong> ${escaped(text)} ${notes(evidence)}`)),
    ]
    return `<section><h2>${escaped(heading)}</h2><ul>${lines.join('')}</ul></section>`
  })
  const warnings = remarksOf(document)
  const remarks = warnings.length
    ? `<section><h2>Notes</h2><ul>${warnings.map((warning) => line(escaped(warning))).join('')}</ul></section>`
    : ''
  const sources = document.sources.map(
    (source) =>
      `<li id="${source.alias}">${source.alias}: ${escaped(sourceName(source))} <small>(${escaped(source.note)})</small></li>`,
  )
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>${escaped(document.title)}</title><style>${STYLE}</style></head><body><h1>${escaped(document.title)}</h1><p><small>${escaped(about(prd))}</small></p>${sections.join('')}${remarks}<footer><h2>Sources</h2><ul>${sources.join('')}</ul></footer></body></html>`
}
