import { describe, expect, test } from 'vitest'
import { COMMANDS, type CommandName } from '../../cli/commands.ts'
import { flagOf, usageOf, type CommandDeclaration } from '../../cli/declare.ts'
import { UsageError } from '../../cli/errors.ts'
import { parse } from '../../cli/parse.ts'

const commands = Object.entries<CommandDeclaration>(COMMANDS) as [CommandName, CommandDeclaration][]
const VALUES = { number: '7', day: '2028-02-29', amount: '500', list: 'a,b', pairs: 'Effort = 2=storyPoints' }

/** What a command line needs at least: each argument, and what is required. */
const least = (name: string, { arguments: taken = [], options = {} }: CommandDeclaration) => [
  ...name.split(' '),
  ...taken.filter(({ optional }) => !optional).map(({ as }, at) => (as ? VALUES[as] : `value${at}`)),
  ...Object.entries(options).flatMap(([option, declared]) => (declared.required ? [flagOf(option), 'value'] : [])),
]

function refused(args: readonly string[]): string {
  try {
    parse(args)
  } catch (error) {
    expect(error).toBeInstanceOf(UsageError)
    return (error as UsageError).message
  }
  throw new Error(`accepted: pm33 ${args.join(' ')}`)
}

describe.each(commands)('pm33 %s', (name, command) => {
  test('takes each of its own options', () => {
    for (const [option, { takes, as, choices, needs, required }] of Object.entries(command.options ?? {})) {
      const value = choices?.[0] ?? (as ? VALUES[as] : 'text')
      const chain: string[] = []
      // Two options may need each other.
      const seen = new Set([option])
      for (let on = needs; on && !seen.has(on); on = command.options![on]!.needs) {
        seen.add(on)
        const { takes: value, as: kind } = command.options![on]!
        chain.push(flagOf(on), ...(value ? [kind ? VALUES[kind] : 'text'] : []))
      }
      const parsed = parse([
        ...least(name, command),
        ...chain,
        ...(required ? [] : [flagOf(option), ...(takes ? [value] : [])]),
      ])
      expect(parsed, option).toMatchObject({
        name,
        given: {
          [option]: required
            ? 'value'
            : !takes || as === 'number'
              ? as === 'number'
                ? 7
                : true
              : as === 'list'
                ? ['a', 'b']
                : as === 'pairs'
                  ? { 'Effort = 2': 'storyPoints' }
                  : value,
        },
      })
    }
  })

  test('refuses the options of every other command, and says what it takes', () => {
    const others = new Set(commands.flatMap(([, { options = {} }]) => Object.keys(options)))
    for (const option of Object.keys(command.options ?? {})) others.delete(option)
    for (const option of others) {
      const said = refused([...least(name, command), flagOf(option)])
      expect(said).toContain(`Unknown option '${flagOf(option)}'.`)
      expect(said).toContain(`Usage: npx pm33 ${usageOf(name, command)}\nHelp: npx pm33 ${name} --help`)
    }
  })

  test('refuses one argument too many, and one too few', () => {
    const taken = command.arguments ?? []
    if (!taken.some(({ many }) => many))
      expect(refused([...name.split(' '), ...taken.map(() => 'x'), 'more'])).toMatch(/^Too many arguments/)
    if (taken.some(({ optional }) => !optional))
      expect(refused(name.split(' '))).toMatch(/^Missing required argument '[A-Z]+'\./)
  })

  test('explains itself with --help, whatever else is there', () => {
    for (const args of [
      [...name.split(' '), '--help'],
      [...name.split(' '), '-h'],
      ['help', ...name.split(' ')],
    ]) {
      const { help } = parse(args) as { help: string }
      expect(help).toContain(`Usage: npx pm33 ${usageOf(name, command)}\n\n`)
      const words = help.replaceAll(/\s+/g, ' ')
      for (const { does } of [command, ...(command.arguments ?? []), ...Object.values(command.options ?? {})])
        expect(words).toContain(does)
    }
  })
})

test('an argument and an option of one command never share a name', () => {
  for (const [name, { arguments: taken = [], options = {} }] of commands)
    expect([name, taken.filter((each) => each.name in options)]).toEqual([name, []])
})

test('without a command it starts', () => {
  expect(parse([])).toMatchObject({ name: 'start', given: {} })
  expect(parse(['--no-demo', '--port=4000'])).toMatchObject({ name: 'start', given: { noDemo: true, port: 4_000 } })
  expect((parse(['start']) as { given: { noDemo?: boolean } }).given.noDemo).toBeUndefined()
  for (const flag of ['-v', '--version']) expect(parse([flag])).toMatchObject({ name: 'version' })
})

test('help lists every command', () => {
  for (const flag of ['-h', '--help', 'help'])
    for (const [name] of commands)
      expect((parse([flag]) as { help: string }).help).toMatch(new RegExp(`^  ${name}( |$)`, 'm'))
})

test.each<[string, string[], RegExp]>([
  ['a misspelled command', ['strat'], /^Unknown command 'strat'\. Did you mean start\?\nCommands: start, api/],
  [
    'a misspelled verb',
    ['workspace', 'delte', 'X'],
    /^Unknown command 'delte'\. Did you mean delete\?\nCommands: workspace list, workspace delete\nHelp: npx pm33 workspace --help$/,
  ],
  ['a group without a verb', ['key'], /^pm33 key needs a command\.\nCommands: key create, key list, key revoke\n/],
  ['a misspelled option', ['import', 'a.csv', '--dryrun'], /^Unknown option '--dryrun'\. Did you mean --dry-run\?\n/],
  ['an option without its value', ['start', '--port'], /^Option '--port N' argument missing\.\n/],
  [
    'a number that is none',
    ['key', 'create', 'A', '--days', '1e3'],
    /^Option '--days N' argument '1e3' is invalid\. Use a whole number\.\n/,
  ],
  [
    'an amount that is none',
    ['credits', 'grant', '0'],
    /^Command-argument value '0' is invalid for argument 'amount'\. Use a whole number of at least 1\.\n/i,
  ],
  [
    'a day that there is not',
    ['credits', 'grant', '5', '--expires', '2040-02-31'],
    /^Option '--expires DATE' argument '2040-02-31' is invalid\. Use a day such as 2027-12-31\.\n/,
  ],
  [
    'a day that there is not, elsewhere',
    ['audit', 'export', '--since', '2027-02-31'],
    /^Option '--since DATE' argument '2027-02-31' is invalid\. Use a day such as 2027-12-31\.\n/,
  ],
  [
    'no day',
    ['audit', 'export', '--until', 'yesterday'],
    /^Option '--until DATE' argument 'yesterday' is invalid\. Use a day such as 2027-12-31\.\n/,
  ],
  [
    'a format that there is not',
    ['export', '--format', 'xml'],
    /^Option '--format csv\|json' argument 'xml' is invalid\. Allowed choices are csv, json\.\n/,
  ],
  [
    'options that contradict each other',
    ['import', '--undo', '1', '--dry-run'],
    /^Option '--undo ID' cannot be used with option '--dry-run'\.\n/,
  ],
  ['an option that needs another', ['import', 'a.csv', '--force'], /^Option '--force' is only used with '--undo'\.\n/],
  [
    'a required option',
    ['tenant', 'create', 'Acme'],
    /^Required option '--owner EMAIL' not specified\.\nUsage: npx pm33 tenant create NAME --owner EMAIL /,
  ],
])('%s: says what is right', (_, args, words) => {
  expect(refused(args)).toMatch(words)
})
