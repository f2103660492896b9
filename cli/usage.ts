/** The commands, as `pm33 help` and the README show them. */
const COMMANDS: readonly (readonly [string, string])[] = [
  ['start [--port N] [--no-demo] [--dev]', 'serve everything in one process (the default)'],
  ['api', 'serve the API alone: /graphql, /oauth, pages, docs'],
  ['mcp', 'serve the MCP adapter alone, against PM33_API_URL'],
  ['stdio [--url URL] [--key KEY]', 'bridge for desktop clients: stdio to /mcp'],
  ['import FILE… [--workspace NAME] [--dry-run] [--mapping FILE] [--end-missing]', 'read an export of Jira, Linear, GitHub, Azure DevOps, Trello or any CSV'],
  ['import --undo ID [--force]', 'take an import back'],
  ['export [WORKSPACE] [--format csv|json] [--output FILE]', 'write a workspace without loss'],
  ['key create NAME [--scopes a,b] [--surfaces mcp,graphql] [--days N]', 'make an API key; it is shown once'],
  ['key list', 'keys with state and last use'],
  ['key revoke ID', 'end a key at once'],
  ['migrate', 'bring the database schema up to date and stop'],
  ['doctor [URL]', 'check this installation, or a server from outside'],
  ['version', 'print the version'],
]

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
