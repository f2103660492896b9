import { Text } from '../parts/field.tsx'

interface NewPasswordProps {
  label?: string
  value: string
  set: (value: string) => void
  error?: string | null | undefined
}

/** A password that is being chosen. No rules of composition: length is what counts (NIST SP 800-63B). */
export const NewPassword = ({ label = 'Password', ...field }: NewPasswordProps) => (
  <Text
    label={label}
    {...field}
    hint="At least 12 characters. A sentence works well."
    input={{ type: 'password', autocomplete: 'new-password' }}
  />
)

/** For password managers: whose password it is. People read it elsewhere on the page. */
export const ForAccount = ({ email }: { email: string }) => (
  <span class="sr" aria-hidden="true">
    <input type="email" autocomplete="username" value={email} readOnly tabIndex={-1} />
  </span>
)
