/** Which date may I promise? The distribution of the finish, a target that moves, and what it rests on. */
import { useEffect, useMemo, useState } from 'preact/hooks'
import { oddsText } from '../../../text.ts'
import { Canvas, color } from '../canvas.tsx'
import './forecast.css'
import { oddsOf, sureBy, type DateRecord, type ForecastPicture } from './forecast-picture.ts'
import {
  counted,
  dayOf,
  figure,
  fullDay,
  isoOf,
  monthOf,
  monthsBetween,
  percent,
  shortDay,
  signed,
  withDates,
} from '../words.ts'

/** Days after a target that count as a little late. */
const A_LITTLE_LATE = 28
/** Heights of the flags, so that they never meet. */
const STEPS = [100, 83, 66, 49]
/** Bars leave room for the flags. */
const TALLEST = 0.76
const LEVELS = ['--p50', '--p75', '--p90', '--p95']

export interface ForecastProps {
  picture: ForecastPicture
  locale: string
  theme: string
  /** The target that the reader has chosen, and how sure it is. */
  onTarget?: (date: string, chance: number) => void
  /** Part of a page that has its own main landmark, and says itself what the picture rests on. */
  page?: boolean
}

export function Forecast({ picture, locale, theme, onTarget, page = false }: ForecastProps) {
  const Root = page ? 'div' : 'main'
  const { sentence, bins, remaining, unit, growth, warnings } = picture
  const heading = (
    <header class="stack tight">
      <h1 class="answer">{withDates(sentence, locale)}</h1>
      {remaining > 0 && (
        <p class="facts">
          <span>
            <b>{figure(remaining, locale)}</b> {remaining === 1 ? unit.slice(0, -1) : unit} left
          </span>
          {growth && growth.factor > 1 && (
            <span>
              <b>+{figure(remaining * (growth.factor - 1), locale, 0)}</b> expected from scope growth
            </span>
          )}
        </p>
      )}
    </header>
  )
  if (!bins.length)
    return (
      <Root class={page ? 'view page' : undefined}>
        {heading}
        {!page &&
          warnings.map((warning) => (
            <p key={warning} class="small dim">
              {withDates(warning, locale)}
            </p>
          ))}
      </Root>
    )
  return (
    <Root class={page ? 'view page' : undefined}>
      {heading}
      <Odds picture={picture} locale={locale} theme={theme} {...(onTarget && { onTarget })} />
      <div class="fc-bottom">
        {picture.record && <TrackRecord {...picture.record} locale={locale} />}
        {!page && (
          <div>
            {warnings.length > 0 && <p class="fc-warns">{withDates(warnings.join(' '), locale)}</p>}
            {picture.assumptions.length > 0 && (
              <p class="fc-assumes">
                <b>Assumes</b> {withDates(picture.assumptions.join(' '), locale)}
              </p>
            )}
          </div>
        )}
      </div>
    </Root>
  )
}

function Odds({ picture, locale, theme, onTarget }: ForecastProps) {
  const { bins, dates, target, influences } = picture
  const odds = useMemo(() => oddsOf(picture), [picture])
  const width = bins.length > 2 ? dayOf(bins[1]!.until ?? bins[1]!.from) - dayOf(bins[1]!.from) + 1 : 7
  const first = dayOf(bins[0]!.until ?? bins[0]!.from) - width
  const last = dayOf(bins.at(-1)!.from) + width
  const marked = dates.flatMap(({ percentile, date }) => (date ? [{ percentile, day: dayOf(date) }] : []))
  const usual = target ? dayOf(target.date) : (marked.find(({ percentile }) => percentile === 90)?.day ?? last)
  const within = (day: number) => Math.min(last, Math.max(first, day))
  const [day, setDay] = useState(within(usual))
  useEffect(() => setDay(within(usual)), [picture])
  const chance = sureBy(odds, day)
  useEffect(() => onTarget?.(isoOf(day), chance), [day, picture])
  const place = (at: number) => `${((within(at) - first) / (last - first)) * 100}%`
  const said = (at: number) => fullDay(at, locale)
  const words = marked.map((mark) => `P${mark.percentile} ${said(mark.day)}`).join(', ')
  const months = monthsBetween(first, last)
  const ends = bins.map(({ from, until }) => (until === null ? Infinity : (dayOf(from) + dayOf(until)) / 2))
  const level = (at: number) => {
    const rank = marked.findIndex((mark) => at <= mark.day)
    return rank < 0 ? '--tail' : (LEVELS[rank] ?? '--tail')
  }
  return (
    <div class="fc">
      <div>
        <div class="fc-chart">
          <Canvas
            label={`Chance of finishing in each period from ${said(first)} to ${said(last)}. ${words}.`}
            redrawn={`${theme} ${picture.stamp.dataVersion} ${bins.map(({ probability }) => probability).join()}`}
            chart={() => ({
              type: 'bar',
              data: {
                labels: bins.map(({ from }) => from),
                datasets: [
                  {
                    data: bins.map(({ probability }) => probability * 100),
                    backgroundColor: ends.map((end) => color(level(end))),
                    barPercentage: 0.97,
                    categoryPercentage: 1,
                  },
                ],
              },
              options: {
                scales: {
                  x: { display: false },
                  y: { display: false, min: 0, max: (Math.max(...bins.map((bin) => bin.probability)) * 100) / TALLEST },
                },
              },
            })}
          />
          {marked.map(({ percentile, day: at }, step) => (
            <span
              key={percentile}
              class={`flag${percentile === 90 ? ' main' : ''}`}
              style={{ insetInlineStart: place(at), height: `${STEPS[step] ?? 40}%` }}
              aria-hidden="true"
            >
              <span>
                P{percentile} <b>{shortDay(at, locale)}</b>
              </span>
            </span>
          ))}
          <span class="fc-target" style={{ insetInlineStart: place(day) }} />
        </div>
        <div class="sr">
          <table>
            <caption>Dates of the forecast</caption>
            <thead>
              <tr>
                <th scope="col">Percentile</th>
                <th scope="col">Date</th>
              </tr>
            </thead>
            <tbody>
              {dates.map(({ percentile, date }) => (
                <tr key={percentile}>
                  <th scope="row">P{percentile}</th>
                  <td>{date ? said(dayOf(date)) : 'not within ten years'}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
        <p class="fc-axis" aria-hidden="true">
          {months
            .filter((_, at) => at % Math.ceil(months.length / 8) === 0)
            .map((month, at) => (
              <span key={month} style={{ insetInlineStart: place(month) }}>
                {monthOf(month, locale)}
                {(at === 0 || isoOf(month).slice(5, 7) === '01') && (
                  <span class="wide"> {isoOf(month).slice(0, 4)}</span>
                )}
              </span>
            ))}
        </p>
        <div class="fc-slide">
          <input
            type="range"
            min={first}
            max={last}
            step={1}
            value={day}
            aria-label="Target date"
            aria-valuetext={`${said(day)}, ${oddsText(chance)} sure`}
            onInput={({ currentTarget }) => setDay(Number(currentTarget.value))}
          />
          <p>
            How sure by <b>{said(day)}</b>? <output>{oddsText(chance)}</output>
          </p>
        </div>
      </div>
      <div class="fc-side">
        <Risk odds={odds} day={day} theme={theme} />
        {influences.length > 0 && <Influences influences={influences} locale={locale} />}
      </div>
    </div>
  )
}

function Risk({ odds, day, theme }: { odds: ReturnType<typeof oddsOf>; day: number; theme: string }) {
  const onTime = Math.round(sureBy(odds, day) * 100)
  const soon = Math.max(0, Math.round(sureBy(odds, day + A_LITTLE_LATE) * 100) - onTime)
  const parts = [
    { value: onTime, words: 'on time', token: '--risk-0' },
    { value: soon, words: 'up to 4 weeks late', token: '--risk-1' },
    { value: 100 - onTime - soon, words: 'later still', token: '--risk-2' },
  ]
  return (
    <section class="fc-tight" aria-labelledby="risk">
      <h2 id="risk" class="wide">
        Risk at the target date
      </h2>
      <div class="fc-risk">
        <div class="fc-ring">
          <Canvas
            label={parts.map(({ value, words }) => `${oddsText(value / 100)} ${words}`).join(', ')}
            redrawn={`${theme} ${onTime} ${soon}`}
            chart={() => ({
              type: 'doughnut',
              data: {
                datasets: [
                  {
                    data: parts.map(({ value }) => value),
                    backgroundColor: parts.map(({ token }) => color(token)),
                    borderColor: color('--bg'),
                    borderWidth: 2,
                  },
                ],
              },
              options: { cutout: '68%' } as object,
            })}
          />
          <b aria-hidden="true">{oddsText(onTime / 100)}</b>
        </div>
        <ul>
          {parts.map(({ value, words, token }) => (
            <li key={token} style={{ borderInlineStartColor: `var(${token})` }}>
              <b>{oddsText(value / 100)}</b>
              {words}
            </li>
          ))}
        </ul>
      </div>
    </section>
  )
}

const Influences = ({ influences, locale }: Pick<ForecastPicture, 'influences'> & { locale: string }) => (
  <section class="fc-tight fc-moves" aria-labelledby="moves">
    <h2 id="moves">What would move the date</h2>
    <table class="fc-mv">
      <tbody>
        {influences.slice(0, 4).map(({ change, days }) => (
          <tr key={change}>
            <th scope="row" class="clip" title={change}>
              {change}
            </th>
            <td class={`n ${days == null || days > 0 ? 'plus' : 'minus'}`}>
              {days == null ? 'over ten years' : `${signed(days, locale)} ${Math.abs(days) === 1 ? 'day' : 'days'}`}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  </section>
)

const TrackRecord = ({ held, of, fourWeeks, locale }: DateRecord & { locale: string }) => (
  <div class="fc-record">
    <p>
      <b>
        {of === 1
          ? `The last P90 date was ${held === 1 ? 'met' : 'missed'}`
          : `${figure(held, locale)} of the last ${counted(of, locale, 'P90 date')} ${held === 1 ? 'was' : 'were'} met`}
      </b>{' '}
      ({percent(of ? held / of : 0)}){fourWeeks && `, ${of === 1 ? '' : 'each '}for four weeks of work`}
    </p>
    <div class="ticks" role="img" aria-label={`Track record: ${held} met, ${of - held} missed`}>
      {Array.from({ length: of }, (_, at) => (
        <i key={at} data-fill class={at < held ? '' : 'miss'} />
      ))}
    </div>
  </div>
)
