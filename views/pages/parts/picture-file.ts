/** A picture as it is drawn, as a PNG file: its element, with the style of the page, painted by the browser itself. */

/** Pixels for each of the screen's, unless the picture is so long that a browser could not hold it. */
const SCALE = 2
const LONGEST = 16_000

const NOT_IN_XML = /[^\t\n\r\u0020-\ufffd\u{10000}-\u{10ffff}]/gu

export async function savePng(name: string, element: HTMLElement): Promise<void> {
  const { width, height } = element.getBoundingClientRect()
  const image = new Image()
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svgOf(element, width, height))}`
  await image.decode()
  const canvas = document.createElement('canvas')
  const scale = Math.min(SCALE, LONGEST / Math.max(width, height))
  canvas.width = Math.ceil(width * scale)
  canvas.height = Math.ceil(height * scale)
  const context = canvas.getContext('2d')!
  context.scale(scale, scale)
  context.drawImage(image, 0, 0)
  const link = document.createElement('a')
  link.href = canvas.toDataURL('image/png')
  link.download = name
  link.click()
}

function svgOf(element: HTMLElement, width: number, height: number): string {
  const copy = element.cloneNode(true) as HTMLElement
  const canvases = copy.querySelectorAll('canvas')
  for (const [at, canvas] of [...element.querySelectorAll('canvas')].entries()) {
    const still = document.createElement('img')
    still.src = canvas.toDataURL()
    const { width: wide, height: high } = canvas.getBoundingClientRect()
    still.setAttribute('width', String(wide))
    still.setAttribute('height', String(high))
    canvases[at]!.replaceWith(still)
  }
  for (const gone of copy.querySelectorAll('.sr, .no-print')) gone.remove()
  const sheet = document.createElement('style')
  sheet.textContent = [...document.styleSheets]
    .flatMap((one) => [...one.cssRules].map(({ cssText }) => cssText))
    .join('\n')
  const { backgroundColor, color, fontFamily, fontSize, fontVariantNumeric } = getComputedStyle(element)
  const body = document.createElement('div')
  Object.assign(body.style, {
    backgroundColor,
    color,
    fontFamily,
    fontSize,
    // As a ratio: what is computed is a length, which small text would inherit.
    lineHeight: 'var(--lh)',
    fontVariantNumeric,
    minHeight: `${height}px`,
  })
  body.append(sheet, copy)
  const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg')
  svg.setAttribute('width', String(width))
  svg.setAttribute('height', String(height))
  // The image has no theme of its own. The build may have lowered light-dark() to these two properties.
  const dark = matchMedia('(prefers-color-scheme: dark)').matches
  // What is measured in rem is measured by the root.
  svg.style.fontSize = getComputedStyle(document.documentElement).fontSize
  svg.style.colorScheme = dark ? 'dark' : 'light'
  svg.style.setProperty('--lightningcss-light', dark ? ' ' : 'initial')
  svg.style.setProperty('--lightningcss-dark', dark ? 'initial' : ' ')
  const box = document.createElementNS('http://www.w3.org/2000/svg', 'foreignObject')
  box.setAttribute('width', '100%')
  box.setAttribute('height', '100%')
  box.append(body)
  svg.append(box)
  // XML has no other control characters, whatever a title has; and half a character has no address.
  return new XMLSerializer().serializeToString(svg).replaceAll(NOT_IN_XML, '').toWellFormed()
}
