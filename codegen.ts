import type { CodegenConfig } from '@graphql-codegen/cli'

/** Types and documents of the adapter, from the committed schema and the `.graphql` files beside tools and resources. */
const config: CodegenConfig = {
  schema: 'schema/api.graphql',
  documents: 'mcp/**/*.graphql',
  emitLegacyCommonJSImports: false,
  silent: true,
  generates: {
    'mcp/operations.generated.ts': {
      plugins: ['typescript-operations', 'typed-document-node', './schema/selections.ts'],
      config: {
        useTypeImports: true,
        enumType: 'string-literal',
        documentMode: 'string',
        strictScalars: true,
        scalars: { ID: 'string', DateTime: 'string', Date: 'string', JSON: 'unknown' },
      },
    },
  },
}

export default config
