import { csvFile, show } from '../app.tsx'
import { Priorities } from '../../pictures/priorities/priorities.tsx'
import { fromTool, prioritiesCsv, type Order } from '../../pictures/priorities/priorities-picture.ts'

/** Ranks that are handed to the model. */
const TOP = 10
/** Under the reader's own weights: what is downloaded is what is on screen. */
let order: Order | null = null

show({
  tool: 'optimize_priorities',
  read: fromTool,
  file: (picture) => csvFile('optimize_priorities', prioritiesCsv(picture, order)),
  draw: (picture, { locale, theme, fullscreen, choose }) => (
    <Priorities
      picture={picture}
      locale={locale}
      theme={theme}
      fullscreen={fullscreen}
      onOrder={(changed) => {
        order = changed
        if (!changed) return choose(null)
        const top = changed.rows.slice(0, TOP).map(({ key }) => key)
        choose({
          figures: { weights: { ...changed.weights.parts, ...changed.weights.factors }, order: top },
          sentence: `Use this order, ranked with my own weights: ${top.join(', ')}.`,
        })
      }}
    />
  ),
})
