// Exits 0 when the server in this container is healthy.
const port = process.env.PORT ?? '3033'
const answer = await fetch(`http://127.0.0.1:${port}/healthz`, { signal: AbortSignal.timeout(4_000) }).catch(() => null)
process.exit(answer?.ok ? 0 : 1)
