/**
 * Packs the stdio bridge as a desktop extension, `dist/pm33.mcpb`: Claude Desktop installs it with a double click and asks for address and key.
 * A `.mcpb` file is a ZIP archive with a manifest (MCP Bundles, manifest version 0.3).
 */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { packExtension } from '@anthropic-ai/mcpb'
import { build } from 'vite'

const root = fileURLToPath(new URL('../', import.meta.url))
const read = (path: string) => JSON.parse(readFileSync(join(root, path), 'utf8')) as unknown

const { version, description, license } = read('package.json') as Record<string, string>
const { tools } = read('schema/tools.json') as { tools: { name: string; description: string }[] }
/** The address of the public installation, as in the registry's entry. */
const { websiteUrl } = read('server.json') as { websiteUrl: string }

const manifest = {
  manifest_version: '0.3',
  name: 'pm33',
  display_name: 'PM33',
  version,
  description,
  author: { name: 'PM33', url: websiteUrl },
  documentation: `${websiteUrl}/docs/connect`,
  support: `${websiteUrl}/docs/troubleshooting`,
  privacy_policies: [`${websiteUrl}/docs/privacy`],
  license,
  server: {
    type: 'node',
    entry_point: 'server/index.mjs',
    mcp_config: {
      command: 'node',
      args: ['${__dirname}/server/index.mjs'],
      env: { PM33_URL: '${user_config.url}', PM33_API_KEY: '${user_config.key}' },
    },
  },
  // The first sentence says what a tool does.
  tools: tools.map(({ name, description: text }) => ({ name, description: text.split('\n')[0] })),
  prompts_generated: true,
  compatibility: { platforms: ['darwin', 'win32', 'linux'], runtimes: { node: '>=20' } },
  user_config: {
    url: {
      type: 'string',
      title: 'Address of PM33',
      description: 'For example http://localhost:3033, or the address that your company uses.',
      required: true,
      default: 'http://localhost:3033',
    },
    key: {
      type: 'string',
      title: 'API key',
      description: 'From Settings › Integrations › MCP Server, or printed by npm start.',
      required: true,
      sensitive: true,
    },
  },
}

/** @returns path of the file that was written */
export async function bundle(folder = join(root, 'dist')): Promise<string> {
  const content = mkdtempSync(join(tmpdir(), 'pm33-bundle-'))
  try {
    await build({
      configFile: false,
      root,
      logLevel: 'warn',
      ssr: { noExternal: true, target: 'node' },
      build: {
        ssr: 'mcp/extension.ts',
        outDir: join(content, 'server'),
        emptyOutDir: true,
        target: 'node20',
        rolldownOptions: { output: { entryFileNames: 'index.mjs', codeSplitting: false } },
      },
    })
    writeFileSync(join(content, 'manifest.json'), `${JSON.stringify(manifest, null, 2)}\n`)
    mkdirSync(folder, { recursive: true })
    const file = join(folder, 'pm33.mcpb')
    if (!(await packExtension({ extensionPath: content, outputPath: file, silent: true })))
      throw new Error('The bundle could not be packed: its manifest is not valid.')
    return file
  } finally {
    rmSync(content, { recursive: true, force: true })
  }
}

if (import.meta.main) console.log(`wrote ${await bundle()}`)
