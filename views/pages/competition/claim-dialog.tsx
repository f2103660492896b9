import {
  RecordClaimDocument,
  UpdateClaimDocument,
  type CapabilityLevel,
  type CapabilityRowFragment,
  type ClaimRowFragment,
  type CompetitorRowFragment,
} from '../../operations.generated.ts'
import { ask, Problem } from '../graphql.ts'
import { FormDialog } from '../parts/form-dialog.tsx'
import { LEVEL_CHOICES } from './levels.ts'

interface ClaimDialogProps {
  claim: ClaimRowFragment | null
  competitors: readonly CompetitorRowFragment[]
  capabilities: readonly CapabilityRowFragment[]
  onClose: () => void
  onSaved: () => Promise<void>
}

export function ClaimDialog({ claim, competitors, capabilities, onClose, onSaved }: ClaimDialogProps) {
  return (
    <FormDialog
      title={claim ? `Edit claim ${claim.key}` : 'Record a claim'}
      entries={[
        { name: 'statement', label: 'Claim', kind: 'area', value: claim?.statement ?? '' },
        {
          name: 'competitorId',
          label: 'About the competitor',
          value: claim?.competitor.id ?? competitors[0]!.id,
          kind: competitors.map(({ id, name }) => ({ value: id, text: name })),
        },
        {
          name: 'capabilityId',
          label: 'About the capability',
          value: claim?.capability?.id ?? '',
          kind: [
            { value: '', text: 'The competitor in general' },
            ...capabilities.map(({ id, name }) => ({ value: id, text: name })),
          ],
        },
        {
          name: 'level',
          label: 'They have it',
          value: claim?.level ?? '',
          kind: [{ value: '', text: 'Not stated' }, ...LEVEL_CHOICES],
        },
        {
          name: 'source',
          label: 'Source',
          value: claim?.source ?? '',
          hint: 'Where it was read or heard. Without a source and a date, a claim counts as unsupported.',
        },
        { name: 'url', label: 'Link', value: claim?.url ?? '' },
        { name: 'capturedAt', label: 'Date', kind: 'date', value: claim?.capturedAt ?? '' },
        {
          name: 'confidence',
          label: 'Confidence, %',
          kind: 'decimal',
          value: String(Math.round((claim?.confidence ?? 0.7) * 100)),
        },
      ]}
      action={claim ? 'Save claim' : 'Record claim'}
      onClose={onClose}
      save={async ({ statement, competitorId, capabilityId, level, source, url, capturedAt, confidence }) => {
        const share = Number(confidence!.replace(',', '.')) / 100
        if (!(share >= 0 && share <= 1))
          throw new Problem('Confidence must be 0 to 100.', {
            code: 'BAD_USER_INPUT',
            issues: [{ path: ['confidence'], message: 'must be 0 to 100' }],
          })
        const input = {
          statement: statement!,
          competitorId: competitorId!,
          capabilityId: capabilityId || null,
          level: (level || null) as CapabilityLevel | null,
          source: source || null,
          url: url || null,
          capturedAt: capturedAt || null,
          confidence: share,
        }
        if (claim) await ask(UpdateClaimDocument, { id: claim.id, input })
        else await ask(RecordClaimDocument, { input })
        await onSaved()
      }}
    />
  )
}
