import type { ResetPasswordMutation } from '../../operations.generated.ts'
import { Link } from '../router.tsx'
import { counted, listed } from './format.ts'

export type Ended = Pick<ResetPasswordMutation['resetPassword'], 'sessions' | 'apps' | 'keys'>

/** Whether there is anything to say of a new password. */
export const anyEnded = ({ sessions, apps, keys }: Ended) => sessions + apps.length + keys.length > 0

const MOST_NAMES = 5

/** What a new password ended, and the API keys that it did not. */
export function NewPasswordEnded({ sessions, apps, keys }: Ended) {
  const names = [...new Set(apps)].map((name) => `“${name}”`)
  const shown = names.length > MOST_NAMES ? [...names.slice(0, MOST_NAMES), `${names.length - MOST_NAMES} more`] : names
  return (
    <>
      {sessions > 0 && <p>You are signed out of {counted(sessions, 'other browser')}.</p>}
      {apps.length > 0 && (
        <p>
          {counted(apps.length, 'app')} disconnected: {listed(shown)}. To use an app again, connect it again.
        </p>
      )}
      {keys.length > 0 && (
        <div class="note warn">
          <p>
            <b>
              {counted(keys.length, 'API key')} still {keys.length === 1 ? 'works' : 'work'}:
            </b>
          </p>
          <ul>
            {keys.map(({ name, hint, organization }) => (
              <li key={hint}>
                {name} <code>{hint}</code> in {organization}
              </li>
            ))}
          </ul>
          <p>
            {keys.every(({ mayRevoke }) => mayRevoke) ? (
              <>
                Revoke any that you do not recognize in{' '}
                <Link to="/settings/mcp">Settings › Integrations › MCP Server</Link>.
              </>
            ) : (
              'Ask an admin to revoke any that you do not recognize.'
            )}
          </p>
        </div>
      )}
    </>
  )
}
