import { csvFile, show } from '../app.tsx'
import { Schedule } from '../../pictures/schedule/schedule.tsx'
import { daysLate, fromTool, scheduleCsv } from '../../pictures/schedule/schedule-picture.ts'
import { fullDay, isoOf } from '../../pictures/words.ts'

show({
  tool: 'schedule_portfolio',
  read: fromTool,
  file: (picture) => csvFile('schedule_portfolio', scheduleCsv(picture)),
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
          const { structuredContent } = await ask('query_backlog', { search: key, limit: 5 })
          const found = (structuredContent?.items ?? []) as { key: string; title?: string }[]
          return found.find((item) => item.key === key)?.title ?? null
        })
      }
    />
  ),
})
