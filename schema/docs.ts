import { readFileSync, writeFileSync } from 'node:fs'
import { SCOPE_TEXT } from '../api/oauth/scope-text.ts'
import { COMMANDS } from '../cli/commands.ts'
import { argumentTerm, optionTerm, usageOf, type CommandDeclaration } from '../cli/declare.ts'
import type { JsonSchema } from '../mcp/answers/issue.ts'
import { SCOPES } from '../mcp/scope.ts'
import { catalog } from '../mcp/server.ts'

/** The parts of `docs/` that follow from the contracts. */
const cell = (text: string) => text.replaceAll('|', String.raw`\|`).replaceAll(/\s*\n\s*/g, ' ')
const line = (cells: string[]) => `| ${cells.map(cell).join(' | ')} |`
const table = (heads: string[], rows: string[][]) =>
  [line(heads), `|${heads.map(() => '---|').join('')}`, ...rows.map(line)].join('\n')

/** One row a tool: its name, what it needs, and the first sentence of its description. */
export function toolsTable(): string {
  return table(
    ['tool', 'what it does', 'scope'],
    catalog.tools.map(({ name, scope, listing }) => [
      `\`${name}\``,
      listing.description.split(/(?<=\.)\s/, 1)[0]!,
      `\`${scope}\``,
    ]),
  )
}

interface Argument {
  type?: string | string[]
  enum?: string[]
  items?: Argument
  default?: unknown
  description?: string
  minimum?: number
  maximum?: number
}

function kindOf({ enum: values, items, type, minimum, maximum }: Argument): string {
  if (items) return `list of ${kindOf(items)}`
  if (values) return values.map((value) => `\`${value}\``).join(', ')
  const range =
    minimum !== undefined && maximum !== undefined && Math.abs(maximum) < Number.MAX_SAFE_INTEGER
      ? `, ${minimum} to ${maximum}`
      : ''
  return `${String(type ?? 'object')}${range}`
}

function argumentsOf(schema: JsonSchema): string {
  const properties = Object.entries((schema.properties ?? {}) as Record<string, Argument>).filter(
    ([name]) => name !== 'workspaceId',
  )
  const rows = properties.map(([name, argument]) => [
    `\`${name}\``,
    kindOf(argument),
    argument.default === undefined ? '' : `\`${JSON.stringify(argument.default).replaceAll('"', '')}\``,
    argument.description ?? '',
  ])
  return table(['argument', 'type', 'default', 'meaning'], rows)
}

function toolSections(): string {
  const sections = catalog.tools.map(({ name, scope, listing: { title, description, inputSchema } }) =>
    [
      `## ${name}`,
      `${title}. Needs \`${scope}\`.`,
      description
        .split('\n')
        .filter(Boolean)
        .map((line) => `> ${line}`)
        .join('\n>\n'),
      argumentsOf(inputSchema),
    ].join('\n\n'),
  )
  return [toolsTable(), ...sections].join('\n\n')
}

function resourceTables(): string {
  return table(
    ['resource', 'contents', 'cache TTL', 'scope'],
    catalog.resources.map(({ uri, listing, ttl, scope }) => [
      `\`${uri}\``,
      listing.description,
      `${ttl} s`,
      `\`${scope}\``,
    ]),
  )
}

function scopeTable(): string {
  return table(
    ['scope', 'permission', 'meaning'],
    SCOPES.map((scope) => [`\`${scope}\``, SCOPE_TEXT[scope].title, SCOPE_TEXT[scope].detail]),
  )
}

const commands = Object.entries<CommandDeclaration>(COMMANDS)

function commandTable(): string {
  return table(
    ['`npx pm33 …`', 'does'],
    commands.map(([name, command]) => [`\`${usageOf(name, command)}\``, command.does]),
  )
}

function commandSections(): string {
  return commands
    .map(([name, command]) => {
      const terms = [
        ...(command.arguments ?? []).map((each) => [argumentTerm(each), each.does]),
        ...Object.entries(command.options ?? {}).map(([option, each]) => [optionTerm(option, each), each.does]),
      ]
      const rows = terms.length
        ? [
            table(
              ['argument or option', 'meaning'],
              terms.map(([term, does]) => [`\`${term}\``, does!]),
            ),
          ]
        : []
      return [`## ${name}`, `${command.does}.`, `\`\`\`sh\nnpx pm33 ${usageOf(name, command)}\n\`\`\``, ...rows].join(
        '\n\n',
      )
    })
    .join('\n\n')
}

const PARTS: readonly (readonly [file: string, mark: string, part: () => string])[] = [
  ['README.md', 'tools', toolsTable],
  ['README.md', 'commands', commandTable],
  ['docs/commands.md', 'commands', commandSections],
  ['docs/tools.md', 'tools', toolSections],
  ['docs/resources.md', 'resources', resourceTables],
  ['docs/scopes.md', 'scopes', scopeTable],
]

export function writeDocs(): void {
  for (const [name, mark, part] of PARTS) {
    const file = new URL(`../${name}`, import.meta.url)
    const text = readFileSync(file, 'utf8')
    const between = new RegExp(`(<!-- ${mark} -->\n)[\\s\\S]*?(<!-- /${mark} -->)`)
    if (!between.test(text)) throw new Error(`${name} has no place for its table: <!-- ${mark} --> … <!-- /${mark} -->`)
    writeFileSync(
      file,
      text.replace(between, (_, open: string, close: string) => `${open}${part()}\n${close}`),
    )
  }
}
