import type { Plugin } from 'graphql-yoga'

/** Forms of any page can be sent here without asking, and no client of ours sends one: what comes so is 415. */
export function useScriptBodies(): Plugin {
  return {
    onRequestParse({ request, endResponse }) {
      if (/^\s*application\/x-www-form-urlencoded\b/i.test(request.headers.get('content-type') ?? ''))
        endResponse(new Response(null, { status: 415 }))
    },
  }
}
