/** A Chart.js chart that follows its data and the theme. Only the parts in use: `chart.js/auto` weighs 60 KB more. */
import {
  ArcElement,
  BarController,
  BarElement,
  CategoryScale,
  Chart,
  DoughnutController,
  LinearScale,
  type ChartConfiguration,
} from 'chart.js'
import { useEffect, useRef } from 'preact/hooks'

Chart.register(BarController, BarElement, DoughnutController, ArcElement, CategoryScale, LinearScale)

/** A color token as a canvas can use it: the browser computes it, because the text of a token may be an expression. */
export function color(token: string): string {
  const probe = document.createElement('i')
  probe.style.color = `var(${token})`
  document.body.append(probe)
  const { color: computed } = getComputedStyle(probe)
  probe.remove()
  return computed
}

interface CanvasProps {
  /** The picture in words, with its figures. */
  label: string
  /** Made anew whenever `redrawn` changes: data, or the theme that its colors come from. */
  chart: () => Pick<ChartConfiguration, 'type' | 'data' | 'options'>
  redrawn: string
}

export function Canvas({ label, chart, redrawn }: CanvasProps) {
  const at = useRef<HTMLCanvasElement>(null)
  const drawn = useRef<Chart | null>(null)
  useEffect(() => {
    const { options, ...rest } = chart()
    const plain = {
      animation: false as const,
      responsive: true,
      maintainAspectRatio: false,
      events: [],
      layout: { padding: 0 },
      ...options,
    }
    if (drawn.current) {
      drawn.current.data = rest.data
      drawn.current.options = plain
      drawn.current.update('none')
    } else drawn.current = new Chart(at.current!, { ...rest, options: plain })
  }, [redrawn])
  useEffect(
    () => () => {
      drawn.current?.destroy()
      drawn.current = null
    },
    [],
  )
  return <canvas ref={at} role="img" aria-label={label} />
}
