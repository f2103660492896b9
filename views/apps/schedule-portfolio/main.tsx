import { show } from '../app.tsx'
import { Schedule } from '../../pictures/schedule.tsx'
import { daysLate, fromTool, scheduleCsv } from '../../pictures/schedule-picture.ts'
import { fullDay, isoOf } from '../../pictures/words.ts'

show({
  tool: 'schedule_portfolio',
  read: fromTool,
  csv: scheduleCsv,
  draw: (picture, { locale, fullscreen, choose, ask }) => (
    <Schedule
      picture={picture}
      locale={locale}
      fullscreen={fullscreen}
      onBar={(bar) =>
        choose({
          figures: {
            key: bar.key,
            team: picture.teams[bar.team],
            start: isoOf(bar.start),
            finish: isoOf(bar.finish),
            daysLate: daysLate(bar),
          },
          sentence: `What would finish ${bar.key} before ${fullDay(bar.finish, locale)}, and what would that cost the rest of the plan?`,
        })
      }
      titleOf={
        ask &&
        (async (key) => {
          const { structuredContent } = await ask('query_backlog', { itemIds: [key] })
          const [item] = (structuredContent?.items ?? []) as { title?: string }[]
          return item?.title ?? null
        })
      }
    />
  ),
})
