import { useEffect, useRef, useState } from 'preact/hooks'

/** Rows drawn beyond the edges of the window, so that scrolling and arrow keys always find the next one. */
const BEYOND = 8
/** The drawn part moves by so many rows at once. */
const STEP = 4

/** Which of many rows of one height are in sight of the window. */
export function useInSight(count: number, height: number) {
  const body = useRef<HTMLTableSectionElement>(null)
  const [first, setFirst] = useState(0)
  const [shown, setShown] = useState(40)
  useEffect(() => {
    let frame = 0
    const look = () => {
      frame = 0
      if (!body.current) return
      const top = -body.current.getBoundingClientRect().top
      setFirst(Math.max(0, Math.floor(top / height / STEP) * STEP - BEYOND))
      setShown(Math.ceil(innerHeight / height) + 2 * BEYOND + STEP)
    }
    const soon = () => {
      frame ||= requestAnimationFrame(look)
    }
    look()
    addEventListener('scroll', soon, { passive: true })
    addEventListener('resize', soon)
    return () => {
      cancelAnimationFrame(frame)
      removeEventListener('scroll', soon)
      removeEventListener('resize', soon)
    }
  }, [height])
  const from = Math.min(first, Math.max(0, count - 1))
  return { body, from, until: Math.min(count, from + shown) }
}
