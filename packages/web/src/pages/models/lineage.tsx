import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { ModelEx, Task } from '@clearway/contract'
import { makerQuery, modelUsersQuery } from '../../api/models.ts'
import { StateMark } from '../../ui/state-mark.tsx'

/** Where a model comes from and where it goes: the run and task that made it, the model, the tasks that use it. */
export function Lineage({ model: { id, name, task } }: { readonly model: ModelEx }) {
  const { data: made } = useQuery(makerQuery(task?.id))
  const { data: used } = useQuery(modelUsersQuery(id))
  return (
    <section className="lineage" aria-label="Lineage">
      {made?.run ? <Box task={made.run} what="run" /> : null}
      {made?.run ? <Arrow /> : null}
      {made?.maker ? <Box task={made.maker} what="made by" /> : <div className="box none">made by no task</div>}
      <Arrow />
      <div className="box this">
        <span className="muted">model</span>
        <strong>{name}</strong>
      </div>
      <Arrow />
      {used === undefined || used.total === 0 ? (
        <div className="box none">{used === undefined ? '' : 'used by no task'}</div>
      ) : (
        <ul aria-label="Used by">
          {used.tasks.map((user) => (
            <li key={user.id}>
              <Box task={user} what="used by" />
            </li>
          ))}
          {used.total > used.tasks.length ? <li className="muted">and {used.total - used.tasks.length} more</li> : null}
        </ul>
      )}
    </section>
  )
}

const Arrow = () => (
  <span className="arrow" aria-hidden="true">
    →
  </span>
)

function Box({ task: { id, name = id, type, status }, what }: { readonly task: Task; readonly what: string }) {
  const inside = (
    <>
      <span className="muted">{what}</span>
      <span className="state-word">
        <StateMark state={status} /> {name}
      </span>
    </>
  )
  return type === 'controller' ? (
    <Link className="box" to="/runs/$run" params={{ run: id }}>
      {inside}
    </Link>
  ) : (
    <Link className="box" to="/tasks/$task" params={{ task: id }}>
      {inside}
    </Link>
  )
}
