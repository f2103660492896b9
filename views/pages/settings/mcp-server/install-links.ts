/** Links that open a client with this server filled in: the person only confirms. @param url of the MCP endpoint, absolute */

const NAME = 'pm33'

/** claude.ai connects from its own servers, so the address must be public. @returns null where it cannot be reached */
export function claudeLink(url: string): string | null {
  const { protocol, hostname } = new URL(url)
  if (protocol !== 'https:' || hostname === 'localhost') return null
  const asked = new URLSearchParams({ modal: 'add-custom-connector', connectorName: 'PM33', connectorUrl: url })
  return `https://claude.ai/customize/connectors?${asked}`
}

export const vsCodeLink = (url: string): string =>
  `vscode:mcp/install?${encodeURIComponent(JSON.stringify({ name: NAME, type: 'http', url }))}`

export const cursorLink = (url: string): string =>
  `cursor://anysphere.cursor-deeplink/mcp/install?${new URLSearchParams({ name: NAME, config: btoa(JSON.stringify({ url })) })}`
