import { fileURLToPath } from 'node:url'

/** The configuration snippets of each client, for a URL and, where there is one, a key. Tests parse and run them. */
export interface Snippets {
  claudeCode: string
  mcpJson: string
  claudeDesktop: string
  webConnector: string
}

const bin = fileURLToPath(new URL('../bin/pm33.mjs', import.meta.url))

function snippets(url: string, key: string | null): Snippets {
  const header = key ? ` --header "x-api-key: ${key}"` : ''
  const server = { type: 'http', url: `${url}/mcp`, ...(key ? { headers: { 'x-api-key': key } } : {}) }
  const bridge = {
    command: 'node',
    args: [bin, 'stdio'],
    env: { PM33_URL: url, ...(key ? { PM33_API_KEY: key } : {}) },
  }
  return {
    claudeCode: `claude mcp add --transport http pm33 ${url}/mcp${header}`,
    mcpJson: JSON.stringify({ mcpServers: { pm33: server } }, null, 2),
    claudeDesktop: JSON.stringify({ mcpServers: { pm33: bridge } }, null, 2),
    webConnector: `${url}/mcp`,
  }
}

const indent = (text: string) => text.replaceAll(/^/gm, '    ')

/**
 * What `npm start` prints: where it runs, how to get in, what to paste where.
 * @param links each works once: into the demo, and for the first account, while there is none
 */
export function welcome(
  url: string,
  key: string | null,
  { demo, setUp }: { demo: string | null; setUp: string | null },
): string {
  const { claudeCode, mcpJson, claudeDesktop, webConnector } = snippets(url, key)
  return [
    '',
    `  PM33 is running at ${url}`,
    ...(demo
      ? ['', '  See the demo   open this link within an hour, in a browser on this computer:', indent(demo)]
      : []),
    ...(key ? ['', `  Demo key       ${key}`] : []),
    ...(setUp
      ? ['', '  First account  open this link within an hour to create your account and organization:', indent(setUp)]
      : []),
    '',
    '  Claude Code    paste into a terminal:',
    indent(claudeCode),
    '',
    '  .mcp.json      in a project folder, for everyone who uses Claude Code there:',
    indent(mcpJson),
    '',
    '  Claude Desktop claude_desktop_config.json (starts the stdio bridge):',
    indent(claudeDesktop),
    '',
    '  claude.ai      Settings › Connectors › Add custom connector (needs a public https URL):',
    indent(webConnector),
    '',
    `  VS Code, Cursor, and other clients, tools, and troubleshooting: ${url}/docs`,
    ...(key ? ['', '  Ask Claude: “What is in my backlog, and what should we do next?”'] : []),
    '',
  ].join('\n')
}
