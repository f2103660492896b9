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

// All three throw on any error of an answer, so what they read has no gaps.
const schema = withoutRefusals(readFileSync('schema/api.graphql', 'utf8'))

/**
 * Types and documents of the adapter, of the pages, and of the console, from the committed schema and the `.graphql` files beside what sends
 * them; and of what PM33 asks Linear and GitHub.
 */
const config: CodegenConfig = {
  emitLegacyCommonJSImports: false,
  silent: true,
  generates: {
    'mcp/operations.generated.ts': {
      schema,
      documents: 'mcp/**/*.graphql',
      plugins: ['typescript-operations', 'typed-document-node', './schema/selections.ts'],
      config: typed,
    },
    'mcp/arguments.generated.ts': { schema, documents: 'mcp/tools/*.graphql', plugins: ['./schema/arguments.ts'] },
    'views/operations.generated.ts': {
      schema,
      documents: 'views/**/*.graphql',
      plugins: ['typescript-operations', 'typed-document-node'],
      config: typed,
    },
    'cli/operations.generated.ts': {
      schema,
      documents: 'cli/operations.graphql',
      plugins: ['typescript-operations', 'typed-document-node'],
      config: typed,
    },
    'api/sync/linear/operations.generated.ts': {
      schema: 'api/sync/linear/subset.graphql',
      documents: 'api/sync/linear/operations.graphql',
      plugins: ['typescript-operations', 'typed-document-node', './schema/complexity.ts'],
      config: {
        ...typed,
        scalars: { ID: 'string', DateTime: 'string', DateTimeOrDuration: 'string', TimelessDate: 'string' },
      },
    },
    'api/sync/github/operations.generated.ts': {
      schema: 'api/sync/github/subset.graphql',
      documents: 'api/sync/github/operations.graphql',
      plugins: ['typescript-operations', 'typed-document-node'],
      config: { ...typed, scalars: { ID: 'string', DateTime: 'string', URI: 'string' } },
    },
  },
}

export default config
