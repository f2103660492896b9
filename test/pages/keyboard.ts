import type { Page } from 'playwright-core'
import { expect } from 'vitest'

/** What a screen reader would call the focused control, roughly, and whether its focus is seen. */
const FOCUSED = `(() => {
  const at = document.activeElement
  const labels = [...(at.labels ?? [])].map((label) => label.textContent).join(' ')
  const name = at.getAttribute('aria-label') || labels || at.textContent || at.value || ''
  const { outlineStyle, outlineWidth } = getComputedStyle(at)
  return { name: name.replaceAll(/\\s+/g, ' ').trim(), seen: at === document.body || (outlineStyle !== 'none' && parseFloat(outlineWidth) >= 2), tag: at.tagName }
})()`

const focused = (page: Page) => page.evaluate<{ name: string; seen: boolean; tag: string }>(FOCUSED)

/** Presses Tab until something of this name has the focus. Every stop on the way must show that it has it. */
export async function tabTo(page: Page, name: string | RegExp, key: 'Tab' | 'Shift+Tab' = 'Tab'): Promise<void> {
  const stops: string[] = []
  for (let press = 0; press < 120; press++) {
    await page.keyboard.press(key)
    const at = await focused(page)
    expect(at.seen, `focus is not seen on ${at.tag} ${at.name}`).toBe(true)
    stops.push(at.name)
    if (typeof name === 'string' ? at.name === name : name.test(at.name)) return
  }
  throw new Error(`Tab never reached ${name}, only: ${[...new Set(stops)].join(' | ')}`)
}

export const nameOfFocused = async (page: Page) => (await focused(page)).name
