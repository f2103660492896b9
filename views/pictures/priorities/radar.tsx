/** One item against the median of the list, each axis from 0 to the highest of the list. */
import { labelOf } from './labels.ts'
import type { Row } from './priorities-picture.ts'

const CENTER = { x: 112, y: 84 }
const RADIUS = 58
interface Axis {
  readonly label: string
  readonly value: number
  readonly median: number
}

const median = (values: readonly number[]) => [...values].sort((a, b) => a - b)[(values.length - 1) >> 1] ?? 0

function axesOf(row: Row, rows: readonly Row[]): Axis[] {
  const axis = (label: string, of: (row: Row) => number | null): Axis => {
    const values = rows.flatMap((one) => of(one) ?? [])
    const highest = Math.max(1e-9, ...values)
    const share = (value: number) => Math.round((value / highest) * 100)
    return { label, value: share(of(row) ?? 0), median: share(median(values)) }
  }
  return [
    ...row.parts.map(([name]) =>
      axis(labelOf(name), (one) => one.parts.find(([other]) => other === name)?.[1] ?? null),
    ),
    ...row.factors.map(({ name }) =>
      axis(labelOf(name), (one) => one.factors.find((factor) => factor.name === name)?.value ?? 0),
    ),
    axis('Small', ({ size }) => (size && size > 0 ? 1 / size : null)),
  ]
}

export function Radar({ row, rows }: { row: Row; rows: readonly Row[] }) {
  const axes = axesOf(row, rows)
  const point = (at: number, share: number) => {
    const angle = (at / axes.length) * 2 * Math.PI - Math.PI / 2
    return { x: CENTER.x + Math.cos(angle) * RADIUS * share, y: CENTER.y + Math.sin(angle) * RADIUS * share }
  }
  const shape = (share: (axis: Axis) => number) =>
    axes
      .map((axis, at) => point(at, share(axis)))
      .map(({ x, y }) => `${x.toFixed(1)},${y.toFixed(1)}`)
      .join(' ')
  const words = axes.map(({ label, value, median: middle }) => `${label} ${value} of 100, median ${middle}`).join('; ')
  return (
    <section class="pr-one" aria-labelledby="one">
      <h2 id="one">
        <bdi class="key">{row.key}</bdi> {row.title}
      </h2>
      {axes.length > 2 && (
        <svg class="radar" viewBox="0 0 224 172" role="img" aria-label={`${row.key} against the median item. ${words}`}>
          <polygon class="web" points={shape(() => 0.5)} />
          <polygon class="web" points={shape(() => 1)} />
          {axes.map(({ label }, at) => (
            <line key={label} class="web" x1={CENTER.x} y1={CENTER.y} x2={point(at, 1).x} y2={point(at, 1).y} />
          ))}
          <polygon class="med" points={shape((axis) => axis.median / 100)} />
          <polygon class="me" points={shape(({ value }) => value / 100)} />
          {axes.map(({ label, value }, at) => {
            const { x, y } = point(at, 1.18)
            const side = Math.abs(x - CENTER.x) < 8 ? 'middle' : x > CENTER.x ? 'start' : 'end'
            return (
              <text key={label} x={x} y={y + (y < CENTER.y - 40 ? -2 : 5)} text-anchor={side}>
                {label} <tspan class="v">{value}</tspan>
              </text>
            )
          })}
        </svg>
      )}
      <p class="why">
        <b>Rank {row.rank}.</b> {row.reason}. Dashed: the median item.
      </p>
    </section>
  )
}
