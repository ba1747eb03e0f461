import { Modal } from '@mantine/core'
import { useMutation, useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import type { ModelEx } from '@clearway/contract'
import { useState } from 'react'
import { ActionButton, type OfferedAction } from '../../actions/action-button.tsx'
import { useRoleRefusal } from '../../actions/use-role-refusal.ts'
import { api } from '../../api/client.ts'
import { modelUsersQuery } from '../../api/models.ts'
import { TagForm } from '../../actions/tag-form.tsx'
import { useOffers } from '../../keys/offers.ts'
import { Failure } from '../../ui/failure.tsx'

type Verb = 'publish' | 'archive' | 'unarchive' | 'delete'

/** What a person can do to a model. The button of a refused action stays and shows the reason. */
export function ModelActions({ model: { id, name, ready, tags = [], system_tags: system = [], uri = '' } }: { readonly model: ModelEx }) {
  const roleRefusal = useRoleRefusal()
  const navigate = useNavigate()
  const { data: used } = useQuery(modelUsersQuery(id))
  const [isTagging, setTagging] = useState(false)
  const isArchived = system.includes('archived')
  const act = useMutation({
    mutationFn: async (verb: Verb): Promise<unknown> => {
      if (verb === 'publish') return api.models.set_ready({ model: id, publish_task: false })
      if (verb === 'archive') return api.models.archive_many({ ids: [id] })
      if (verb === 'unarchive') return api.models.unarchive_many({ ids: [id] })
      await api.models.delete({ model: id, force: true })
      return navigate({ to: '/models' })
    },
  })
  const start = (verb: Verb): void => {
    const users = used === undefined || used.total === 0 ? '' : ` ${used.total === 1 ? 'One task uses' : `${used.total} tasks use`} it.`
    const file = uri === '' ? '' : ' Its file is deleted as well.'
    if (verb === 'delete' && !window.confirm(`Delete the model ${name}?${file}${users}`)) return
    if (verb === 'publish' && !window.confirm(`Publish the model ${name}? Nobody changes a published model, and this cannot be undone.`))
      return
    act.mutate(verb)
  }
  const offered = (verb: Verb, label: string, refusal = roleRefusal): OfferedAction => ({
    label,
    refusal,
    isPending: act.isPending && act.variables === verb,
    act: () => start(verb),
  })
  const actions: readonly OfferedAction[] = [
    { label: 'Tag', refusal: roleRefusal, isPending: false, act: () => setTagging(true) },
    offered('publish', 'Publish', roleRefusal ?? (ready === true ? 'The model is published already.' : undefined)),
    isArchived ? offered('unarchive', 'Unarchive') : offered('archive', 'Archive'),
    offered('delete', 'Delete'),
  ]
  useOffers({ about: name ?? id, list: actions })
  return (
    <>
      <Failure error={act.error} />
      {actions.map((action) => (
        <ActionButton key={action.label} action={action} variant="default" />
      ))}
      <Modal opened={isTagging} onClose={() => setTagging(false)} title={`Tag ${name}`}>
        <TagForm present={tags} change={(change) => api.models.update_tags({ ids: [id], ...change })} onDone={() => setTagging(false)} />
      </Modal>
    </>
  )
}
