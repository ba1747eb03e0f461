import { Button } from '@mantine/core'
import { useMutation, useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import type { Task } from '@clearway/contract'
import { useState } from 'react'
import { callForTasks } from '../../actions/call-for-task.ts'
import { taskActions } from '../../actions/task-actions.ts'
import { useRoleRefusal } from '../../actions/use-role-refusal.ts'
import { namedTasksQuery } from '../../api/task-list.ts'
import { Failure } from '../../ui/failure.tsx'
import { BulkDialog } from './bulk-dialog.tsx'
import { type BulkPlan, type BulkVerb, bulkVerbs, type PickedTask, planOf, questionOf, refusedText } from './bulk-verbs.ts'
import { ManyOutcome } from './many-outcome.tsx'

interface Props {
  readonly picked: readonly string[]
  readonly onClear: () => void
}

function pickedOf({ id, name = id, status = 'created', type, system_tags: tags = [] }: Task): PickedTask {
  return { id, name, status, isArchived: tags.includes('archived'), isController: type === 'controller' }
}

/** What can be done to the picked tasks. Each button shows for how many it cannot be done, and why. */
export function BulkBar({ picked, onClear }: Props) {
  const { data: tasks = [], error } = useQuery(namedTasksQuery(picked))
  const [dialog, setDialog] = useState<'enqueue' | 'tag'>()
  const roleRefusal = useRoleRefusal()
  const navigate = useNavigate()
  const act = useMutation({
    mutationFn: ({ verb, ids }: { readonly verb: Parameters<typeof callForTasks>[0]; readonly ids: readonly string[] }) =>
      callForTasks(verb, [...ids]),
  })
  const shown = tasks.map(pickedOf)
  const start = (verb: BulkVerb, plan: BulkPlan): void => {
    act.reset()
    if (verb === 'enqueue' || verb === 'tag') return setDialog(verb)
    const question = questionOf(verb, plan, shown)
    if (question === undefined || window.confirm(question)) act.mutate({ verb, ids: plan.ids })
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
        {taskActions[verb].label}
        {roleRefusal === undefined && plan.refused.length > 0 ? <span className="refused"> ({refused})</span> : null}
      </Button>
    )
  }
  const unused: BulkVerb = shown.every(({ isArchived }) => isArchived) ? 'archive' : 'unarchive'
  const verbs = bulkVerbs.filter((verb) => verb !== unused)
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
