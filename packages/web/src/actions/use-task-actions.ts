import { useMutation, useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import type { Role } from '@clearway/contract/access'
import { canDo, refusalOf, type TaskCondition, type TaskVerb, taskVerbs } from '@clearway/contract/can-do'
import type { Task } from '@clearway/contract'
import { useState } from 'react'
import { userQuery } from '../api/queries.ts'
import type { OfferedAction } from './action-button.tsx'
import { callForTask, countChildren, type PlainVerb } from './call-for-task.ts'
import { taskActions } from './task-actions.ts'

export interface OfferedTaskAction extends OfferedAction {
  readonly verb: TaskVerb
}

/** What can be done to a task now. Of archiving and unarchiving, one is among them. After a deletion the list of tasks is opened unless something else follows. */
export function useTaskActions(
  { id, name = id, status, type, system_tags: systemTags = [], execution, models }: Task,
  onDeleted?: () => void,
) {
  const role = useQuery(userQuery).data?.role as Role | undefined
  const navigate = useNavigate()
  const [isTagging, setTagging] = useState(false)
  const isArchived = systemTags.includes('archived')
  const facts = { name, status: status ?? 'created', isArchived, isController: type === 'controller' }
  const act = useMutation({
    mutationFn: async (verb: PlainVerb): Promise<void> => {
      const destroys = verb === 'reset' || verb === 'delete'
      const belongings = {
        artifacts: (execution?.artifacts ?? []).filter(({ mode }) => mode !== 'input').length,
        outputModels: models?.output.length ?? 0,
        children: destroys ? await countChildren(id) : 0,
      }
      const question = taskActions[verb].question?.(facts, belongings)
      if (question !== undefined && !window.confirm(question)) return
      const { id: made } = await callForTask(verb, { id, name, queue: execution?.queue ?? '' })
      if (made !== undefined) await navigate({ to: '/tasks/$task', params: { task: made } })
      if (verb !== 'delete') return
      if (onDeleted === undefined) await navigate({ to: '/tasks' })
      else onDeleted()
    },
  })
  const actions = taskVerbs
    .filter((verb) => verb !== (isArchived ? 'archive' : 'unarchive'))
    .map((verb): OfferedTaskAction => ({
      verb,
      label: taskActions[verb].label,
      refusal: status === undefined ? 'The status of the task is unknown.' : sentenceOf(verb, facts, role),
      isPending: act.isPending && act.variables === verb,
      act: () => (verb === 'tag' ? setTagging(true) : act.mutate(verb)),
    }))
  return { actions, error: act.error, isTagging, stopTagging: () => setTagging(false) }
}

/** Why something cannot be done; undefined if it can. As long as nobody knows the role, it allows everything. */
function sentenceOf(verb: TaskVerb, task: TaskCondition, role: Role | undefined): string | undefined {
  if (role === undefined) return refusalOf(verb, task)?.sentence
  const allowed = canDo(verb, task, role)
  return allowed.may ? undefined : allowed.why.sentence
}
