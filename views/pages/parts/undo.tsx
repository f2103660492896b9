import type { ComponentChildren } from 'preact'
import { useState } from 'preact/hooks'
import { Problem } from '../graphql.ts'
import { Confirm } from './dialog.tsx'

interface UndoProps {
  title: string
  /** What goes and what comes back. */
  children: ComponentChildren
  action: string
  /** Said when somebody has changed things since, before it asks a second time. */
  changed: (problem: Problem) => string
  onClose: () => void
  /** @param force also if things have changed since */
  work: (force: boolean) => Promise<unknown>
}

/** Takes something back. When others have worked on it since, it asks a second time. */
export function Undo({ title, children, action, changed, onClose, work }: UndoProps) {
  const [force, setForce] = useState(false)
  const undo = async () => {
    try {
      await work(force)
    } catch (error) {
      if (!(error instanceof Problem) || error.code !== 'CONFLICT' || force) throw error
      setForce(true)
      throw new Problem(changed(error), { code: 'CONFLICT' })
    }
  }
  return (
    <Confirm title={title} action={force ? 'Undo anyway' : action} onClose={onClose} work={undo}>
      {children}
    </Confirm>
  )
}
