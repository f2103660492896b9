/** `pm33 doctor [URL]`: what is wrong and how to fix it, one line each. */

interface Finding {
  ok: boolean
  text: string
}

export async function doctor(
  url: string | undefined,
  config: { publicUrl: string; port: number; database: object } | Error,
): Promise<string> {
  const findings: Finding[] = []
  if (config instanceof Error) findings.push({ ok: false, text: `Settings: ${config.message}` })
  else
    findings.push({
      ok: true,
      text: `Settings are valid; database: ${'embedded' in config.database ? 'embedded' : 'PostgreSQL'}`,
    })
  const base = (url ?? (config instanceof Error ? 'http://localhost:3033' : config.publicUrl)).replace(
    /\/(mcp)?\/*$/,
    '',
  )
  findings.push(...(await reach(base)))
  process.exitCode = findings.every(({ ok }) => ok) ? 0 : 1
  return findings.map(({ ok, text }) => `${ok ? '✓' : '×'} ${text}`).join('\n')
}

async function reach(base: string): Promise<Finding[]> {
  if (!URL.canParse(base)) return [{ ok: false, text: `${base} is not a URL. Start it with https://` }]
  const findings: Finding[] = []
  const ask = (path: string, init?: RequestInit) =>
    fetch(`${base}${path}`, { redirect: 'manual', signal: AbortSignal.timeout(5_000), ...init })
  try {
    const mcp = await ask('/mcp', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{"jsonrpc":"2.0","id":1,"method":"ping"}',
    })
    const challenge = mcp.headers.get('www-authenticate') ?? ''
    findings.push(
      mcp.status === 401 && challenge.includes('resource_metadata')
        ? { ok: true, text: `${base}/mcp is accessible and asks for credentials` }
        : {
            ok: false,
            text: `${base}/mcp responded with ${mcp.status} instead of 401 and a challenge. Is this PM33, or a proxy in front of it?`,
          },
    )
  } catch (error) {
    return [
      {
        ok: false,
        text: `${base}/mcp: ${whyNot(error as Error)}. Verify that the address is accessible, that PM33 is running (npm start), and that the port matches.`,
      },
    ]
  }
  for (const path of ['/.well-known/oauth-protected-resource', '/.well-known/oauth-authorization-server']) {
    const answer = await ask(path).catch(() => null)
    const ok = answer?.status === 200
    findings.push({
      ok,
      text: ok
        ? `${path} is accessible`
        : `${path} ${answer ? `responded with ${answer.status}` : 'did not respond'}. A proxy must forward /.well-known/*`,
    })
  }
  return findings
}

function whyNot({ name, message, cause }: Error): string {
  const { code, message: reason } = (cause ?? {}) as { code?: string; message?: string }
  if (name === 'TimeoutError') return 'no response within 5 seconds'
  if (code === 'ECONNREFUSED') return 'connection refused'
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') return 'unknown host name'
  return reason || code || message
}
