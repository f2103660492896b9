import { ago, day, moment } from './format.ts'

/** How long ago, with the full time on demand. */
export const When = ({ at }: { at: string }) => (
  <time dateTime={at} title={moment(at)}>
    {ago(at)}
  </time>
)

export const Day = ({ at }: { at: string }) => (
  <time dateTime={at} title={at.length > 10 ? moment(at) : undefined}>
    {day(at)}
  </time>
)
