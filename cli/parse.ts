import { Argument, Command, CommanderError, InvalidArgumentError, Option } from 'commander'
import { COMMANDS, type CommandName, type Given } from './commands.ts'
import {
  argumentTerm,
  flagOf,
  optionTerm,
  usageOf,
  type CommandDeclaration,
  type OptionDeclaration,
} from './declare.ts'
import { UsageError } from './errors.ts'

/** A command line that can be run. */
export interface Parsed<Name extends CommandName = CommandName> {
  readonly name: Name
  readonly given: Given<Name>
}

type Take = (name: string, given: Readonly<Record<string, unknown>>) => void

/** Where a command's refusals and help come from: its full name, and its declaration unless it only holds others. */
const declared = new WeakMap<Command, { name: string; is?: CommandDeclaration }>()

/**
 * Reads a command line by the declarations in `commands.ts`.
 * @param args what follows `pm33`
 * @returns the command with its values, or the help that was asked for
 * @throws UsageError naming what the command takes
 */
export function parse(args: readonly string[]): Parsed | { readonly help: string } {
  let parsed: unknown
  let help = ''
  const program = programOf(
    (name, given) => (parsed = { name, given }),
    (text) => (help += text),
  )
  try {
    program.parse(spelledOut(args), { from: 'user' })
  } catch (error) {
    if (!(error instanceof CommanderError) || error.exitCode !== 0) throw error
    return { help: help.trimEnd() }
  }
  return parsed as Parsed
}

/** No command is `start`, `-v` is `version`, and `help X` is `X --help`. */
function spelledOut([first, ...rest]: readonly string[]): string[] {
  if (first === '-v' || first === '--version') return ['version', ...rest]
  if (first === 'help') return [...rest, '--help']
  if (first === undefined) return ['start']
  return first.startsWith('-') && first !== '-h' && first !== '--help' ? ['start', first, ...rest] : [first, ...rest]
}

/** Made anew each time, because commander keeps what it has parsed. */
function programOf(take: Take, writeOut: (text: string) => void): Command {
  const program = new Command('pm33')
  program
    .option('-v, --version', 'Print the version')
    .enablePositionalOptions()
    .configureOutput({ writeOut, writeErr: () => undefined })
    .configureHelp({
      commandUsage,
      visibleCommands,
      subcommandTerm,
      optionTerm: ({ short, flags }) => (short ? flags : plain(flags)),
      optionDescription: ({ description }) => description,
    })
  within(program, '')
  for (const [name, command] of Object.entries<CommandDeclaration>(COMMANDS)) add(program, name, command, take)
  program.addHelpText('after', '\nDetails: npx pm33 COMMAND --help\nWhile a server is running, commands go through it.')
  return program
}

/** Settings that commander does not hand down. */
function within(command: Command, name: string, is?: CommandDeclaration): Command {
  declared.set(command, { name, ...(is ? { is } : {}) })
  return command
    .helpOption('-h, --help', 'Show help')
    .helpCommand(false)
    .exitOverride((error) => {
      throw error.exitCode === 0 ? error : new UsageError(refusal(command, error))
    })
}

function add(program: Command, name: string, is: CommandDeclaration, take: Take): void {
  const words = name.split(' ')
  const verb = words.pop()!
  const [group] = words
  const parent = group
    ? (program.commands.find((each) => each.name() === group) ?? within(program.command(group), group))
    : program
  const command = within(parent.command(verb), name, is).description(`${is.does}.`)
  for (const { name: argument, does, optional, many, as } of is.arguments ?? []) {
    const term = `${argument.toUpperCase()}${many ? '...' : ''}`
    const read = new Argument(optional ? `[${term}]` : `<${term}>`, does)
    command.addArgument(as === 'amount' ? read.argParser(amount) : read)
  }
  const options = Object.entries(is.options ?? {}).map(([key, option]) => ({
    key,
    option,
    read: optionOf(key, option),
  }))
  for (const { read } of options) command.addOption(read)
  command.action(() => {
    const values = Object.fromEntries(
      (is.arguments ?? []).map(({ name: argument }, at) => [argument, command.processedArgs[at] as unknown]),
    )
    for (const { key, read } of options) {
      const value: unknown = command.getOptionValue(read.attributeName())
      // `--no-demo` is the option `demo` turned off to commander, and the option `noDemo` turned on to us.
      values[key] = read.negate ? value === false || undefined : value
    }
    const missing = options.find(({ key, option }) =>
      values[key] === undefined ? option.required : option.needs && values[option.needs] === undefined,
    )
    if (missing)
      command.error(
        missing.option.required
          ? `required option '${optionTerm(missing.key, missing.option)}' not specified`
          : `option '${flagOf(missing.key)}' is only used with '${flagOf(missing.option.needs!)}'`,
      )
    take(name, values)
  })
}

function optionOf(key: string, { does, takes, as, choices, excludes }: OptionDeclaration): Option {
  const option = new Option(takes ? `${flagOf(key)} <${takes}>` : flagOf(key), does)
  if (choices) option.choices(choices)
  if (as === 'number') option.argParser(wholeNumber)
  if (as === 'day') option.argParser(day)
  if (as === 'list')
    option.argParser((text) =>
      text
        .split(',')
        .map((each) => each.trim())
        .filter(Boolean),
    )
  if (as === 'pairs') option.argParser(pair)
  return excludes ? option.conflicts([...excludes]) : option
}

/** `Effort=storyPoints` beside the pairs before it; a name may hold the sign, too. */
function pair(text: string, before: Readonly<Record<string, string>> = {}): Record<string, string> {
  const at = text.lastIndexOf('=')
  if (at < 1 || at === text.length - 1) throw new InvalidArgumentError('Write COLUMN=FIELD.')
  return { ...before, [text.slice(0, at).trim()]: text.slice(at + 1).trim() }
}

function wholeNumber(text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new InvalidArgumentError('Use a whole number.')
  return Number(text)
}

function amount(text: string): number {
  if (!/^\d{1,9}$/.test(text) || Number(text) < 1) throw new InvalidArgumentError('Use a whole number of at least 1.')
  return Number(text)
}

/** A day that there is, as it was written. */
function day(text: string): string {
  const start = new Date(`${text}T00:00:00Z`)
  const is = /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(start.getTime())
  // 31 February is read as a day in March.
  if (!is || !start.toISOString().startsWith(text)) throw new InvalidArgumentError('Use a day such as 2027-12-31.')
  return text
}

/** Commander's sentence, then what would have been right. */
function refusal(command: Command, { code, message }: CommanderError): string {
  const { name, is } = declared.get(command)!
  const what = is
    ? `Usage: npx pm33 ${usageOf(name, is)}`
    : `Commands: ${leaves(command)
        .map((leaf) => declared.get(leaf)!.name)
        .join(', ')}`
  return `${code === 'commander.help' ? `pm33 ${name} needs a command.` : sentence(message)}\n${what}\nHelp: npx pm33 ${name ? `${name} ` : ''}--help`
}

/** "error: unknown option '--forse'\n(Did you mean --force?)" → "Unknown option '--forse'. Did you mean --force?" */
function sentence(message: string): string {
  const [first = '', hint] = message.replace(/^error: /, '').split('\n')
  const text = `${first.charAt(0).toUpperCase()}${first.slice(1)}`
  return [/[.!?]$/.test(text) ? text : `${text}.`, ...(hint ? [hint.replace(/^\((.*)\)$/, '$1')] : [])]
    .join(' ')
    .replaceAll(/option '[^']*'/gi, (found) => plain(found))
}

/** `--port <N>` → `--port N`, as the documentation writes it. */
const plain = (flags: string) => flags.replaceAll(/<([^<>]+)>/g, '$1')

/** The program shows what can be run, not the words that hold several commands. */
const leaves = (command: Command): Command[] =>
  command.commands.flatMap((each) => (each.commands.length ? leaves(each) : [each]))
const visibleCommands = (command: Command) => leaves(command)

function commandUsage(command: Command): string {
  const { name, is } = declared.get(command)!
  return ['npx pm33', is ? usageOf(name, is) : `${name} COMMAND`.trim()].join(' ')
}

function subcommandTerm(command: Command): string {
  const { name, is } = declared.get(command)!
  return [name, ...(is?.arguments ?? []).map(argumentTerm)].join(' ')
}
