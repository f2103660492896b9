/** The second reading: the records of a file, one at a time, as the plan says. */
import { JSON_SOURCES } from '../formats/index.ts'
import { impliedItem } from './csv-item.ts'
import { itemValues } from './item-values.ts'
import { opened } from './opened.ts'
import { recordOf } from './normalize.ts'
import type { Plan, Source } from '../record/plan.ts'
import { mend } from '../../files/ragged.ts'
import type { ImportRecord } from '../record/record.ts'
import { isObject, type RawItem, type Habits } from '../formats/source.ts'
import { csvSource, itemsOf, layoutOf, setAside } from './survey-csv.ts'
import { itemReader, parts } from './survey-json.ts'
import { tableRows } from './table.ts'

/** Exactly `plan.report.rows.imported` records and the implied ones, in the order of the file. */
export async function* rows(source: Source, plan: Plan): AsyncGenerator<ImportRecord> {
  const { source: inside } = await opened(source, plan.mapping)
  const reading = plan.delimiter === null ? jsonRows(inside, plan) : csvRecords(inside, plan)
  for await (const { raw, habits } of reading) {
    const above = raw.implies
    if (above && plan.implied.get(above.title) === raw.row) yield recordOf(impliedItem(raw.row, above), plan, habits)
    // Set aside, dropped and repeated rows own no key.
    const key = raw.values('key')[0]?.trim()
    if (key === undefined || plan.index.rowOf.get(key) !== raw.row || raw.drop !== null) continue
    yield raw.record === undefined
      ? recordOf(raw, plan, habits)
      : ownRecord({ ...raw.record, ...itemValues(raw, habits).values }, plan)
  }
}

interface ReadItem {
  readonly raw: RawItem
  readonly habits: Habits
}

async function* csvRecords(source: Source, plan: Plan): AsyncGenerator<ReadItem> {
  const habits = csvSource(plan.format)!
  const table = { header: plan.header, delimiter: plan.delimiter! }
  const item = itemsOf(plan.header, plan.columns!, habits)
  const layout = layoutOf(habits, plan.mapping)
  for await (const { row, cells, aside, ...place } of tableRows(source, plan.encoding, table, layout, plan.limits)) {
    const mended =
      aside === null && setAside(cells, plan.limits) === null ? mend(cells, plan.profile, table.delimiter) : null
    if (mended !== null) yield { raw: item(row, mended, place), habits }
  }
}

async function* jsonRows(source: Source, plan: Plan): AsyncGenerator<ReadItem> {
  const habits = JSON_SOURCES.find(({ format }) => format === plan.format)!
  const read = itemReader(habits, plan.shared, plan.mapping)
  for await (const { list, at, value } of parts(source, plan.encoding, plan.limits, plan.shared.deep))
    if (list !== null && habits.lists.includes(list) && isObject(value)) yield { raw: read(value, at), habits }
}

/** A record of our own export, with what follows from the other rows of this file. */
function ownRecord(record: ImportRecord, plan: Plan): ImportRecord {
  const parentRef = plan.cutParents.has(record.sourceKey) ? null : record.parentRef
  return {
    ...record,
    parentRef,
    parentExternal: parentRef !== null && !plan.index.rowOf.has(parentRef),
    links: record.links
      .filter(({ type, direction, targetRef, suggested }) => {
        const pair = direction === 'outward' ? `${record.sourceKey}>${targetRef}` : `${targetRef}>${record.sourceKey}`
        return targetRef !== record.sourceKey && (type !== 'blocks' || suggested || !plan.cutDependencies.has(pair))
      })
      .map((link) => ({ ...link, external: !plan.index.rowOf.has(link.targetRef) })),
  }
}
