import type { Console } from './console.ts'
import { demoKey } from './demo-key.ts'
import { GreetDocument } from './operations.generated.ts'
import { welcome } from './welcome.ts'

/** What a person sees when the server is up. Makes the demo tenant on the first start of an embedded installation. */
export async function greet(
  console: Console,
  url: string,
  { data, demo }: { data: string; demo: boolean },
): Promise<string> {
  const key = demo ? await demoKey(console, data) : null
  const links = await console.operator(GreetDocument, { demo })
  return welcome(url, key, { setUp: links.setUpLink, demo: links.demoLink ?? null })
}
