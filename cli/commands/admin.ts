/** `pm33 admin …`: accounts and signing keys of the installation, for whoever runs it. */
import type { Console } from '../console.ts'
import {
  DisableUserDocument,
  EnableUserDocument,
  ResetLinkDocument,
  RotateKeysDocument,
  SetUpLinkDocument,
} from '../operations.generated.ts'

export async function setUpLink(console: Console): Promise<string> {
  const { setUpLink: link } = await console.operator(SetUpLinkDocument)
  return link
    ? `Open this link within an hour to create the first account. It works once:\n${link}`
    : 'The first account exists already. Invite more people in Settings › Members.'
}

export async function resetLink(console: Console, { email }: { email: string }): Promise<string> {
  const { resetLink: link } = await console.operator(ResetLinkDocument, { email })
  return `Anyone with this link can set a new password for ${email}. It works once, within an hour:\n${link}`
}

export async function disable(console: Console, { email }: { email: string }): Promise<string> {
  await console.operator(DisableUserDocument, { email })
  return `Disabled ${email}. The account is signed out everywhere, and its API keys and connected apps stop working.\nTo undo: npx pm33 admin enable ${email}`
}

export async function enable(console: Console, { email }: { email: string }): Promise<string> {
  await console.operator(EnableUserDocument, { email })
  return `Enabled ${email}. The account can sign in again.`
}

export async function rotateKeys(console: Console): Promise<string> {
  const { rotateKeys: ids } = await console.operator(RotateKeysDocument)
  return `Access tokens are now signed with ${ids[0]}. Published keys: ${ids.join(', ')}.`
}
