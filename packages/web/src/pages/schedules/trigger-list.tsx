import { useMutation } from '@tanstack/react-query'
import type { Trigger } from '@clearway/contract'
import { useRoleRefusal } from '../../actions/use-role-refusal.ts'
import { api } from '../../api/client.ts'
import { Failure } from '../../ui/failure.tsx'
import { conditionText } from './condition-text.ts'
import { ListTable, RowButton } from './list-table.tsx'
import { LastFire, Starts } from './started.tsx'

type Verb = 'pause' | 'resume' | 'delete'

/** Carries out a verb; a deletion only after a question. */
async function carryOut(verb: Verb, { id: trigger, name }: Trigger): Promise<void> {
  if (verb !== 'delete') await api.triggers.update({ trigger, enabled: verb === 'resume' })
  else if (window.confirm(`Delete the trigger ${name}, with the record of its fires? What it started stays.`))
    await api.triggers.delete({ trigger })
}

// What a trigger starts has the room of the next start as well, which no trigger knows.
const heads = [{ name: 'Name' }, { name: 'When' }, { name: 'Starts', columns: 2 }, { name: 'Last' }]

/** The triggers, each with what it waits for, what became of the last fire, and what can be done. */
export function TriggerList({ triggers }: { readonly triggers: readonly Trigger[] }) {
  const refusal = useRoleRefusal()
  const act = useMutation({ mutationFn: ({ verb, trigger }: { verb: Verb; trigger: Trigger }) => carryOut(verb, trigger) })
  const button = (verb: Verb, label: string, trigger: Trigger) => (
    <RowButton
      label={label}
      of={trigger.name}
      refusal={refusal}
      isLoading={act.isPending && act.variables.verb === verb && act.variables.trigger.id === trigger.id}
      onClick={() => act.mutate({ verb, trigger })}
    />
  )
  return (
    <>
      <Failure error={act.error} />
      <ListTable label="Triggers" heads={heads}>
        {triggers.map((trigger) => (
          <tr key={trigger.id}>
            <th scope="row">
              {trigger.name} {trigger.enabled ? '' : <span className="muted">paused</span>}
            </th>
            <td>{conditionText(trigger)}</td>
            <td colSpan={2}>
              <Starts {...trigger} />
            </td>
            <td>
              <LastFire fire={trigger.fires[0]} />
            </td>
            <td>
              <div className="buttons">
                {trigger.enabled ? button('pause', 'Pause', trigger) : button('resume', 'Resume', trigger)}
                {button('delete', 'Delete', trigger)}
              </div>
            </td>
          </tr>
        ))}
      </ListTable>
    </>
  )
}
