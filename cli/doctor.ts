/** `pm33 doctor [URL]`: what is wrong, and what to do about it, one line each. */

interface Finding {
  ok: boolean
  text: string
}

export async function doctor(url: string | undefined, config: { publicUrl: string; port: number; database: object } | Error): Promise<string> {
  const findings: Finding[] = []
  if (config instanceof Error) findings.push({ ok: false, text: `Settings: ${config.message}` })
  else findings.push({ ok: true, text: `Settings are complete; database: ${'embedded' in config.database ? 'embedded' : 'PostgreSQL'}` })
  const base = (url ?? (config instanceof Error ? 'http://localhost:3033' : config.publicUrl)).replace(/\/(mcp)?\/*$/, '')
  findings.push(...(await reach(base)))
  process.exitCode = findings.every(({ ok }) => ok) ? 0 : 1
  return findings.map(({ ok, text }) => `${ok ? '✓' : '×'} ${text}`).join('\n')
}

async function reach(base: string): Promise<Finding[]> {
  if (!URL.canParse(base)) return [{ ok: false, text: `${base} is not a URL: write it with https://` }]
  const findings: Finding[] = []
  const ask = (path: string, init?: RequestInit) => fetch(`${base}${path}`, { redirect: 'manual', signal: AbortSignal.timeout(5_000), ...init })
  try {
    const mcp = await ask('/mcp', { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{"jsonrpc":"2.0","id":1,"method":"ping"}' })
    const challenge = mcp.headers.get('www-authenticate') ?? ''
    findings.push(
      mcp.status === 401 && challenge.includes('resource_metadata')
        ? { ok: true, text: `${base}/mcp is accessible and asks for a credential` }
        : { ok: false, text: `${base}/mcp answered ${mcp.status} where 401 with a challenge was expected: is this PM33, or a proxy in its place?` },
    )
  } catch (error) {
    return [{ ok: false, text: `${base}/mcp: ${whyNot(error as Error)}. Verify that the address is accessible: is PM33 running (npm start), and does the port match?` }]
  }
  for (const path of ['/.well-known/oauth-protected-resource', '/.well-known/oauth-authorization-server']) {
    const answer = await ask(path).catch(() => null)
    const ok = answer?.status === 200
    findings.push({ ok, text: ok ? `${path} answers` : `${path} answered ${answer?.status ?? 'nothing'}: a proxy must pass /.well-known/* on` })
  }
  return findings
}

function whyNot({ name, message, cause }: Error): string {
  const { code, message: reason } = (cause ?? {}) as { code?: string; message?: string }
  if (name === 'TimeoutError') return 'no answer within 5 seconds'
  if (code === 'ECONNREFUSED') return 'connection refused'
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') return 'the host name is unknown'
  return reason || code || message
}
