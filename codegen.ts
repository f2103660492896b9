import { readFileSync } from 'node:fs'
import type { CodegenConfig } from '@graphql-codegen/cli'
import { withoutRefusals } from './schema/sdl.ts'

const typed = {
  useTypeImports: true,
  enumType: 'string-literal',
  documentMode: 'string',
  strictScalars: true,
  scalars: { ID: 'string', DateTime: 'string', Date: 'string', JSON: 'unknown' },
}

/** Types and documents of the adapter and of the pages, from the committed schema and the `.graphql` files beside what sends them. */
const config: CodegenConfig = {
  // The adapter and the pages throw on any error of an answer, so what they read has no gaps.
  schema: withoutRefusals(readFileSync('schema/api.graphql', 'utf8')),
  emitLegacyCommonJSImports: false,
  silent: true,
  generates: {
    'mcp/operations.generated.ts': {
      documents: 'mcp/**/*.graphql',
      plugins: ['typescript-operations', 'typed-document-node', './schema/selections.ts'],
      config: typed,
    },
    'mcp/arguments.generated.ts': { documents: 'mcp/tools/*.graphql', plugins: ['./schema/arguments.ts'] },
    'views/operations.generated.ts': {
      documents: 'views/**/*.graphql',
      plugins: ['typescript-operations', 'typed-document-node'],
      config: typed,
    },
  },
}

export default config
