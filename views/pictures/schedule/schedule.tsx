/** Does it fit, and what breaks? Team lanes with their load, the critical path, and what is late or left out. */
import { useEffect, useState } from 'preact/hooks'
import { oddsText } from '../../../text.ts'
import { Gantt, type ScheduleProps } from './gantt.tsx'
import './schedule.css'
import { lateKeys, remarkOn, type SchedulePicture } from './schedule-picture.ts'
import { counted, dayOf, figure, fullDay, movedWords, percent, shortDay, tenths, withDates } from '../words.ts'

export function Schedule({ picture, locale, fullscreen, onBar, titleOf, page = false }: ScheduleProps) {
  const Root = page ? 'div' : 'main'
  const { bars } = picture
  const named = picture.unplaced.slice(0, fullscreen ? undefined : 2)
  // Hundreds of rows that nobody sees wait until the picture stands.
  const [stands, setStands] = useState(false)
  useEffect(() => {
    const timer = setTimeout(() => setStands(true))
    return () => clearTimeout(timer)
  }, [])
  return (
    <Root class={page ? 'view page' : undefined}>
      <Heading picture={picture} locale={locale} />
      {bars.length > 0 && (
        <Gantt
          picture={picture}
          locale={locale}
          fullscreen={fullscreen}
          {...(onBar && { onBar })}
          titleOf={titleOf ?? null}
        />
      )}
      {picture.unplacedCount > 0 && (
        <div class="small dim">
          <b class="st warn">{figure(picture.unplacedCount, locale)} not placed:</b>{' '}
          {named.map(({ key, title, why }) => `${key} ${title}: ${why}.`).join(' ')}
          {picture.unplacedCount > named.length && ` And ${figure(picture.unplacedCount - named.length, locale)} more.`}
        </div>
      )}
      {stands && <AsTable picture={picture} locale={locale} />}
    </Root>
  )
}

/** For whoever does not see the picture. */
function AsTable({ picture: { bars, teams }, locale }: { picture: SchedulePicture; locale: string }) {
  return (
    <div class="sr">
      <table>
        <caption>Schedule as a table</caption>
        <thead>
          <tr>
            <th scope="col">Team</th>
            <th scope="col">Item</th>
            <th scope="col">Starts</th>
            <th scope="col">Ends</th>
            <th scope="col">Remark</th>
          </tr>
        </thead>
        <tbody>
          {bars.map((bar) => (
            <tr key={`${bar.team} ${bar.key}`}>
              <td>{teams[bar.team]}</td>
              <th scope="row">
                {bar.key} {bar.title}
              </th>
              <td>{fullDay(bar.start, locale)}</td>
              <td>{fullDay(bar.finish, locale)}</td>
              <td>{remarkOn(bar, locale)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

function Heading({ picture, locale }: { picture: SchedulePicture; locale: string }) {
  const { criticalPath, fullest, gap, status, finish, finishProbability, finish85, variance, bars } = picture
  const late = lateKeys(bars)
  return (
    <header class="stack tight">
      <h1 class="answer">{withDates(picture.sentence, locale)}</h1>
      <p class="facts">
        {late.length > 0 && (
          <span class="st bad">
            Ends late: {late.slice(0, 3).join(', ')}
            {late.length > 3 && ` and ${figure(late.length - 3, locale)} more`}
          </span>
        )}
        {criticalPath.length > 0 && (
          <span>
            <i class="sw" />
            Critical path{' '}
            <b>{(criticalPath.length > 3 ? [criticalPath[0], '…', criticalPath.at(-1)] : criticalPath).join(' → ')}</b>
          </span>
        )}
        {bars.length > 0 && (
          <span>
            {status === 'OPTIMAL' ? (
              'Proven optimal'
            ) : gap === null ? (
              'Gap unknown'
            ) : (
              <>
                Within <b>{tenths(Math.ceil(gap * 1_000) / 10, locale)}%</b> of the best plan
              </>
            )}
          </span>
        )}
        {finish && finishProbability !== null && (
          <span>
            <b>{oddsText(finishProbability)}</b> likely by {shortDay(dayOf(finish), locale)}
            {finish85 && (
              <>
                , 85% by <b>{shortDay(dayOf(finish85), locale)}</b>
              </>
            )}
          </span>
        )}
        {fullest && bars.length > 0 && (
          <span class="wide">
            Fullest team{' '}
            <b>
              {fullest.team}, {percent(fullest.share)}
            </b>
          </span>
        )}
        {variance && (
          <span>
            Compared with the saved plan:{' '}
            <b>
              {variance.finishDays == null
                ? 'end not comparable'
                : variance.finishDays === 0
                  ? 'same end'
                  : `ends ${movedWords(variance.finishDays, locale)}`}
            </b>
            , {counted(variance.later, locale, 'item')} later, {figure(variance.earlier, locale)} earlier
          </span>
        )}
      </p>
    </header>
  )
}
