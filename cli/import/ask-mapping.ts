/** What only a person can say about a file: asked on a terminal, or written down as the command that says it. */
import { createInterface, type Interface } from 'node:readline/promises'
import type { Question } from '../../api/imports/record/report.ts'
import { ConsoleError } from '../errors.ts'

/** As the server takes it; it judges what is in it. */
export interface Mapping {
  encoding?: string
  columns?: Record<string, string>
}

/**
 * Asks what each column is, or which reading looks right. What is asked stays off standard output.
 * @throws ConsoleError when nobody answers
 */
export async function answerTo(question: Question, file: string, given: Mapping = {}): Promise<Mapping> {
  const terminal = createInterface({ input: process.stdin, output: process.stderr })
  const hungUp = new Promise<never>((_, reject) =>
    terminal.once('close', () => reject(new ConsoleError('Canceled. Nothing was written.'))),
  )
  const asked =
    question.about === 'columns' ? columnsFrom(terminal, question, file, given) : encodingFrom(terminal, question, file)
  try {
    return await Promise.race([asked, hungUp])
  } finally {
    hungUp.catch(() => undefined)
    terminal.close()
  }
}

const say = (text: string) => process.stderr.write(`${text}\n`)

async function columnsFrom(
  terminal: Interface,
  { columns, fields, sprints }: Extract<Question, { about: 'columns' }>,
  file: string,
  given: Mapping,
): Promise<Mapping> {
  if (sprints)
    say('The rows look like sprints, not work items. Press Ctrl+C to export the items of these sprints instead.')
  say(
    `${file}: ${sprints ? 'say what each column is' : 'the column names do not say what is in them'}. For each column, press Enter to accept the field in`,
  )
  say('brackets, type another field, or type "ignore". Type ? to list the fields. One column must be the title.')
  const answers: Record<string, string> = {}
  for (const { header, samples, guess } of columns) {
    say(`\n  ${header}${samples.length ? `: ${samples.map((sample) => `"${sample}"`).join(', ')}` : ' is empty'}`)
    answers[header] = await fieldFrom(terminal, guess ?? 'ignore', fields)
  }
  const columnsSaid = { ...given.columns, ...answers }
  if (Object.values(columnsSaid).includes('title')) return { columns: columnsSaid }
  say('\nNo column is the title. One must be.')
  for (;;) {
    const header = (await terminal.question('  Title column: ')).trim()
    const found = columns.find((column) => column.header.toLowerCase() === header.toLowerCase())
    if (found) return { columns: { ...columnsSaid, [found.header]: 'title' } }
    say(`  Columns: ${columns.map((column) => column.header).join(', ')}`)
  }
}

async function fieldFrom(terminal: Interface, guess: string, fields: readonly string[]): Promise<string> {
  for (;;) {
    const typed = (await terminal.question(`  Use as [${guess}]: `)).trim()
    if (typed === '') return guess
    const field = [...fields, 'ignore'].find((name) => name.toLowerCase() === typed.replaceAll(' ', '').toLowerCase())
    if (field) return field
    say(`  Fields: ${[...fields, 'ignore'].join(', ')}`)
  }
}

async function encodingFrom(
  terminal: Interface,
  { readings }: Extract<Question, { about: 'encoding' }>,
  file: string,
): Promise<Mapping> {
  say(`${file}: the encoding is not certain. Which reading looks right?`)
  readings.forEach(({ encoding, text }, at) => say(`  ${at + 1}  ${encoding}: ${text.split(/\r?\n/)[0]}`))
  for (;;) {
    const reading = readings[Number((await terminal.question(`  1 to ${readings.length}: `)).trim()) - 1]
    if (reading) return { encoding: reading.encoding }
  }
}

/** The next step where there is no terminal: a command with the guesses, to correct and run. */
export function answerAs(question: Question, file: string): string {
  if (question.about === 'encoding')
    return `Export as UTF-8, or choose the reading that looks right in a mapping file: {"encoding": "${question.readings[0]!.encoding}"}.`
  const said = question.columns.flatMap(({ header, guess, because }) =>
    guess === null || because === 'name' ? [] : [[header, guess] as const],
  )
  const titled = question.columns.some(({ guess }) => guess === 'title')
  const pairs = titled ? said : [...said, ['YOUR TITLE COLUMN', 'title'] as const]
  return `Check the fields, correct them, and run:\n  npx pm33 import ${quoted(file)} ${pairs.map(([header, field]) => `--map ${quoted(`${header}=${field}`)}`).join(' ')}`
}

/** As a shell takes it. */
const quoted = (text: string) => (/^[\w./=-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`)
