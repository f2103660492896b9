import { ConsoleError, type Console } from './console.ts'

/** `pm33 admin …`: people and keys of the installation, for whoever runs it. */
export async function admin(console: Console, verb: string | undefined, rest: readonly string[]): Promise<string> {
  const forPerson = async (field: 'resetLink' | 'disableUser' | 'enableUser') => {
    if (!rest[0]) throw new ConsoleError(`Who? npx pm33 admin ${verb} E-MAIL`)
    return (await console.operator<Record<string, unknown>>(`mutation Person($email: String!) { ${field}(email: $email) }`, { email: rest[0] }))[field]
  }
  switch (verb) {
    case 'set-up-link': {
      const { setUpLink } = await console.operator<{ setUpLink: string | null }>('mutation SetUp { setUpLink }')
      return setUpLink ? `Works once, within an hour:\n${setUpLink}` : 'Somebody has signed in already: invite further people in Settings › Members.'
    }
    case 'reset-link':
      return `Works once, within an hour:\n${String(await forPerson('resetLink'))}`
    case 'disable':
      await forPerson('disableUser')
      return `${rest[0]} is signed out everywhere and let in nowhere; their keys and connected apps do nothing.`
    case 'enable':
      await forPerson('enableUser')
      return `${rest[0]} may sign in again.`
    case 'rotate-keys': {
      const { rotateKeys } = await console.operator<{ rotateKeys: string[] }>('mutation Rotate { rotateKeys }')
      return `Signing with ${rotateKeys[0]} from now on. Published: ${rotateKeys.join(', ')}.`
    }
    default:
      throw new ConsoleError(`pm33 admin has set-up-link, reset-link, disable, enable and rotate-keys, not "${verb ?? ''}".`)
  }
}
