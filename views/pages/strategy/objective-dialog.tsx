import {
  CreateObjectiveDocument,
  UpdateObjectiveDocument,
  type ObjectiveRowFragment,
  type ObjectiveState,
  type StrategyQuery,
} from '../../operations.generated.ts'
import { ask } from '../graphql.ts'
import { FormDialog, type Entry } from '../parts/form-dialog.tsx'
import type { Workspace } from '../session.tsx'

interface ObjectiveDialogProps {
  workspace: Workspace
  themes: StrategyQuery['workspace']['themes']
  objective: ObjectiveRowFragment | null
  onClose: () => void
  onSaved: () => Promise<void>
}

/** A goal and how it is measured. */
export function ObjectiveDialog({ workspace, themes, objective, onClose, onSaved }: ObjectiveDialogProps) {
  const entries: Entry[] = [
    { name: 'name', label: 'Objective', value: objective?.name ?? '' },
    {
      name: 'measure',
      label: 'Measure',
      value: objective?.measure ?? '',
      hint: 'What is measured, such as “share of orders paid within a minute”.',
    },
    { name: 'current', label: 'Current value', value: objective?.current ?? '' },
    { name: 'target', label: 'Target', value: objective?.target ?? '' },
    { name: 'dueDate', label: 'Due', kind: 'date', value: objective?.dueDate ?? '' },
    {
      name: 'state',
      label: 'State',
      value: objective?.state ?? 'active',
      kind: [
        { value: 'active', text: 'Active' },
        { value: 'achieved', text: 'Achieved' },
        { value: 'dropped', text: 'Dropped' },
      ],
    },
    {
      name: 'themeId',
      label: 'Theme',
      value: objective?.theme?.id ?? '',
      kind: [{ value: '', text: 'No theme' }, ...themes.map(({ id, name }) => ({ value: id, text: name }))],
    },
    {
      name: 'description',
      label: 'Description',
      kind: 'area',
      value: objective?.description ?? '',
      hint: 'Words in it are compared with items that have no link.',
    },
  ]
  return (
    <FormDialog
      title={objective ? `Edit objective “${objective.name}”` : 'Add an objective'}
      entries={entries}
      action={objective ? 'Save objective' : 'Add objective'}
      onClose={onClose}
      save={async ({ name, measure, current, target, dueDate, state, themeId, description }) => {
        const input = {
          name: name!,
          measure: measure || null,
          current: current || null,
          target: target || null,
          dueDate: dueDate || null,
          state: state as ObjectiveState,
          themeId: themeId || null,
          description: description!,
        }
        if (objective) await ask(UpdateObjectiveDocument, { id: objective.id, input })
        else await ask(CreateObjectiveDocument, { workspace: workspace.id, input })
        await onSaved()
      }}
    />
  )
}
