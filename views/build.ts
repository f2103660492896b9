/** Builds the pages and the views into `dist/`, when what they are made of has changed since. */
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Rolldown } from 'vite'

const root = fileURLToPath(new URL('../', import.meta.url))
/** Read by nobody but us: what the built files were made of, and its hash. */
const STAMP = 'made-of'
/** What decides how files are built, whatever they import. */
const ALWAYS = [
  'vite.config.ts',
  'views/build.ts',
  'node_modules/preact/package.json',
  'node_modules/vite/package.json',
]

interface Stamp {
  /** Files outside `views/` that ended up in a page or view: our own, and the manifests of packages. */
  also: string[]
  hash: string
}

/** Everything that ends up in a page or view. */
function madeOf(also: readonly string[]): string {
  const hash = createHash('sha256')
  const views = (readdirSync(join(root, 'views'), { recursive: true }) as string[])
    .filter((path) => /\.(tsx?|css|html|svg|json)$/.test(path))
    .map((path) => `views/${path}`)
  for (const path of [...new Set([...views, ...ALWAYS, ...also])].sort())
    hash
      .update(path)
      .update('\0')
      .update(existsSync(join(root, path)) ? readFileSync(join(root, path)) : '')
      .update('\0')
  return hash.digest('hex')
}

const isFresh = (built: string): boolean => {
  const file = join(built, STAMP)
  if (!existsSync(file)) return false
  const text = readFileSync(file, 'utf8')
  // A stamp of an older release is a bare hash.
  const { also, hash } = text.startsWith('{') ? (JSON.parse(text) as Stamp) : { also: [], hash: text }
  return hash === madeOf(also)
}

/** A build appears whole: a server that reads the folder meanwhile has the old one or the new one. */
async function put(name: string, make: (folder: string) => Promise<readonly string[]>): Promise<boolean> {
  const built = join(root, 'dist', name)
  if (isFresh(built)) return false
  const fresh = `${built}-${process.pid}`
  mkdirSync(fresh, { recursive: true })
  const also = [...new Set((await make(fresh)).flatMap(sourceOf))].sort()
  writeFileSync(join(fresh, STAMP), JSON.stringify({ also, hash: madeOf(also) } satisfies Stamp))
  rmSync(built, { recursive: true, force: true })
  try {
    renameSync(fresh, built)
  } catch (error) {
    // Another process has put the same files there in between.
    rmSync(fresh, { recursive: true, force: true })
    if (!isFresh(built)) throw error
  }
  return true
}

/** A module as a file from the root; a package by its manifest. */
function sourceOf(module: string): string[] {
  const path = relative(root, module.split('?')[0]!)
  if (path.startsWith('..') || module.startsWith('\0')) return []
  const manifest = /^node_modules\/(?:@[^/]+\/)?[^/]+/.exec(path)?.[0]
  if (manifest) return [`${manifest}/package.json`]
  return path.startsWith('views/') ? [] : [path]
}

/** @returns whether there was anything to do */
export async function buildPages(): Promise<boolean> {
  const [pages, views] = [await put('pages', makePages), await put('views', makeViews)]
  return pages || views
}

async function makePages(outDir: string): Promise<readonly string[]> {
  const { build } = await import('vite')
  const built = (await build({
    configFile: join(root, 'vite.config.ts'),
    logLevel: 'error',
    build: { outDir },
  })) as Rolldown.RolldownOutput
  return modulesOf(built)
}

const modulesOf = ({ output }: Rolldown.RolldownOutput) =>
  output.flatMap((file) => (file.type === 'chunk' ? file.moduleIds : []))

/** One self-contained file for each view, and beside it the same with a sample inside, for opening from disk. */
async function makeViews(folder: string): Promise<readonly string[]> {
  const apps = join(root, 'views/apps')
  const names = readdirSync(apps).filter((name) => existsSync(join(apps, name, 'main.tsx')))
  const modules: string[] = []
  for (const name of names) {
    const view = await makeView(join(apps, name))
    modules.push(...view.modules)
    writeFileSync(join(folder, `${name}.html`), view.html)
    const sample = join(apps, name, 'sample.json')
    if (existsSync(sample)) writeFileSync(join(folder, `${name}.sample.html`), withSample(view.html, sample))
  }
  return modules
}

/** light-dark() becomes custom properties that [data-theme] sets; without this Vite would do so by chance of its target. */
const css = {
  transformer: 'lightningcss',
  lightningcss: { targets: { chrome: 100 << 16, safari: 15 << 16, firefox: 100 << 16 } },
} as const

async function makeView(folder: string): Promise<{ html: string; modules: readonly string[] }> {
  const { build } = await import('vite')
  const built = (await build({
    configFile: false,
    logLevel: 'error',
    root: folder,
    base: './',
    oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
    css,
    build: {
      write: false,
      target: 'es2022',
      modulePreload: false,
      cssCodeSplit: false,
      reportCompressedSize: false,
      assetsInlineLimit: Number.MAX_SAFE_INTEGER,
      rolldownOptions: { input: join(folder, 'index.html'), output: { codeSplitting: false } },
    },
  })) as Rolldown.RolldownOutput
  const text = (kind: RegExp) =>
    built.output
      .filter(({ fileName }) => kind.test(fileName))
      .map((file) => (file.type === 'chunk' ? file.code : String(file.source)))
      .join('')
  // These end or change the element that they stand in.
  const script = text(/\.js$/)
    .replaceAll('</script', String.raw`<\/script`)
    .replaceAll('<!--', String.raw`<\!--`)
  // A frame that declares color-scheme is painted opaque in a host of the other theme.
  const style = text(/\.css$/)
    .replaceAll(/(^|[{;])color-scheme:[^;}]*;?/g, '$1')
    .replaceAll('</style', String.raw`<\/style`)
  // By a function: a replacing text would be searched for `$&`, which minified code contains.
  const html = text(/\.html$/)
    .replaceAll(/\s*<link rel="stylesheet"[^>]*>/g, '')
    .replaceAll(/\s*<script type="module"[^>]*><\/script>/g, '')
    .replace('</head>', () => `<style>${style}</style></head>`)
    .replace('</body>', () => `<script type="module">${script}</script></body>`)
  return { html, modules: modulesOf(built) }
}

const withSample = (html: string, file: string) => {
  const sample = JSON.stringify(JSON.parse(readFileSync(file, 'utf8'))).replaceAll('<', String.raw`\u003c`)
  return html.replace('<body>', () => `<body><script type="application/json" id="sample">${sample}</script>`)
}
