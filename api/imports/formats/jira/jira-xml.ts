/** Jira's XML export (RSS), item by item, in the shape of its REST answers. */
import { textOf as decoded } from '../../../files/encoding.ts'
import { brokenXml, xmlReader } from '../../../files/xml.ts'
import { jiraJson } from './jira.ts'
import { plainHtml } from '../html.ts'
import type { JsonSource } from '../source.ts'

interface Element {
  readonly name: string
  readonly attributes: Readonly<Record<string, string>>
  readonly children: Element[]
  text: string
}

/** Characters that an element takes beside its text. */
const ELEMENT = 8

/** Key of the list that the items become. */
const LIST = 'jiraXmlItems'

export const jiraXml: JsonSource = {
  ...jiraJson,
  format: 'jira-xml',
  lists: [LIST],
  score: (_, list) => (list === LIST ? 1 : 0),
}

export const isJiraXml = (start: string): boolean =>
  /^\s*(<\?xml[^>]*>\s*)?(<!--(?:(?!-->)[\s\S])*-->\s*)*<rss\b/i.test(start) && /jira|<key\b|<issue\b/i.test(start)

/** The same file as JSON. @throws ImportRefusal BROKEN_XML. */
export async function* jiraXmlAsJson(bytes: AsyncIterable<Uint8Array>, longest: number): AsyncGenerator<Uint8Array> {
  const encoder = new TextEncoder()
  const names: Record<string, string> = {}
  let first = true
  yield encoder.encode(`{"${LIST}":[`)
  for await (const item of items(decoded(bytes, 'utf-8', Number.MAX_SAFE_INTEGER), longest)) {
    yield encoder.encode(`${first ? '' : ','}${JSON.stringify(issueOf(item, names))}`)
    first = false
  }
  yield encoder.encode(`],"names":${JSON.stringify(names)}}`)
}

async function* items(texts: AsyncIterable<string>, longest: number): AsyncGenerator<Element> {
  const ready: Element[] = []
  const open: Element[] = []
  let held = 0
  const hold = (characters: number) => {
    held += characters
    if (held > longest) throw brokenXml(`an item is longer than ${longest.toLocaleString('en')} characters`)
  }
  const reader = xmlReader({
    open: (name, attributes) => {
      const element: Element = { name, attributes, children: [], text: '' }
      if (open.length > 0) open.at(-1)!.children.push(element)
      if (open.length > 0 || name === 'item') open.push(element)
      if (open.length === 1) held = 0
      // An element that says nothing takes memory as well.
      hold(ELEMENT)
    },
    text: (text) => {
      if (open.length === 0) return
      hold(text.length)
      open.at(-1)!.text += text
    },
    close: () => {
      const element = open.pop()
      if (element !== undefined && open.length === 0) ready.push(element)
    },
  })
  for await (const text of texts) {
    reader.write(text)
    yield* ready.splice(0)
  }
  reader.close()
  yield* ready
}

const child = (element: Element | undefined, name: string) => element?.children.find((one) => one.name === name)
const children = (element: Element | undefined, name: string) =>
  (element?.children ?? []).filter((one) => one.name === name)
const textIn = (element: Element | undefined, name: string) => child(element, name)?.text.trim() ?? ''
const named = (text: string) => (text === '' ? null : { name: text })
/** RFC 822 without its weekday, whose abbreviations look like months in some languages. */
const moment = (text: string) => text.replace(/^\p{L}+\.?,\s*/u, '') || null

/** Names that Jira's own field types have on every site, whatever the language. */
const BY_TYPE: readonly (readonly [RegExp, string])[] = [
  [/:gh-sprint$/, 'Sprint'],
  [/:jsw-story-points$/, 'Story Points'],
  [/:gh-epic-link$/, 'Epic Link'],
  [/:gh-epic-label$/, 'Epic Name'],
]

function issueOf(item: Element, names: Record<string, string>): unknown {
  const seconds = (name: string) => child(item, name)?.attributes['seconds'] ?? null
  const resolution = child(item, 'resolution')
  const assignee = child(item, 'assignee')
  const nobody = [assignee?.attributes['accountid'], assignee?.attributes['username']].includes('-1')
  const project = child(item, 'project')
  const fields: Record<string, unknown> = {
    summary: textIn(item, 'summary') || textIn(item, 'title').replace(/^\[[^\]]+\]\s*/, ''),
    description: plainHtml(textIn(item, 'description')),
    issuetype: named(textIn(item, 'type')),
    status: {
      name: textIn(item, 'status'),
      statusCategory: { key: child(item, 'statusCategory')?.attributes['key'] ?? '' },
    },
    priority: named(textIn(item, 'priority')),
    resolution: resolution?.attributes['id'] === '-1' ? null : named(textIn(item, 'resolution')),
    assignee: nobody ? null : named(textIn(item, 'assignee')),
    labels: children(child(item, 'labels'), 'label').map(({ text }) => text.trim()),
    project: named(project?.text.trim() ?? ''),
    parent: textIn(item, 'parent') === '' ? null : { key: textIn(item, 'parent') },
    created: moment(textIn(item, 'created')),
    updated: moment(textIn(item, 'updated')),
    resolutiondate: moment(textIn(item, 'resolved')),
    duedate: moment(textIn(item, 'due')),
    timeoriginalestimate: seconds('timeoriginalestimate'),
    timeestimate: seconds('timeestimate'),
    timespent: seconds('timespent'),
    issuelinks: linksOf(item),
  }
  for (const field of children(child(item, 'customfields'), 'customfield')) {
    const id = field.attributes['id'] ?? ''
    const values = children(child(field, 'customfieldvalues'), 'customfieldvalue')
      .map(({ text }) => text.trim())
      .filter((text) => text !== '')
    if (!id.startsWith('customfield_') || values.length === 0) continue
    names[id] =
      BY_TYPE.find(([type]) => type.test(field.attributes['key'] ?? ''))?.[1] ?? textIn(field, 'customfieldname')
    fields[id] = values.length === 1 ? values[0] : values
  }
  // What is not there is no column.
  for (const [name, value] of Object.entries(fields)) if (value === null || value === '') delete fields[name]
  return { key: textIn(item, 'key'), id: child(item, 'key')?.attributes['id'] ?? null, fields }
}

function linksOf(item: Element): unknown[] {
  return children(child(item, 'issuelinks'), 'issuelinktype').flatMap((type) =>
    (['outward', 'inward'] as const).flatMap((direction) =>
      children(type, `${direction}links`).flatMap((links) =>
        children(links, 'issuelink').map((link) => ({
          type: { name: textIn(type, 'name') },
          [`${direction}Issue`]: { key: textIn(link, 'issuekey') },
        })),
      ),
    ),
  )
}
