/** What every view does with its host: states, actions, and the picture once there is one. */
import { render, type ComponentChildren } from 'preact'
import './app.css'
import { dayOf, fullDay } from '../pictures/words.ts'
import { troubleIn } from './trouble.ts'
import { connect, type Arguments, type Bridge, type HostContext, type ToolResult } from './bridge.ts'

/** What a picture may ask of the frame around it. */
export interface Frame {
  readonly locale: string
  /** Changes with the theme, so that what is painted on a canvas is painted again. */
  readonly theme: string
  readonly fullscreen: boolean
  /** What “Send to chat” hands over: figures for the model, and the one sentence that is sent. */
  choose(choice: Choice | null): void
  /** Asks a public tool; null on a host without tools. */
  readonly ask: ((tool: string, given: Arguments) => Promise<ToolResult>) | null
}

export interface Choice {
  readonly figures: object
  readonly sentence: string
}

export interface File {
  readonly name: string
  readonly type: string
  readonly text: string
}

/** A picture as CSV, its first row the names of the columns. */
export const csvFile = (name: string, text: string): File => ({ name: `${name}.csv`, type: 'text/csv', text })

/** What the foot needs of a picture. */
export interface Footed {
  readonly stamp: { readonly asOf: string; readonly dataVersion: number }
}

export interface App<Picture extends Footed> {
  readonly tool: string
  /** null when the result came without what the picture is made of. */
  read(result: ToolResult): Picture | null
  draw(picture: Picture, frame: Frame): ComponentChildren
  /** What “Download” saves. */
  file(picture: Picture): File
  /** The arguments to ask again with after a reload; null when that cannot be done without them. Default: the same. */
  repeat?(given: Arguments | null): Arguments | null
  /** What a stopped call may have left behind. Default: nothing, because it only reads. */
  stopped?(given: Arguments | null): string
  /** What a reader has to know that the result came without; '' when it is whole. */
  lacking?(result: ToolResult, given: Arguments | null): string
}

/** Milliseconds that a host has to send a result after the greeting, before it counts as lost in a reload. */
const RESULT_WITHIN = 1_500
/** Milliseconds until it is worth saying that something is awaited. */
const QUIET = 300

/** Opened from disk there is no host, but a sample in the page. */
const sampleIn = (page: Document): ToolResult | null => {
  const text = page.getElementById('sample')?.textContent
  return text ? (JSON.parse(text) as ToolResult) : null
}

export function show<Picture extends Footed>(app: App<Picture>): void {
  const root = document.body
  let bridge: Bridge | null = null
  let context: HostContext = {}
  let given: Arguments | null = null
  let picture: Picture | null = null
  let choice: Choice | null = null
  /** What went wrong last. */
  let note = ''
  /** What has to be known about the picture that is shown. */
  let caveat = ''
  let awaited = ''
  let asked = false
  /** The host has begun to hand over a question: its answer follows, and nothing is lost. */
  let coming = false
  let gone = false
  /** The server that this view came from. */
  const { home } = document.documentElement.dataset

  const frame = (): Frame => ({
    locale: context.locale ?? navigator.language,
    theme: document.documentElement.dataset.theme ?? '',
    fullscreen: context.displayMode === 'fullscreen',
    choose(next) {
      const changed = (next === null) !== (choice === null)
      choice = next
      if (changed) paint()
    },
    ask: askIn(),
  })
  /** In the workspace that the question was about. */
  function askIn(): Frame['ask'] {
    const connected = bridge
    if (!connected?.capabilities.serverTools) return null
    const where = given?.workspaceId === undefined ? {} : { workspaceId: given.workspaceId }
    return (tool, more) => connected.call(tool, { ...where, ...more })
  }
  const attempt = (work: Promise<unknown> | undefined, refusal: string) =>
    work
      ?.then(() => {
        if (!note) return
        note = ''
        paint()
      })
      .catch((error: unknown) => {
        note = `${refusal} ${error instanceof Error ? error.message : ''}`.trim()
        paint()
      })
  const use = async () => {
    if (!choice || !bridge) return
    if (bridge.capabilities.updateModelContext)
      await bridge.modelContext(choice.figures, JSON.stringify(choice.figures))
    await bridge.message(choice.sentence)
  }

  function paint(): void {
    if (gone) return
    const can = bridge?.capabilities
    const full = context.displayMode === 'fullscreen'
    const drawn = picture
    render(
      <div class={`view${bridge ? '' : ' alone'}`}>
        {[caveat, note].map(
          (words) =>
            words && (
              <p key={words} class="note warn" role="alert">
                <span>{words}</span>
              </p>
            ),
        )}
        {drawn ? (
          app.draw(drawn, frame())
        ) : (
          <main>
            <div role="status">
              <h1 class={awaited || note ? 'answer' : 'sr'}>
                {awaited || (note ? 'There is nothing to show.' : 'Waiting for the answer')}
              </h1>
            </div>
          </main>
        )}
        {drawn && (
          <footer class="foot">
            <span>
              As of {fullDay(dayOf(drawn.stamp.asOf), frame().locale)}
              <span class="wide"> · data v{drawn.stamp.dataVersion}</span>
            </span>
            <span class="row">
              {can?.openLinks && full && home && (
                <button
                  type="button"
                  class="btn quiet small"
                  onClick={() => attempt(bridge?.openLink(home), 'Your assistant did not open the link.')}
                >
                  Open PM33
                </button>
              )}
              {can?.message && choice && (
                <button
                  type="button"
                  class="btn quiet small"
                  onClick={() => attempt(use(), 'Your assistant did not accept the values.')}
                >
                  Send to chat
                </button>
              )}
              {can?.downloadFile && (
                <button
                  type="button"
                  class="btn quiet small"
                  onClick={() => {
                    const { name, type, text } = app.file(drawn)
                    return attempt(bridge?.download(name, type, text), 'The file was not saved.')
                  }}
                >
                  Download
                </button>
              )}
              {can && context.availableDisplayModes?.includes('fullscreen') && (
                <button
                  type="button"
                  class="btn quiet small"
                  onClick={() =>
                    attempt(bridge?.display(full ? 'inline' : 'fullscreen'), 'Your assistant did not change the size.')
                  }
                >
                  {full ? 'Close' : 'Full screen'}
                </button>
              )}
            </span>
          </footer>
        )}
      </div>,
      root,
    )
  }

  const wait = (words: string) =>
    setTimeout(() => {
      if (picture || note) return
      awaited = words
      paint()
    }, QUIET)
  const fail = (words: string) => {
    awaited = ''
    note = words
    paint()
  }

  /** A question is on its way, so what was said of a lost answer no longer holds. */
  const expect = () => {
    coming = true
    if (!picture) note = ''
  }

  /** A reload can bring the text without the picture, or nothing: the public tool is asked again, once. */
  async function again(why: string): Promise<void> {
    const question = app.repeat ? app.repeat(given) : (given ?? {})
    if (asked || question === null || !bridge?.capabilities.serverTools)
      return fail(`${why} Ask again in the conversation to see it.`)
    asked = true
    const unknown = given === null
    // The host may have come back with the person's own question, or its answer, meanwhile: that one counts.
    const late = () => picture !== null || (unknown && coming)
    wait('Computing the answer again')
    try {
      const result = await bridge.call(app.tool, question)
      if (late()) return
      // Without its arguments a question cannot be repeated; the tool's defaults are another question.
      take(
        result,
        unknown ? 'Your assistant no longer has your question, so this answer covers the whole workspace.' : '',
      )
    } catch (error) {
      if (!late()) fail(`The answer could not be computed again. ${error instanceof Error ? error.message : ''}`.trim())
    }
  }

  function take(result: ToolResult, about = ''): void {
    if (result.isError) return fail(troubleIn(result))
    const read = app.read(result)
    if (!read) {
      again('This answer came without its view.').catch(() => undefined)
      return
    }
    picture = read
    caveat = about || (app.lacking?.(result, given) ?? '')
    note = ''
    awaited = ''
    paint()
  }

  const listener = {
    input(next: Arguments) {
      given = next
      expect()
      wait('Computing the answer')
    },
    partial(next: Arguments) {
      expect()
      const names = Object.keys(next)
      if (names.length) wait(`Preparing the question: ${names.join(', ')}`)
    },
    result: (result: ToolResult) => take(result),
    cancelled: (reason: string | undefined) =>
      fail(`Canceled${reason ? `: ${reason}` : ''}. ${app.stopped?.(given) ?? 'Nothing was changed.'}`),
    context(next: HostContext) {
      context = next
      root.dataset.display = next.displayMode ?? 'inline'
      paint()
    },
    teardown() {
      gone = true
      render(null, root)
    },
  }

  const sample = sampleIn(document)
  if (window.parent === window) {
    paint()
    if (sample) take(sample)
    else fail('This page is shown by an assistant that asks PM33.')
    return
  }
  connect(`pm33-${app.tool}`, listener)
    .then((connected) => {
      bridge = connected
      paint()
      setTimeout(() => {
        if (!picture && !asked && !note && !coming) again('The answer is no longer here.').catch(() => undefined)
      }, RESULT_WITHIN)
    })
    .catch((error: unknown) =>
      fail(`Your assistant did not respond. ${error instanceof Error ? error.message : ''}`.trim()),
    )
}
