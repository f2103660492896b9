import { AcceptInviteDocument } from '../../views/operations.generated.ts'

/** The owner opens the link that `pm33 tenant create` has printed, and chooses a password. @param said what the command printed @returns the cookie of the browser */
export async function ownerJoins(server: string, said: string): Promise<string> {
  const token = /\/invite#(\S+)/.exec(said)?.[1]
  const variables = { token, name: 'The owner', password: 'a password of the first owner' }
  const response = await fetch(`${server}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query: AcceptInviteDocument.toString(), variables }),
  })
  const { errors } = (await response.json()) as { errors?: { message: string }[] }
  if (errors) throw new Error(`the owner could not join: ${errors.map(({ message }) => message).join('; ')}`)
  return response.headers.get('set-cookie')?.split(';', 1)[0] ?? ''
}
