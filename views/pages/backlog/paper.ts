import { useEffect, useState } from 'preact/hooks'

/** Items of one print, as of one file: more fill hundreds of pages, and the browser that lays them out stands still. */
export const MOST_ON_PAPER = 10_000

/** Whether the page is on its way to paper: from before it is laid out until it has been printed, or not. */
export function usePrinting(): { readonly printing: boolean; readonly print: () => Promise<void> } {
  const [printing, setPrinting] = useState(false)
  useEffect(() => {
    const [begin, end] = [() => setPrinting(true), () => setPrinting(false)]
    addEventListener('beforeprint', begin)
    addEventListener('afterprint', end)
    return () => {
      removeEventListener('beforeprint', begin)
      removeEventListener('afterprint', end)
    }
  }, [])
  return {
    printing,
    // The browser lays out what is drawn when it is asked, so the rows are drawn first.
    print: async () => {
      setPrinting(true)
      await new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)))
      globalThis.print()
    },
  }
}
