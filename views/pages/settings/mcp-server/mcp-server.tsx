import { SettingsFrame } from '../../frame.tsx'
import { useSession } from '../../session.tsx'
import { Access } from './access.tsx'
import { ApiKeys } from './api-keys.tsx'
import { Connect } from './connect.tsx'
import { Connections } from './connections.tsx'

export function McpServerPage() {
  const { may } = useSession()
  return (
    <SettingsFrame title="MCP Server">
      <section>
        <h1>MCP Server</h1>
        <p class="dim measure">
          Connect Claude or another assistant to this organization. Apps that open a browser do not need a key; scripts
          and partners do.
        </p>
        <Connect />
      </section>
      {may('tenant:admin') ? (
        <ApiKeys />
      ) : (
        <section>
          <h2>API keys</h2>
          <p class="dim">Admins create API keys. Apps that open a browser do not need one.</p>
        </section>
      )}
      <Connections />
      {may('tenant:admin') && <Access />}
    </SettingsFrame>
  )
}
