/** What APIs nest, as the columns that it would be in a table. */
import { elementsOf, isObject, type JsonItem, listOf, textOf } from './source.ts'

/** Properties that hold an item's own fields one level down. */
const INSIDE = ['fields', 'attributes']
/** Properties that list fields with their names. */
const LISTED = ['customFields', 'custom_fields', 'column_values', 'columnValues', 'fieldValues', 'properties']
/** Properties that point at an item above, and what such a pointer calls it. */
const ABOVE = /^(parent|epic|parent_?issue|parent_?item)$/i
const IDENTITIES = ['idReadable', 'key', 'identifier', 'id', 'gid', 'iid', 'number'] as const
/** `System.Title`, `Microsoft.VSTS.Common.ClosedDate`, `Custom.Team`. */
const NAMESPACE = /^(?:System|Custom|Microsoft\.VSTS\.\w+|WEF_\w+)\./

/** A text that a pointer to an item above holds, so that the item is found. */
function identityOf(value: JsonItem): unknown {
  for (const name of IDENTITIES)
    if (typeof value[name] === 'string' || typeof value[name] === 'number') return value[name]
  return value
}

/** What a field of a list is called, and what it holds; null when it is none. */
function listedField(field: unknown): { name: string; value: unknown } | null {
  if (!isObject(field)) return null
  const about = field['field'] ?? field['column'] ?? field['projectCustomField']
  const name = textOf(isObject(about) ? about : (field['name'] ?? field['title'] ?? field['id'])).trim()
  if (name === '') return null
  const choice = isObject(about) ? field['name'] : undefined
  const held = [
    field['display_value'],
    field['number_value'],
    field['enum_value'],
    field['text'],
    field['number'],
    field['date'],
    choice,
    isObject(about) && field['title'] !== undefined ? field : undefined,
    field['value'],
  ]
  return { name, value: held.find((value) => value !== undefined && value !== null && value !== '') ?? null }
}

/** Text of a property of Notion's API, which names its kind: `{"type": "status", "status": {"name": "Done"}}`. */
function notionValue(property: JsonItem): unknown {
  const kind = textOf(property['type'])
  const value = property[kind]
  if (kind === 'title' || kind === 'rich_text')
    return listOf(value)
      .filter(isObject)
      .map((piece) => textOf(piece['plain_text']))
      .join('')
  if (kind === 'date' && isObject(value)) return value['start']
  if (kind === 'relation')
    return listOf(value)
      .filter(isObject)
      .map((other) => other['id'])
  if (kind === 'unique_id' && isObject(value))
    return [value['prefix'], value['number']].filter((part) => part !== null && part !== undefined).join('-')
  if ((kind === 'formula' || kind === 'rollup') && isObject(value)) return value[textOf(value['type'])]
  return value
}

/** An item with everything that it nests under the names that people see. A property of its own is never replaced. */
export function flat(item: JsonItem): JsonItem {
  const columns = new Map<string, unknown>()
  const put = (name: string, value: unknown) => {
    if (!columns.has(name) || columns.get(name) === null) columns.set(name, value)
  }
  const see = (name: string, value: unknown, depth: number) => {
    if (depth === 0 && isObject(value) && INSIDE.includes(name))
      for (const [inside, one] of Object.entries(value)) see(inside.replace(NAMESPACE, ''), one, 1)
    else if (depth === 0 && isObject(value) && name === 'properties')
      for (const [inside, one] of Object.entries(value)) put(inside, isObject(one) ? notionValue(one) : one)
    else if (LISTED.includes(name) && elementsOf(value) !== null)
      for (const field of elementsOf(value)!) {
        const listed = listedField(field)
        if (listed !== null) put(listed.name, listed.value)
      }
    else if (isObject(value) && ABOVE.test(name)) put(name, identityOf(value))
    // `"status": {"status": "to do", "type": "open"}`
    else if (isObject(value) && typeof value[name] === 'string') put(name, value[name])
    else put(name, elementsOf(value) ?? value)
  }
  for (const [name, value] of Object.entries(item)) if (!LISTED.includes(name)) see(name, value, 0)
  for (const name of LISTED) if (name in item) see(name, item[name], 0)
  return Object.fromEntries(columns)
}
