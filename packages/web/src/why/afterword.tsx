import { useQuery } from '@tanstack/react-query'
import { taskQuery } from '../api/queries.ts'
import { startedAfter } from './cure-times.ts'
import type { CureDone } from './cures.tsx'
import { LinkedTask } from './link.tsx'

interface Props {
  readonly done: CureDone
  /** Whether the page is about another task than the one that waited. */
  readonly isOfOther: boolean
}

/** How long after a cure the task started that had waited; nothing until then. */
export function Afterword({ done: { task: id, at }, isOfOther }: Props) {
  const { data: task } = useQuery(taskQuery(id))
  const text = task === undefined ? '' : startedAfter(at, task)
  return (
    <p role="status" className={text === '' ? 'unseen' : 'muted afterword'}>
      {text !== '' && isOfOther ? (
        <>
          <LinkedTask id={id} name={task?.name ?? id} />:{' '}
        </>
      ) : null}
      {text}
    </p>
  )
}
