import { show } from '../app.tsx'
import { Prd } from '../../pictures/prd/prd.tsx'
import { fromTool, prdMarkdown } from '../../pictures/prd/prd-picture.ts'

show({
  tool: 'generate_prd',
  read: fromTool,
  // A view writes nothing: the document is drawn again, not saved again.
  repeat: (given) => given && { ...given, dryRun: true },
  // The document itself comes back with a conversation that is opened again; what only the view has does not.
  lacking: ({ structuredContent, _meta }, given) =>
    _meta?.['pm33/view'] || !(Number(structuredContent?.version) > 1 || given?.includeStrategicContext)
      ? ''
      : 'The strategic context and the earlier version did not come with this answer. Open the document in PM33 to see them.',
  // A stop may come after the document was saved and paid.
  stopped: 'The document may have been saved: look in Documents before you ask again.',
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
