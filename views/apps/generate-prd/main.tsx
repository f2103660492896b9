import { show } from '../app.tsx'
import { Prd } from '../../pictures/prd/prd.tsx'
import { fromTool, prdMarkdown } from '../../pictures/prd/prd-picture.ts'

show({
  tool: 'generate_prd',
  read: fromTool,
  // A view writes nothing: the document is drawn again, not saved again.
  repeat: (given) => given && { ...given, dryRun: true },
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
