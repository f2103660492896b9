/** What stands in a Jira, what people do in it, and what its search index knows of that. Time passes only when it is moved. */
export interface FakeIssue {
  id: number
  key: string
  project: number
  summary: string
  type: 'Epic' | 'Story' | 'Bug'
  status: string
  points: number | null
  assignee: string | null
  labels: string[]
  parent: number | null
  sprint: number | null
  /** Ids of issues that this one blocks. */
  blocks: number[]
  created: number
  updated: number
  resolved: number | null
  archived: boolean
  history: { at: number; items: object[] }[]
  /** Values of other fields, by their ids. */
  custom?: Readonly<Record<string, unknown>>
}

/** What the search index holds of an issue, and when it catches up. */
interface Indexed {
  shown: FakeIssue | null
  due: number
}

export const STATUSES: Readonly<Record<string, { name: string; key: string }>> = {
  '1': { name: '할 일', key: 'new' },
  '3': { name: '진행 중', key: 'indeterminate' },
  '4': { name: '검토 중', key: 'indeterminate' },
  '5': { name: '완료', key: 'done' },
}
export interface FakeSprint {
  name: string
  state: string
  goal?: string
  /** Days; a future sprint has none. */
  start?: string
  end?: string
}

export class JiraSite {
  clock = Date.parse('2026-03-02T09:00:00.000Z')
  readonly issues = new Map<number, FakeIssue>()
  readonly #index = new Map<number, Indexed>()
  readonly projects = new Map([
    [10_001, { key: 'APP', name: 'App' }],
    [10_002, { key: 'OPS', name: 'Operations' }],
  ])
  /** A Kanban board has no sprints. */
  readonly boards = [
    { id: 4, name: 'App board', type: 'scrum', project: 10_001 },
    { id: 5, name: 'Support', type: 'kanban', project: 10_002 },
  ]
  readonly sprints = new Map<number, FakeSprint>([
    [7, { name: 'Sprint 7', state: 'closed', start: '2026-02-02', end: '2026-02-16' }],
    [8, { name: 'Sprint 8', state: 'active', start: '2026-03-02', end: '2026-03-16' }],
  ])
  #version = 0
  /** Issues whose index entry is behind. */
  readonly #late = new Set<number>()
  #list: { name: string; issues: FakeIssue[] } = { name: '', issues: [] }
  #blockers: { version: number; of: Map<number, FakeIssue[]> } = { version: -1, of: new Map() }
  /** Milliseconds by which the index lags behind the next changes. */
  lag = 0
  #next = 10_100
  #numbers = new Map<number, number>()

  create(given: Partial<FakeIssue> = {}): FakeIssue {
    const id = this.#next++
    const project = given.project ?? 10_001
    const issue: FakeIssue = {
      id,
      key: this.#newKey(project),
      project,
      summary: `Issue ${id}`,
      type: 'Story',
      status: '1',
      points: null,
      assignee: null,
      labels: [],
      parent: null,
      sprint: null,
      blocks: [],
      created: this.clock,
      updated: this.clock,
      resolved: null,
      archived: false,
      history: [],
      ...given,
    }
    this.issues.set(id, issue)
    this.#touch(issue)
    return issue
  }

  change(id: number, change: Partial<FakeIssue>): void {
    const issue = this.issues.get(id)!
    if (change.status !== undefined && change.status !== issue.status) {
      const name = (status: string) => STATUSES[status]!.name
      issue.history.push({
        at: this.clock,
        items: [
          {
            field: '상태',
            fieldId: 'status',
            from: issue.status,
            fromString: name(issue.status),
            to: change.status,
            toString: name(change.status),
          },
        ],
      })
      issue.resolved = STATUSES[change.status]!.key === 'done' ? this.clock : null
    }
    Object.assign(issue, change)
    this.#touch(issue)
  }

  move(id: number, project: number): void {
    this.change(id, { project, key: this.#newKey(project) })
  }

  /** A link does not always change `updated` of its ends. */
  link(from: number, to: number, there: boolean, bumps: boolean): void {
    const issue = this.issues.get(from)!
    this.#version += 1
    issue.blocks = there ? [...new Set([...issue.blocks, to])] : issue.blocks.filter((id) => id !== to)
    if (!bumps) return
    this.#touch(issue)
    if (this.issues.has(to)) this.#touch(this.issues.get(to)!)
  }

  archive(id: number, archived: boolean): void {
    this.issues.get(id)!.archived = archived
    this.#reindex(id)
  }

  delete(id: number): void {
    this.issues.delete(id)
    for (const issue of this.issues.values()) {
      issue.blocks = issue.blocks.filter((other) => other !== id)
      if (issue.parent === id) issue.parent = null
    }
    this.#reindex(id)
  }

  #newKey(project: number): string {
    const number = (this.#numbers.get(project) ?? 0) + 1
    this.#numbers.set(project, number)
    return `${this.projects.get(project)!.key}-${number}`
  }

  #touch(issue: FakeIssue): void {
    issue.updated = this.clock
    this.#reindex(issue.id)
  }

  #reindex(id: number): void {
    const before = this.#index.get(id)
    this.#index.set(id, { shown: before?.shown ?? null, due: this.clock + this.lag })
    this.#late.add(id)
    this.#version += 1
  }

  #shown(id: number, reconciled: boolean): FakeIssue | null {
    const indexed = this.#index.get(id)!
    if (reconciled || (this.#late.has(id) && this.clock >= indexed.due)) {
      if (this.clock >= indexed.due) this.#late.delete(id)
      const now = this.issues.get(id)
      indexed.shown = now && !now.archived ? structuredClone(now) : null
    }
    return indexed.shown
  }
  /** Sorted once for all pages of a walk, while nothing happens. */
  found(jql: string, reconcile: readonly number[]): FakeIssue[] {
    const name = `${this.#version} ${jql}`
    if (reconcile.length > 0 || this.#late.size > 0 || this.#list.name !== name)
      this.#list = { name, issues: this.#searched(jql, reconcile) }
    return this.#list.issues
  }

  blockersOf(id: number): readonly FakeIssue[] {
    if (this.#blockers.version !== this.#version) {
      const of = new Map<number, FakeIssue[]>()
      for (const issue of this.issues.values())
        for (const other of issue.blocks) of.set(other, [...(of.get(other) ?? []), issue])
      this.#blockers = { version: this.#version, of }
    }
    return this.#blockers.of.get(id) ?? []
  }

  #searched(jql: string, reconcile: readonly number[]): FakeIssue[] {
    const projects = /project in \(([\d, ]+)\)/.exec(jql)?.[1]?.split(', ').map(Number)
    const ids = /\bid in \(([\d, ]+)\)/.exec(jql)?.[1]?.split(', ').map(Number)
    const label = /labels = "?(\w+)"?/.exec(jql)?.[1]
    const undone = jql.includes('statusCategory != Done')
    const since = Number(/updated >= (\d+)/.exec(jql)?.[1] ?? 0)
    return [...this.#index.keys()]
      .flatMap((id) => this.#shown(id, reconcile.includes(id)) ?? [])
      .filter(
        (issue) =>
          issue.updated >= since &&
          (!projects || projects.includes(issue.project)) &&
          (!ids || ids.includes(issue.id)) &&
          (!label || issue.labels.includes(label)) &&
          (!undone || STATUSES[issue.status]!.key !== 'done'),
      )
      .sort((a, b) => (/ORDER BY updated/.test(jql) ? a.updated - b.updated : 0) || a.id - b.id)
  }
}
