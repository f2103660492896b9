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
      text: `Settings are valid, secrets included; database: ${'embedded' in config.database ? 'embedded' : 'PostgreSQL'}`,
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
  if (!URL.canParse(base))
    return [{ ok: false, text: `${base} is not a URL. Give the full address, such as https://pm33.example.com.` }]
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
        ? { ok: true, text: `${base}/mcp is reachable and asks for credentials` }
        : {
            ok: false,
            text: `${base}/mcp responded with ${mcp.status} instead of 401 with a sign-in challenge. Check that this address is PM33 and not a proxy that answers for it.`,
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
  findings.push(...(await readiness(ask)))
  for (const path of ['/.well-known/oauth-protected-resource', '/.well-known/oauth-authorization-server']) {
    const answer = await ask(path).catch(() => null)
    const ok = answer?.status === 200
    findings.push({
      ok,
      text: ok
        ? `${path} is reachable`
        : `${path} ${answer ? `responded with ${answer.status}` : 'did not respond'}. A proxy must forward /.well-known/*`,
    })
  }
  return findings
}

/** What the server says of its database, migrations, queue, and disk, and whether its clock and this machine's agree. */
async function readiness(ask: (path: string) => Promise<Response>): Promise<Finding[]> {
  const answer = await ask('/readyz').catch(() => null)
  const { checks } = (await answer?.json().catch(() => null)) ?? ({} as { checks?: Record<string, string> })
  if (!answer || !checks) return [{ ok: false, text: '/readyz did not say whether the server is ready' }]
  const failed = Object.entries(checks as Record<string, string>).flatMap(([name, said]) =>
    said === 'ok' ? [] : [name],
  )
  const findings = [
    failed.length
      ? { ok: false, text: `Not ready: ${failed.map((name) => ADVICE[name] ?? name).join('; ')}` }
      : { ok: true, text: `Ready: ${Object.keys(checks as object).join(', ')}` },
  ]
  const skew = Math.round((Date.parse(answer.headers.get('date') ?? '') - Date.now()) / 1_000)
  if (Number.isNaN(skew)) return findings
  const apart = Math.abs(skew) > MOST_SKEW
  return [
    ...findings,
    {
      ok: !apart,
      text: apart
        ? `The clocks are ${Math.abs(skew)} s apart, so tokens can be refused. Synchronize them (NTP).`
        : 'The clocks agree',
    },
  ]
}

/** Seconds by which two clocks may differ: what tokens allow, and the way of the answer. */
const MOST_SKEW = 30
const ADVICE: Readonly<Record<string, string>> = {
  database: 'database (check that it runs and that DATABASE_URL is right)',
  migrations: 'migrations (run npx pm33 migrate)',
  queue: 'queue (analyses are waiting: add a node)',
  disk: 'disk (less than 100 MB are free in the data folder)',
}

function whyNot({ name, message, cause }: Error): string {
  const { code, message: reason } = (cause ?? {}) as { code?: string; message?: string }
  if (name === 'TimeoutError') return 'no response within 5 seconds'
  if (code === 'ECONNREFUSED') return 'connection refused'
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') return 'unknown host name'
  return reason || code || message
}
