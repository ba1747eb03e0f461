import { Button } from '@mantine/core'
import { useMutation, useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import type { Task } from '@clearway/contract'
import { useState } from 'react'
import { useRoleRefusal } from '../../actions/use-role-refusal.ts'
import { api } from '../../api/client.ts'
import { namedTasksQuery } from '../../api/task-list.ts'
import { Failure } from '../../ui/failure.tsx'
import { BulkDialog } from './bulk-dialog.tsx'
import { type BulkPlan, type BulkVerb, type PickedTask, planOf, refusedText } from './bulk-verbs.ts'
import { type ManyAnswer, ManyOutcome } from './many-outcome.tsx'

interface Props {
  readonly picked: readonly string[]
  readonly onClear: () => void
}
const labels: Readonly<Record<BulkVerb, string>> = {
  enqueue: 'Enqueue',
  abort: 'Abort',
  reset: 'Reset',
  archive: 'Archive',
  unarchive: 'Unarchive',
  tag: 'Tag',
}

function pickedOf({ id, status = 'created', system_tags: tags = [] }: Task): PickedTask {
  return { id, status, isArchived: tags.includes('archived') }
}

/** What can be done to the picked tasks. Each button says for how many it cannot be done, and why. */
export function BulkBar({ picked, onClear }: Props) {
  const { data: tasks = [], error } = useQuery(namedTasksQuery(picked))
  const [dialog, setDialog] = useState<'enqueue' | 'tag'>()
  const roleRefusal = useRoleRefusal()
  const navigate = useNavigate()
  const act = useMutation({
    mutationFn: ({ verb, ids }: { readonly verb: BulkVerb; readonly ids: readonly string[] }) => callFor(verb, [...ids]),
  })
  const shown = tasks.map(pickedOf)
  const start = (verb: BulkVerb, plan: BulkPlan): void => {
    act.reset()
    if (verb === 'enqueue' || verb === 'tag') setDialog(verb)
    else if (isConfirmed(verb, plan, shown)) act.mutate({ verb, ids: plan.ids })
  }
  const button = (verb: BulkVerb) => {
    const plan = planOf(verb, shown)
    const refused = roleRefusal ?? refusedText(plan)
    return (
      <Button
        key={verb}
        size="compact-sm"
        variant="default"
        disabled={roleRefusal !== undefined || plan.ids.length === 0}
        title={refused}
        loading={act.isPending && act.variables.verb === verb}
        onClick={() => start(verb, plan)}
      >
        {labels[verb]}
        {roleRefusal === undefined && plan.refused.length > 0 ? <span className="refused"> ({refused})</span> : null}
      </Button>
    )
  }
  const verbs: readonly BulkVerb[] = [
    'enqueue',
    'abort',
    'reset',
    ...(shown.every(({ isArchived }) => isArchived) ? (['unarchive'] as const) : (['archive'] as const)),
    'tag',
  ]
  return (
    <section className="bulk" aria-label="Picked tasks">
      <strong role="status">{picked.length} picked</strong>
      {verbs.map(button)}
      <Button
        size="compact-sm"
        variant="default"
        disabled={picked.length < 2}
        title={picked.length < 2 ? 'Pick two or more.' : ''}
        onClick={() => void navigate({ to: '/compare', search: { ids: picked } })}
      >
        Compare
      </Button>
      <Button size="compact-sm" variant="subtle" onClick={onClear}>
        Pick none
      </Button>
      <Failure error={error ?? act.error} />
      <ManyOutcome answer={act.data} />
      {dialog === undefined ? null : (
        <BulkDialog what={dialog} ids={planOf(dialog, shown).ids} tasks={tasks} onClose={() => setDialog(undefined)} />
      )}
    </section>
  )
}

/** Asks before something ends or is deleted. */
function isConfirmed(verb: BulkVerb, { ids }: BulkPlan, tasks: readonly PickedTask[]): boolean {
  const live = tasks.filter(({ id, status }) => ids.includes(id) && (status === 'in_progress' || status === 'queued')).length
  const count = ids.length === 1 ? 'the task' : `${ids.length} tasks`
  const ends = live === 0 ? '' : ` This ends ${live === 1 ? 'one that has' : `${live} that have`} not ended.`
  if (verb === 'abort') return window.confirm(`Abort ${count}? The steps of runs among them are aborted too.`)
  if (verb === 'reset') return window.confirm(`Reset ${count}? This deletes their logs, metrics, artifacts and output models.${ends}`)
  return live === 0 || verb === 'unarchive' || window.confirm(`Archive ${count}?${ends}`)
}

function callFor(verb: BulkVerb, ids: string[]): Promise<ManyAnswer> {
  if (verb === 'abort') return api.tasks.stop_many({ ids })
  if (verb === 'reset') return api.tasks.reset_many({ ids })
  return verb === 'archive' ? api.tasks.archive_many({ ids }) : api.tasks.unarchive_many({ ids })
}
