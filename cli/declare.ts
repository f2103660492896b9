/** What a command is, as a declaration: parsing, `--help`, the README's table and the documentation all follow from it. */

export interface ArgumentDeclaration {
  readonly name: string
  readonly does: string
  readonly optional?: true
  /** Takes one or more; none as well when optional. */
  readonly many?: true
  /** How it is read: a whole number from 1. Text when left out. */
  readonly as?: 'amount'
}

export interface OptionDeclaration {
  readonly does: string
  /** What follows the option, as help shows it. Left out for a switch. */
  readonly takes?: string
  /** How the value is read: a whole number, a day, a list with commas, or one of `NAME=VALUE` pairs. Text when left out. */
  readonly as?: 'number' | 'day' | 'list' | 'pairs'
  readonly choices?: readonly string[]
  readonly required?: true
  /** Options that cannot be given beside this one. */
  readonly excludes?: readonly string[]
  /** The option without which this one means nothing. */
  readonly needs?: string
}

export interface CommandDeclaration {
  /** One sentence without a period. */
  readonly does: string
  readonly arguments?: readonly ArgumentDeclaration[]
  /** By camelCase name: `dryRun` is `--dry-run`, `noDemo` is `--no-demo`. */
  readonly options?: Readonly<Record<string, OptionDeclaration>>
}

type ArgumentValue<Declared> = Declared extends { many: true }
  ? readonly string[]
  : Declared extends { as: 'amount' }
    ? number
    : Declared extends { optional: true }
      ? string | undefined
      : string

type OptionValue<Declared> = Declared extends { choices: readonly (infer Choice)[] }
  ? Choice
  : Declared extends { as: 'number' }
    ? number
    : Declared extends { as: 'list' }
      ? readonly string[]
      : Declared extends { as: 'pairs' }
        ? Readonly<Record<string, string>>
        : Declared extends { takes: string }
          ? string
          : boolean

type RequiredOf<Options> = {
  [Name in keyof Options]: Options[Name] extends { required: true } ? Name : never
}[keyof Options]

type OptionValues<Options> = { readonly [Name in RequiredOf<Options>]: OptionValue<Options[Name]> } & {
  readonly [Name in Exclude<keyof Options, RequiredOf<Options>>]?: OptionValue<Options[Name]> | undefined
}

/** What a command is given: its arguments and options by name. */
export type GivenOf<Declared extends CommandDeclaration> = {
  readonly [Each in NonNullable<Declared['arguments']>[number] as Each['name']]: ArgumentValue<Each>
} & OptionValues<Declared extends { options: infer Options } ? Options : Record<never, never>>

/** `dryRun` → `--dry-run` */
export const flagOf = (name: string) => `--${name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`

/** `--port N` */
export const optionTerm = (name: string, { takes }: OptionDeclaration) =>
  takes ? `${flagOf(name)} ${takes}` : flagOf(name)

/** `FILE…`, `[WORKSPACE]` */
export function argumentTerm({ name, optional, many }: ArgumentDeclaration): string {
  const term = `${name.toUpperCase()}${many ? '…' : ''}`
  return optional ? `[${term}]` : term
}

/** `key create NAME [--days N]` */
export function usageOf(name: string, { arguments: taken = [], options = {} }: CommandDeclaration): string {
  const flags = Object.entries(options).map(([option, declared]) =>
    declared.required ? optionTerm(option, declared) : `[${optionTerm(option, declared)}]`,
  )
  return [name, ...taken.map(argumentTerm), ...flags].join(' ')
}
