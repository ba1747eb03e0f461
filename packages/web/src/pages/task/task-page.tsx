import { givenOf } from '@clearway/contract/given'
import { useQuery } from '@tanstack/react-query'
import { getRouteApi, Link, useNavigate } from '@tanstack/react-router'
import { projectAbovePipeline } from '@clearway/contract/pipeline-project'
import { projectQuery, taskQuery } from '../../api/queries.ts'
import { Absent } from '../../ui/absent.tsx'
import { Failure } from '../../ui/failure.tsx'
import { lookOf } from '../../ui/look.ts'
import { Reason } from '../../ui/reason.tsx'
import { StateMark } from '../../ui/state-mark.tsx'
import { TaskButtons } from './task-buttons.tsx'
import { TaskPanel } from './task-panel.tsx'

const route = getRouteApi('/framed/tasks/$task')

export function TaskPage() {
  const { task } = route.useParams()
  const { tab = 'log', line } = route.useSearch()
  const navigate = useNavigate({ from: '/tasks/$task' })
  const { data, error } = useQuery(taskQuery(task))
  const projectId = typeof data?.project === 'string' ? data.project : ''
  const project = projectAbovePipeline(useQuery({ ...projectQuery(projectId), enabled: projectId !== '' }).data?.name ?? '')
  const above = typeof data?.parent === 'string' ? data.parent : ''
  const { data: parent } = useQuery({ ...taskQuery(above), enabled: above !== '' })
  const reason = data?.status === 'failed' || data?.status === 'stopped' ? data.status_message || data.status_reason || '' : ''
  if (data === undefined && error !== null)
    return (
      <Absent noun="task" error={error}>
        <Link to="/tasks">All tasks</Link>
      </Absent>
    )
  return (
    <div className="task-page">
      <Failure error={error} />
      {data === undefined ? null : (
        <>
          <header className="run-header">
            <StateMark state={data.status ?? 'created'} size={18} />
            <div>
              <h1>{data.name}</h1>
              <p className="muted">
                {project === '' ? '' : `${project} · `}
                {parent?.type !== 'controller' ? null : (
                  <>
                    step of{' '}
                    <Link to="/runs/$run" params={{ run: parent.id }} search={data.name === undefined ? {} : { step: data.name }}>
                      {parent.name}
                    </Link>{' '}
                    ·{' '}
                  </>
                )}
                {lookOf(data.status ?? 'created').label} · {data.type} · <span className="mono">{data.id}</span>
              </p>
              <Reason text={reason} />
            </div>
            <div className="space" />
            <TaskButtons key={data.id} task={data} />
          </header>
          <div className="panel">
            <TaskPanel
              state={data.status ?? 'created'}
              task={task}
              tab={tab}
              onTab={(next) =>
                void navigate({
                  to: '/tasks/$task',
                  params: { task },
                  search: ({ line: _, ...old }) => givenOf({ ...old, tab: next === 'log' ? undefined : next }),
                  replace: true,
                })
              }
              line={line}
              onLine={(place, attempt) =>
                void navigate({
                  to: '/tasks/$task',
                  params: { task },
                  search: (old) => givenOf({ ...old, line: place, attempt: attempt ?? old.attempt }),
                  replace: true,
                })
              }
            />
          </div>
        </>
      )}
    </div>
  )
}
