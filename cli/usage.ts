/** The commands, as `pm33 help` and the README show them. */
export const COMMANDS: readonly (readonly [command: string, what: string])[] = [
  ['start [--port N] [--no-demo] [--dev]', 'serve everything in one process (the default)'],
  ['api [--port N]', 'serve the API alone: /graphql, /oauth, pages, docs'],
  ['mcp [--port N]', 'serve the MCP adapter alone, against PM33_API_URL'],
  ['stdio [--url URL] [--key KEY]', 'bridge for desktop clients: stdio to /mcp'],
  ['import FILE… [--workspace NAME] [--dry-run] [--mapping FILE] [--end-missing]', 'read an export of Jira, Linear, GitHub, Azure DevOps, Trello or any CSV'],
  ['import --undo ID [--force]', 'take an import back'],
  ['export [WORKSPACE] [--format csv|json] [--output FILE]', 'write a workspace without loss'],
  ['workspace list', 'the workspaces, with how many items they hold'],
  ['workspace delete NAME', 'delete a workspace with everything in it, for good'],
  ['key create NAME [--scopes a,b] [--surfaces mcp,graphql] [--days N]', 'make an API key; it is shown once'],
  ['key list', 'keys with state and last use'],
  ['key revoke ID', 'end a key at once'],
  ['tenant list', 'the organisations of this installation'],
  ['tenant create NAME --owner E-MAIL', 'create an organization, with a link for its owner to join'],
  ['tenant invite-owner E-MAIL', 'a link for one more owner to join, or for the first one whose link has ended'],
  ['admin set-up-link', 'the link with which the first person comes in'],
  ['admin reset-link E-MAIL', 'a link with which a person chooses a new password'],
  ['admin disable E-MAIL', 'let a person in nowhere any more; admin enable takes it back'],
  ['admin rotate-keys', 'sign access tokens with a new key from now on'],
  ['migrate', 'bring the database schema up to date and stop'],
  ['doctor [URL]', 'check this installation, or a server from outside'],
  ['version', 'print the version'],
]

export const OPTIONS = {
  port: { type: 'string' },
  tenant: { type: 'string' },
  workspace: { type: 'string' },
  mapping: { type: 'string' },
  name: { type: 'string' },
  owner: { type: 'string' },
  scopes: { type: 'string' },
  surfaces: { type: 'string' },
  days: { type: 'string' },
  format: { type: 'string' },
  output: { type: 'string' },
  'no-demo': { type: 'boolean' },
  'dry-run': { type: 'boolean' },
  'end-missing': { type: 'boolean' },
  undo: { type: 'string' },
  force: { type: 'boolean' },
  dev: { type: 'boolean' },
  json: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
  version: { type: 'boolean', short: 'v' },
} as const

export function usage(): string {
  return [
    'Usage: npx pm33 COMMAND',
    '',
    ...COMMANDS.flatMap(([command, what]) => [`  ${command}`, `      ${what}`]),
    '',
    'Options for all: --tenant NAME (where there are several), --json, --help',
    'While a server runs, commands go through it.',
  ].join('\n')
}
