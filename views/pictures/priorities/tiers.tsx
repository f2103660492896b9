/** How many items are in each tier; a tier that is pressed filters the list. */
import { Canvas, color } from '../canvas.tsx'
import type { Row } from './priorities-picture.ts'
import { counted, figure } from '../words.ts'

const TIERS = ['P0', 'P1', 'P2', 'P3', 'P4']

export interface TiersProps {
  rows: readonly Row[]
  chosen: string | null
  choose(tier: string | null): void
  theme: string
  locale: string
}

export function Tiers({ rows, chosen, choose, theme, locale }: TiersProps) {
  const counts = TIERS.map((tier) => rows.filter((row) => row.tier === tier).length)
  return (
    <section class="pr-tight" aria-labelledby="tiers">
      <h2 id="tiers" class="wide">
        {counted(rows.length, locale, 'item')} by tier
      </h2>
      <div class="dist">
        <div class="dist-chart">
          <Canvas
            label={TIERS.map((tier, at) => `${tier} ${figure(counts[at]!, locale)}`).join(', ')}
            redrawn={`${theme} ${counts.join()}`}
            chart={() => ({
              type: 'bar',
              data: {
                labels: TIERS,
                datasets: [
                  {
                    data: counts,
                    backgroundColor: TIERS.map((_, at) => color(`--tier-${at}`)),
                    borderColor: color('--tier-edge'),
                    borderWidth: 1,
                    borderSkipped: false,
                    barPercentage: 0.94,
                    categoryPercentage: 1,
                    minBarLength: 2,
                  },
                ],
              },
              options: {
                scales: { x: { display: false }, y: { display: false, min: 0, max: Math.max(1, ...counts) } },
              },
            })}
          />
        </div>
        {TIERS.map((tier, at) => (
          <button
            key={tier}
            type="button"
            aria-pressed={chosen === tier}
            onClick={() => choose(chosen === tier ? null : tier)}
          >
            <b>{figure(counts[at]!, locale)}</b>
            <span>
              {tier}
              <span class="sr">: show only these</span>
            </span>
          </button>
        ))}
      </div>
    </section>
  )
}
