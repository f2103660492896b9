import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vite'

/** The pages: one shell, and assets named by their content. Nothing inline, so that no page needs an exception from the content security policy. */
export default defineConfig({
  root: fileURLToPath(new URL('views/pages', import.meta.url)),
  base: '/',
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  build: {
    outDir: fileURLToPath(new URL('dist/pages', import.meta.url)),
    emptyOutDir: true,
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    target: 'es2022',
  },
})
