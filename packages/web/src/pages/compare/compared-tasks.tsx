import { ActionIcon } from '@mantine/core'
import { IconX } from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
import type { Task } from '@clearway/contract'
import { mostDrawn } from '../../compare/drawn.ts'
import { CurveMark } from '../../plots/curve-mark.tsx'
import { StateMark } from '../../ui/state-mark.tsx'
import type { CompareChange } from './compare-search.ts'
import { TaskLink } from '../../ui/task-link.tsx'

interface Props {
  readonly tasks: readonly Task[]
  /** The place of the task with which the others are compared. */
  readonly base: number
  readonly onChange: (change: CompareChange) => void
}

/** The tasks that are compared: which one is the base, and how each is drawn. */
export function ComparedTasks({ tasks, base, onChange }: Props) {
  const ids = tasks.map(({ id }) => id)
  return (
    <>
      <ul className="compared" aria-label="Compared">
        {tasks.map(({ id, name = id, status, type }, index) => (
          <li key={id}>
            <button
              type="button"
              className="base"
              aria-pressed={index === base}
              title={index === base ? 'The others are compared with it' : 'Compare the others with it'}
              aria-label={index === base ? `● base: ${name}` : `○ base: ${name}`}
              onClick={() => onChange({ base: id })}
            >
              {index === base ? '● base' : '○'}
            </button>
            {index < mostDrawn ? <CurveMark look={index} /> : null}
            <StateMark state={status} />
            <TaskLink id={id} isRun={type === 'controller'}>
              {name}
            </TaskLink>
            <ActionIcon
              size="sm"
              variant="subtle"
              aria-label={`Leave out ${name}`}
              onClick={() => onChange({ ids: ids.filter((one) => one !== id) })}
            >
              <IconX size={12} />
            </ActionIcon>
          </li>
        ))}
      </ul>
      {ids.length === 0 ? null : (
        <Link to="/tasks" search={{ picked: ids }} className="muted">
          Change the choice
        </Link>
      )}
    </>
  )
}
