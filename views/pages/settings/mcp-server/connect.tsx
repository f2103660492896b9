import { Copy } from '../../parts/copy.tsx'
import { Tabs } from '../../parts/tabs.tsx'
import { claudeLink, cursorLink, vsCodeLink } from './install-links.ts'

const pretty = (value: object) => JSON.stringify(value, null, 2)

/** Opens the client with this server filled in; there, the person confirms. */
const Install = ({ href, client }: { href: string; client: string }) => (
  <p>
    <a class="btn" href={href} {...(href.startsWith('https:') && { target: '_blank', rel: 'noreferrer' })}>
      Add to {client}
    </a>
  </p>
)

/** How to connect each client to this server. */
export function Connect() {
  const { origin } = location
  const url = `${origin}/mcp`
  const claude = claudeLink(url)
  return (
    <>
      <Copy text={url} what="server URL" />
      <Tabs
        label="How to connect"
        tabs={[
          {
            title: 'Claude',
            content: (
              <>
                {claude && <Install href={claude} client="Claude" />}
                <p class="hint">
                  {claude ? 'Or open' : 'Open'} Settings › Connectors › Add custom connector, and paste the URL above. A
                  browser opens for consent.{claude ? '' : ' claude.ai needs a public HTTPS address.'}
                </p>
              </>
            ),
          },
          {
            title: 'Claude Code',
            content: (
              <>
                <Copy text={`claude mcp add --transport http pm33 ${url}`} what="command" />
                <p class="hint">
                  Run it once, then ask “what should we build next?”. A browser opens for consent the first time.
                </p>
              </>
            ),
          },
          {
            title: 'VS Code',
            content: (
              <>
                <Install href={vsCodeLink(url)} client="VS Code" />
                <Copy lines text={pretty({ servers: { pm33: { type: 'http', url } } })} what="configuration" />
                <p class="hint">
                  Or paste this into <code>.vscode/mcp.json</code>. A browser opens for consent the first time.
                </p>
              </>
            ),
          },
          {
            title: 'Cursor',
            content: (
              <>
                <Install href={cursorLink(url)} client="Cursor" />
                <Copy lines text={pretty({ mcpServers: { pm33: { url } } })} what="configuration" />
                <p class="hint">
                  Or paste this into <code>.cursor/mcp.json</code>. A browser opens for consent the first time.
                </p>
              </>
            ),
          },
          {
            title: 'Programs (stdio)',
            content: (
              <>
                <Copy
                  lines
                  text={pretty({
                    mcpServers: {
                      pm33: {
                        command: 'node',
                        args: ['/path/to/pm33/bin/pm33.mjs', 'stdio'],
                        env: { PM33_URL: origin, PM33_API_KEY: 'pm33_live_…' },
                      },
                    },
                  })}
                  what="configuration"
                />
                <p class="hint">
                  For clients that can only start programs. Fill in the folder of PM33 and an API key (Settings ›
                  Integrations › MCP Server).
                </p>
              </>
            ),
          },
        ]}
      />
    </>
  )
}
