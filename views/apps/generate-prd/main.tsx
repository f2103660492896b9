import { show } from '../app.tsx'
import type { Arguments, ToolResult } from '../bridge.ts'
import { Prd } from '../../pictures/prd/prd.tsx'
import { fromTool, prdMarkdown } from '../../pictures/prd/prd-picture.ts'

/** An answer has a bounded length, and a document is read and saved as if it were whole. */
function cutShort({ structuredContent }: ToolResult): string {
  const { key, warnings } = (structuredContent ?? {}) as { key?: string | null; warnings?: string[] }
  if (!warnings?.some((warning) => warning.startsWith('The answer was too long'))) return ''
  return `This document is longer than an answer can be. ${key ? 'Open it in PM33 to see all of it.' : 'Ask for fewer sections to see the others.'}`
}

/** The document itself comes back with a conversation that is opened again; what only the view has does not. */
const withoutContext = ({ structuredContent, _meta }: ToolResult, given: Arguments | null) =>
  _meta?.['pm33/view'] || !(Number(structuredContent?.version) > 1 || given?.includeStrategicContext)
    ? ''
    : 'The strategic context and the earlier version did not come with this answer. Open the document in PM33 to see them.'

show({
  tool: 'generate_prd',
  read: fromTool,
  // A view writes nothing: the document is drawn again, not saved again.
  repeat: (given) => given && { ...given, dryRun: true },
  lacking: (result, given) => [cutShort(result), withoutContext(result, given)].filter(Boolean).join(' '),
  // A stop may come after the document was saved and paid.
  stopped: (given) =>
    given?.dryRun
      ? 'Nothing was saved.'
      : 'The document may have been saved. Check Documents in PM33 before you ask again.',
  file: (picture) => ({ name: 'prd.md', type: 'text/markdown', text: prdMarkdown(picture) }),
  draw: (picture, { locale, fullscreen, choose }) => (
    <Prd
      picture={picture}
      locale={locale}
      fullscreen={fullscreen}
      onSource={({ key, title }) => choose({ figures: { key, title }, sentence: `Show me ${key} (${title}).` })}
    />
  ),
})
