import type { ComponentChildren } from 'preact'
import { BacklogItemDocument, type BacklogItemQuery, type ChangeField } from '../../operations.generated.ts'
import { Dialog } from '../parts/dialog.tsx'
import { counted, day, figure, listed } from '../parts/format.ts'
import { Answered } from '../parts/states.tsx'
import { When } from '../parts/when.tsx'
import { useQuery } from '../query.ts'
import { ItemObjectives } from './item-objectives.tsx'
import type { Workspace } from '../session.tsx'

type Item = BacklogItemQuery['workspace']['item']

interface DrawerProps {
  workspace: Workspace
  itemKey: string
  /** Shows another item instead. */
  open: (key: string) => void
  onClose: () => void
}

/** One item beside the table: what it is, what it waits for, what it is part of, and what happened to it. */
export function ItemDrawer({ workspace, itemKey, open, onClose }: DrawerProps) {
  const query = useQuery(BacklogItemDocument, { workspace: workspace.id, key: itemKey })
  return (
    <Dialog
      title={query.data ? `${itemKey} ${query.data.workspace.item.title}` : itemKey}
      kind="drawer"
      onClose={onClose}
    >
      <div class="row end drawer-close">
        <button class="btn small" type="button" onClick={onClose}>
          Close
        </button>
      </div>
      <Answered query={query} what={itemKey}>
        {({ workspace: { item, objectives } }) => (
          <Shown item={item} objectives={objectives} open={open} reload={query.reload} />
        )}
      </Answered>
    </Dialog>
  )
}

interface ShownProps {
  item: Item
  objectives: BacklogItemQuery['workspace']['objectives']
  open: (key: string) => void
  reload: () => Promise<void>
}

function Shown({ item, objectives, open, reload }: ShownProps) {
  const { blockedBy, blocks, children, dependencies } = item
  const other = dependencies.filter(({ kind, endedAt }) => kind !== 'blocks' || endedAt)
  return (
    <>
      <dl class="kv">
        {Object.entries({
          Type: item.type,
          Status: item.status,
          Priority: item.priority === 'none' ? '' : item.priority,
          Points: item.storyPoints == null ? '' : figure(item.storyPoints),
          Team: item.team?.name,
          Assignee: item.assignee,
          Sprint: item.sprint?.name,
          Due: item.dueDate ? day(item.dueDate) : '',
          Labels: listed(item.labels),
        }).map(
          ([name, value]) =>
            value && (
              <>
                <dt>{name}</dt>
                <dd>{value}</dd>
              </>
            ),
        )}
        {item.parent && (
          <>
            <dt>Part of</dt>
            <dd>
              <ItemLink to={item.parent} open={open} />
            </dd>
          </>
        )}
        {item.url && (
          <>
            <dt>Source</dt>
            <dd>{item.url}</dd>
          </>
        )}
      </dl>
      {item.description && <p class="description">{item.description}</p>}
      <ItemObjectives item={item} objectives={objectives} reload={reload} />
      <Related title="Waits for" related={blockedBy} open={open} />
      <Related title="Blocks" related={blocks} open={open}>
        {item.holdsUp > 0 &&
          `${counted(item.holdsUp, 'open item')} ${item.holdsUp === 1 ? 'waits' : 'wait'} for it in total, directly or through others.`}
      </Related>
      <Related title="Contains" related={children} open={open} />
      {other.length > 0 && (
        <section aria-label="Other links">
          <h3>Other links</h3>
          <ul class="lines">
            {other.map(({ id, kind, label, endedAt, item: waiting, blocker }) => {
              const far = waiting.key === item.key ? blocker : waiting
              return (
                <li key={id}>
                  <span class="dim">{`${label ?? kind}${endedAt ? `, ended ${day(endedAt)}` : ''}`}</span>{' '}
                  {far ? <ItemLink to={far} open={open} /> : 'an item outside this workspace'}
                </li>
              )
            })}
          </ul>
        </section>
      )}
      <History item={item} />
    </>
  )
}

const ItemLink = ({ to, open }: { to: { key: string; title: string }; open: (key: string) => void }) => (
  <button type="button" class="as-link" onClick={() => open(to.key)}>
    <bdi class="key">{to.key}</bdi> {to.title}
  </button>
)

interface RelatedProps {
  title: string
  related: Item['children']
  open: (key: string) => void
  children?: ComponentChildren
}

function Related({ title, related: { totalCount, nodes }, open, children }: RelatedProps) {
  if (!totalCount) return null
  return (
    <section aria-label={title}>
      <h3>
        {title} <span class="dim">{figure(totalCount)}</span>
      </h3>
      <ul class="lines">
        {nodes.map((one) => (
          <li key={one.key}>
            <ItemLink to={one} open={open} /> <span class="dim small">{one.status}</span>
          </li>
        ))}
      </ul>
      {nodes.length < totalCount && <p class="dim small">The first {nodes.length} are listed.</p>}
      {children && <p class="dim small">{children}</p>}
    </section>
  )
}

const FIELDS: Readonly<Record<ChangeField, string>> = {
  dueDate: 'Due date',
  storyPoints: 'Points',
  parent: 'Parent',
  team: 'Team',
  rank: 'Rank',
  title: 'Title',
}

/** A value of a field as people read it; the history keeps it as the API writes it. */
function said(field: ChangeField, value: string | null | undefined): string {
  if (value == null) return 'none'
  if (field === 'dueDate' && /^\d{4}-\d\d-\d\d$/.test(value)) return day(value)
  const points = field === 'storyPoints' ? Number(value) : NaN
  return Number.isFinite(points) ? figure(points) : value
}

/** Status and other changes in one list, the last first. */
function History({ item: { statusHistory, changes, createdAt } }: { item: Item }) {
  const events = [
    ...statusHistory.nodes.map(({ at, from, to }) => ({ at, text: from ? `${from} → ${to}` : `Created as ${to}` })),
    ...changes.map(({ at, field, before, after }) => ({
      at,
      text: `${FIELDS[field]}: ${said(field, before)} → ${said(field, after)}`,
    })),
  ].sort((a, b) => b.at.localeCompare(a.at))
  return (
    <section aria-label="History">
      <h3>History</h3>
      <ul class="lines">
        {events.map(({ at, text }, index) => (
          <li key={index}>
            {text}{' '}
            <span class="dim small">
              <When at={at} />
            </span>
          </li>
        ))}
        <li>
          Created{' '}
          <span class="dim small">
            <When at={createdAt} />
          </span>
        </li>
      </ul>
    </section>
  )
}
