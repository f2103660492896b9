import type { CommandDeclaration, GivenOf } from './declare.ts'

const port = { takes: 'N', as: 'number', does: 'Port to listen on (default: PORT, or 3033)' } as const
const tenant = { takes: 'NAME', does: 'Organization to use when there are several, by name or ID' } as const
const json = { does: 'Print the result as JSON' } as const
const yes = { does: 'Do not ask for confirmation' } as const
const email = { name: 'email', does: 'Email address of the account' } as const

/** Every command, in the order in which help lists them. */
export const COMMANDS = {
  start: {
    does: 'Serve everything in one process (the default command)',
    options: {
      port,
      noDemo: { does: 'Start without the demo organization' },
      dev: { does: 'Serve GraphiQL at /graphql' },
    },
  },
  api: {
    does: 'Serve the API alone: /graphql, /oauth, pages, and docs',
    options: { port, dev: { does: 'Serve GraphiQL at /graphql' } },
  },
  mcp: { does: 'Serve the MCP adapter alone, connected to PM33_API_URL', options: { port } },
  stdio: {
    does: 'Bridge a desktop client from stdio to /mcp',
    options: {
      url: { takes: 'URL', does: 'Address of the server (default: PM33_URL, or http://localhost:3033/mcp)' },
      key: { takes: 'KEY', does: 'API key (default: PM33_API_KEY, which keeps it out of the process list)' },
    },
  },
  import: {
    does: 'Import exports from Jira, Linear, GitHub, Azure DevOps, Trello, and others, or any CSV file',
    arguments: [{ name: 'file', optional: true, many: true, does: 'Files to import; each import is atomic' }],
    options: {
      workspace: { takes: 'NAME', does: 'Workspace to import into; created if it does not exist' },
      mapping: { takes: 'FILE', does: 'JSON file that overrides the detected columns, statuses, or date order' },
      map: {
        takes: 'COLUMN=FIELD',
        as: 'pairs',
        does: 'Read a column as a field, or as ignore; repeat it for each column',
      },
      dryRun: { does: 'Report what would be imported without writing anything' },
      endMissing: { does: 'Close items that are missing from the file' },
      undo: {
        takes: 'ID',
        does: 'Undo an earlier import instead',
        excludes: ['workspace', 'mapping', 'map', 'dryRun', 'endMissing', 'json'],
      },
      force: { does: 'Undo it even though the workspace has changed since', needs: 'undo' },
      yes: { does: 'Do not ask for confirmation (with --force)', needs: 'force' },
      tenant,
      json,
    },
  },
  export: {
    does: 'Export a workspace without loss (JSON: everything; CSV: the items)',
    arguments: [
      { name: 'workspace', optional: true, does: 'Workspace to export when there are several, by key, name, or ID' },
    ],
    options: {
      format: {
        takes: 'csv|json',
        choices: ['csv', 'json'],
        does: 'Format (default: from the name of the file, or csv)',
      },
      output: { takes: 'FILE', does: 'File to write (default: standard output)' },
      tenant,
    },
  },
  'workspace list': { does: 'List workspaces and the number of items in each', options: { tenant, json } },
  'workspace delete': {
    does: 'Permanently delete a workspace and everything in it',
    arguments: [{ name: 'workspace', does: 'Key, name, or ID of the workspace' }],
    options: { yes, tenant, json },
  },
  'person erase': {
    does: 'Remove a name from every item it is assigned to (for people without an account)',
    arguments: [{ name: 'name', does: 'Name of the person, exactly as the items have it' }],
    options: { yes, tenant, json },
  },
  'person export': {
    does: 'Export everything stored about a person, in every organization, as JSON',
    arguments: [email],
    options: { output: { takes: 'FILE', does: 'File to write (default: standard output)' } },
  },
  'person delete': {
    does: 'Delete the account of a person, and erase their name from every organization',
    arguments: [email],
    options: { yes, json },
  },
  'key create': {
    does: 'Create an API key, which is shown once',
    arguments: [{ name: 'name', does: 'Name of the key' }],
    options: {
      scopes: { takes: 'A,B', as: 'list', does: 'Scopes of the key (default: every MCP scope)' },
      surfaces: { takes: 'mcp,graphql', as: 'list', does: 'Where the key works (default: mcp)' },
      days: { takes: 'N', as: 'number', does: 'Days until it expires' },
      tenant,
      json,
    },
  },
  'key list': { does: 'List API keys with their state and last use', options: { tenant, json } },
  'key revoke': {
    does: 'Revoke an API key immediately',
    arguments: [{ name: 'id', does: 'ID of the key, as key list shows it' }],
    options: { yes, tenant },
  },
  'tenant list': { does: 'List the organizations of this installation', options: { json } },
  'tenant create': {
    does: 'Create an organization and a link for its owner to join',
    arguments: [{ name: 'name', does: 'Name of the organization' }],
    options: { owner: { takes: 'EMAIL', required: true, does: 'Email address of its owner' }, json },
  },
  'tenant export': {
    does: 'Export an organization: its people, settings, credits, audit log, documents, and every workspace (workspaces can be imported again)',
    arguments: [{ name: 'folder', does: 'Folder to write the files to; created if it does not exist' }],
    options: { tenant },
  },
  'tenant delete': {
    does: 'Permanently delete an organization, accounts that belong to no other, and everything in it except its credit ledger and audit events, which no longer name anyone',
    arguments: [{ name: 'name', does: 'Name of the organization' }],
    options: { yes, json },
  },
  'tenant invite-owner': {
    does: 'Print a link for another owner to join, or a new link for the first owner',
    arguments: [{ name: 'email', does: 'Email address of the new owner' }],
    options: { tenant, json },
  },
  'credits balance': { does: 'Show the AI credits of an organization', options: { tenant, json } },
  'credits grant': {
    does: 'Add AI credits to an organization',
    arguments: [{ name: 'amount', as: 'amount', does: 'Number of credits' }],
    options: {
      reason: { takes: 'TEXT', does: 'Reason, shown in the ledger' },
      expires: { takes: 'DATE', as: 'day', does: 'Day on which unused credits expire, as YYYY-MM-DD' },
      payment: {
        takes: 'ID',
        does: 'Stripe payment that the credits are for: if Stripe reports it later, nothing is added again',
      },
      id: { takes: 'ID', does: 'ID of this grant: repeating the command with the same ID changes nothing' },
      tenant,
      json,
    },
  },
  'credits revoke': {
    does: 'Take available AI credits from an organization',
    arguments: [{ name: 'amount', as: 'amount', does: 'Number of credits' }],
    options: {
      reason: { takes: 'TEXT', does: 'Reason, shown in the ledger' },
      payment: {
        takes: 'ID',
        does: 'Stripe payment whose credits are taken, spent or not: a refund of it takes only the rest',
      },
      id: { takes: 'ID', does: 'ID of this revocation: repeating the command with the same ID changes nothing' },
      yes,
      tenant,
      json,
    },
  },
  'audit verify': {
    does: 'Check that no event of the audit logs was changed, removed, or reordered',
    options: {
      sequence: {
        takes: 'N',
        as: 'number',
        does: 'Number of the last event in an earlier check (with --hash)',
        needs: 'hash',
      },
      hash: {
        takes: 'HASH',
        does: 'Hash of that event; detects events removed from the end since then',
        needs: 'sequence',
      },
      tenant,
      json,
    },
  },
  'audit export': {
    does: 'Export the audit log of an organization',
    options: {
      format: { takes: 'jsonl|csv', choices: ['jsonl', 'csv'], does: 'Format (default: jsonl)' },
      since: { takes: 'DATE', as: 'day', does: 'First day, as YYYY-MM-DD' },
      until: { takes: 'DATE', as: 'day', does: 'End date, exclusive, as YYYY-MM-DD' },
      tenant,
    },
  },
  'admin set-up-link': { does: 'Print the first-run setup link' },
  'admin reset-link': { does: 'Print a link for setting a new password', arguments: [email] },
  'admin disable': { does: 'Disable an account (undo with admin enable)', arguments: [email] },
  'admin enable': { does: 'Enable a disabled account', arguments: [email] },
  'admin rotate-keys': { does: 'Start signing access tokens with a new key' },
  backup: {
    does: 'Back up the whole database to a file (the server can keep running)',
    arguments: [{ name: 'file', does: 'File to write; it must not exist' }],
  },
  restore: {
    does: 'Restore a backup into an empty database, and update its schema',
    arguments: [{ name: 'file', does: 'Backup to read' }],
  },
  migrate: { does: 'Update the database schema, then exit' },
  doctor: {
    does: 'Check this installation, or a server from outside',
    arguments: [{ name: 'url', optional: true, does: 'Address of the server to check' }],
  },
  version: { does: 'Print the version' },
} as const satisfies Readonly<Record<string, CommandDeclaration>>

export type CommandName = keyof typeof COMMANDS
export type Given<Name extends CommandName> = GivenOf<(typeof COMMANDS)[Name]>
