import { useState } from 'preact/hooks'
import {
  ExportMemberDataDocument,
  RestrictMemberDocument,
  type MemberRowFragment,
  type RestrictionGround,
} from '../../../operations.generated.ts'
import { ask } from '../../graphql.ts'
import { Confirm } from '../../parts/dialog.tsx'
import { FormDialog } from '../../parts/form-dialog.tsx'
import { saveFile } from '../../parts/save-file.ts'
import { useAction, type Action } from '../../query.ts'
import { useSession } from '../../session.tsx'

interface MemberDataProps {
  member: MemberRowFragment
  reload: () => Promise<void>
  /** Says what was done, for everybody to hear. */
  say: (words: string) => void
  /** Gets a copy; what it was refused for stands above the list. */
  copy: Action<MemberRowFragment>
}

/** Downloads what is kept about a member. @param say tells that it is done */
export const useCopy = (say: MemberDataProps['say']): Action<MemberRowFragment> =>
  useAction(async ({ id, name }) => {
    const { exportMemberData } = await ask(ExportMemberDataDocument, { id })
    saveFile('pm33-member-data.json', 'application/json', exportMemberData)
    say(`Downloaded ${name}’s data.`)
  })

/** Buttons for what a member may ask of their data here: a copy of it, and that its use stops. */
export function MemberData({ member, reload, say, copy }: MemberDataProps) {
  const { name, restricted, isViewer } = member
  const [asking, setAsking] = useState(false)
  return (
    <>
      <button class="btn quiet small" type="button" aria-disabled={copy.busy} onClick={() => copy.run(member)}>
        Download data<span class="sr"> of {name}</span>
      </button>
      {!isViewer && (
        <button class={`btn quiet small${restricted ? '' : ' revoke'}`} type="button" onClick={() => setAsking(true)}>
          {restricted ? 'Lift restriction' : 'Restrict'}
          <span class="sr">{restricted ? ` for ${name}` : ` processing of ${name}’s data`}</span>
        </button>
      )}
      {asking && (
        <Restriction
          member={member}
          onClose={() => setAsking(false)}
          done={async (words) => {
            await reload()
            say(words)
          }}
        />
      )}
    </>
  )
}

const GROUNDS: Readonly<Record<RestrictionGround, string>> = {
  restriction: 'They asked to restrict it',
  objection: 'They object to it',
}

interface RestrictionProps {
  member: MemberRowFragment
  onClose: () => void
  done: (words: string) => Promise<void>
}

function Restriction({ member: { id, name, restricted, objected }, onClose, done }: RestrictionProps) {
  const { viewer } = useSession()
  if (restricted)
    return (
      <Confirm
        title={`Lift the restriction for ${name}?`}
        keep="Cancel"
        action="Lift restriction"
        onClose={onClose}
        work={async () => {
          await ask(RestrictMemberDocument, { id, ground: null })
          await done(`Lifted the restriction for ${name}.`)
        }}
      >
        {objected &&
          'They object to the processing of their data. Lift the restriction only if you have decided to continue processing it. '}
        They can sign in here again, and their keys and connected apps work again.
      </Confirm>
    )
  return (
    <FormDialog
      title={`Restrict processing of ${name}’s data?`}
      note={`It is kept but no longer used. Their sessions, keys, and connected apps stop in ${viewer.tenant.name} until you lift the restriction.`}
      entries={[
        {
          name: 'ground',
          label: 'Why',
          value: 'restriction',
          kind: Object.entries(GROUNDS).map(([value, text]) => ({ value, text })),
        },
      ]}
      action="Restrict"
      onClose={onClose}
      save={async ({ ground }) => {
        await ask(RestrictMemberDocument, { id, ground: ground as RestrictionGround })
        await done(`Restricted processing of ${name}’s data.`)
      }}
    />
  )
}
