/** `docs/promises.md`: each sentence of the privacy policy that promises behavior, and the test that is named after it. */
import { globSync, readFileSync, writeFileSync } from 'node:fs'

const root = new URL('../', import.meta.url)

/** Sentences about law, contracts, people, or where to write: no software keeps or breaks them. */
const NO_BEHAVIOR: readonly RegExp[] = [
  /^(Effective|Last updated|Contact|This page describes|The operator of this installation decides)/,
  /^(Tool inputs|Workspace records|Identity of the caller|Request metadata|Account data|Name, email address, and role)\.$/,
  /^The arguments of each call/,
  /^The ID of the key or connection/,
  /^To answer requests, to keep organizations apart/,
  /^Data is never sold/,
  /^There is no tracking/,
  /^Workspace records and documents are kept until/,
  /^(Your assistant|An AI provider, only if an owner of your organization agrees)\.$/,
  /^A tool's answer goes to the client/,
  /^Authorities, where the law/,
  /^In Settings › Your account you can:$/,
  /^The operator does the same for those who write/,
  /^An item may name a person/,
  /^Importing a file that names the person/,
  /^Backups hold what was erased/,
  /^For users in the EU/,
  /^California residents/,
  /^Changes to this policy/,
]

/** The sentences of a page, without markup. */
export function sentencesOf(markdown: string): string[] {
  return markdown
    .split('\n')
    .filter((line) => line && !line.startsWith('#'))
    .flatMap((line) =>
      line
        .replace(/^- /, '')
        .replaceAll(/\[([^\]]*)\]\([^)]*\)/g, '$1')
        .replaceAll(/\*\*|`/g, '')
        .split(/(?<=[.:])\s+(?=[A-Z])/),
    )
}

/** @returns problems, and the page. @param tests title of each test that keeps a promise, with its file */
export function promisesPage(
  sentences: readonly string[],
  tests: readonly { sentence: string; file: string }[],
): { problems: string[]; page: string } {
  const promised = sentences.filter((sentence) => !NO_BEHAVIOR.some((pattern) => pattern.test(sentence)))
  const problems = [
    ...promised
      .filter((sentence) => !tests.some((test) => test.sentence === sentence))
      .map((sentence) => `no test is named after "${sentence}"`),
    ...tests
      .filter(({ sentence }) => !promised.includes(sentence))
      .map(({ sentence, file }) => `${file} tests what docs/privacy.md does not promise: ${sentence}`),
  ]
  const cell = (text: string) => text.replaceAll('|', String.raw`\|`)
  const rows = promised.map((sentence) => {
    const files = tests.filter((test) => test.sentence === sentence).map(({ file }) => `\`${file}\``)
    return `| ${cell(sentence)} | ${[...new Set(files)].join(', ')} |`
  })
  const page = [
    '# Promises',
    '',
    'Each sentence of the [privacy policy](privacy.md) that promises behavior has a test named after it. `npm run check` fails when one is missing, or when a test promises more.',
    '',
    '| promise | test |',
    '|---|---|',
    ...rows,
    '',
  ].join('\n')
  return { problems, page }
}

export function writePromises(): void {
  const tests = globSync('test/**/*.test.ts', { cwd: root.pathname })
    .sort()
    .flatMap((file) =>
      [...readFileSync(new URL(file, root), 'utf8').matchAll(/(['"`])privacy: ((?:(?!\1).)+)\1/g)].map(
        ([, , sentence]) => ({ sentence: sentence!, file }),
      ),
    )
  const { problems, page } = promisesPage(sentencesOf(readFileSync(new URL('docs/privacy.md', root), 'utf8')), tests)
  if (problems.length) throw new Error(problems.join('\n'))
  writeFileSync(new URL('docs/promises.md', root), page)
}
