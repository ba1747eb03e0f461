import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'

interface Props {
  readonly id: string
  readonly isRun: boolean
  readonly children: ReactNode
}

/** A link to the page of a task, or of a run if the task is the controller of one. */
export function TaskLink({ id, isRun, children }: Props) {
  return isRun ? (
    <Link to="/runs/$run" params={{ run: id }}>
      {children}
    </Link>
  ) : (
    <Link to="/tasks/$task" params={{ task: id }}>
      {children}
    </Link>
  )
}
