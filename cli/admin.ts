import type { Console } from './console.ts'

/** `pm33 admin …`: accounts and signing keys of the installation, for whoever runs it. */

const onAccount = async <Field extends 'resetLink' | 'disableUser' | 'enableUser'>(
  console: Console,
  field: Field,
  email: string,
) =>
  (
    await console.operator<Record<Field, unknown>>(`mutation Account($email: String!) { ${field}(email: $email) }`, {
      email,
    })
  )[field]

export async function setUpLink(console: Console): Promise<string> {
  const { setUpLink: link } = await console.operator<{ setUpLink: string | null }>('mutation SetUp { setUpLink }')
  return link
    ? `Open this link within an hour to create the first account. It works once:\n${link}`
    : 'The first account exists already. Invite more people in Settings › Members.'
}

export async function resetLink(console: Console, { email }: { email: string }): Promise<string> {
  return `Anyone with this link can set a new password for ${email}. It works once, within an hour:\n${String(await onAccount(console, 'resetLink', email))}`
}

export async function disable(console: Console, { email }: { email: string }): Promise<string> {
  await onAccount(console, 'disableUser', email)
  return `Disabled ${email}. The account is signed out everywhere, and its API keys and connected apps stop working.\nTo undo: npx pm33 admin enable ${email}`
}

export async function enable(console: Console, { email }: { email: string }): Promise<string> {
  await onAccount(console, 'enableUser', email)
  return `Enabled ${email}. The account can sign in again.`
}

export async function rotateKeys(console: Console): Promise<string> {
  const { rotateKeys: ids } = await console.operator<{ rotateKeys: string[] }>('mutation Rotate { rotateKeys }')
  return `Access tokens are now signed with ${ids[0]}. Published keys: ${ids.join(', ')}.`
}
