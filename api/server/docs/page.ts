import { Marked } from 'marked'

/** A page of the documentation: written in Markdown, read in a browser without scripts. */
export interface DocPage {
  /** Last part of its address. */
  slug: string
  title: string
  markdown: string
}

/** What the pages are written with, and what stands there on this installation. */
export interface Facts {
  publicUrl: string
  supportEmail: string
}

const WRITTEN_ORIGIN = 'https://pm33.example.com'
const WRITTEN_EMAIL = 'support@pm33.example.com'

const escaped = (text: string) => text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`)

const slugOf = (text: string) =>
  text
    .toLowerCase()
    .replace(/<[^>]*>|&[^;]+;/g, '')
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-|-$/g, '')

/** Tables and code scroll sideways on a small screen; the keyboard must reach what scrolls. */
const marked = new Marked({
  async: false,
  renderer: {
    heading({ tokens, depth }) {
      const text = this.parser.parseInline(tokens)
      return depth === 1 ? `<h1>${text}</h1>\n` : `<h${depth} id="${slugOf(text)}">${text}</h${depth}>\n`
    },
    code({ text }) {
      return `<pre tabindex="0"><code>${escaped(text)}</code></pre>\n`
    },
    table({ header, rows }) {
      const cell = (tag: string, { tokens }: (typeof header)[number]) =>
        `<${tag}>${this.parser.parseInline(tokens)}</${tag.split(' ')[0]}>`
      const head = header.map((each) => cell('th scope="col"', each)).join('')
      const body = rows.map((row) => `<tr>${row.map((each) => cell('td', each)).join('')}</tr>`).join('\n')
      return `<div class="wide" tabindex="0" role="group" aria-label="${escaped(header.map(({ text }) => text).join(', '))}"><table><thead><tr>${head}</tr></thead><tbody>\n${body}\n</tbody></table></div>\n`
    },
    link({ href, tokens }) {
      // Files beside each other in the repository are pages beside each other here.
      const target = href.replace(/^([a-z-]+)\.md(?=#|$)/, '/docs/$1').replace('/docs/index', '/docs')
      return `<a href="${escaped(target)}">${this.parser.parseInline(tokens)}</a>`
    },
  },
})

/** A whole document: navigation, the page, and the ways to a person. */
export function htmlOf(page: DocPage, all: readonly DocPage[], { publicUrl, supportEmail }: Facts): string {
  const written = page.markdown
    .replaceAll(WRITTEN_ORIGIN, publicUrl)
    .replaceAll(WRITTEN_EMAIL, supportEmail)
    .replaceAll(/<!--[\s\S]*?-->\n?/g, '')
  const address = (slug: string) => (slug === 'index' ? '/docs' : `/docs/${slug}`)
  const entry = ({ slug, title }: DocPage) =>
    `<li><a href="${address(slug)}"${slug === page.slug ? ' aria-current="page"' : ''}>${escaped(title)}</a></li>`
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escaped(page.slug === 'index' ? 'PM33 documentation' : `${page.title} · PM33`)}</title>
<link rel="icon" type="image/svg+xml" href="/docs/icon.svg">
<link rel="stylesheet" href="/docs/tokens.css">
<link rel="stylesheet" href="/docs/style.css">
</head>
<body>
<a class="skip" href="#page">Skip to the page</a>
<header><a href="/docs">PM33 documentation</a></header>
<div class="columns">
<nav aria-label="Documentation"><ul>
${all.map(entry).join('\n')}
</ul></nav>
<main id="page">
${marked.parse(written) as string}</main>
</div>
<footer><a href="/docs/privacy">Privacy</a> <a href="/docs/terms">Terms</a> <a href="mailto:${escaped(supportEmail)}">${escaped(supportEmail)}</a></footer>
</body>
</html>
`
}
