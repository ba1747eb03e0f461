import { useMutation } from '@tanstack/react-query'
import type { Schedule } from '@clearway/contract'
import { useRoleRefusal } from '../../actions/use-role-refusal.ts'
import { api } from '../../api/client.ts'
import { Failure } from '../../ui/failure.tsx'
import { Until } from '../../ui/until.tsx'
import { ListTable, RowButton } from './list-table.tsx'
import { LastFire, Starts } from './started.tsx'
import { whenText } from './when-text.ts'

type Verb = 'pause' | 'resume' | 'fire' | 'delete'

/** Carries out a verb; a deletion only after a question. */
async function carryOut(verb: Verb, { id: schedule, name }: Schedule): Promise<void> {
  if (verb === 'fire') await api.schedules.fire({ schedule })
  else if (verb !== 'delete') await api.schedules.update({ schedule, enabled: verb === 'resume' })
  else if (window.confirm(`Delete the schedule ${name}, with the record of its fires? What it started stays.`))
    await api.schedules.delete({ schedule })
}

const heads = ['Name', 'When', 'Starts', 'Next', 'Last'].map((name) => ({ name }))

/** The schedules, each with its next due time, what became of the last one, and what can be done. */
export function ScheduleList({ schedules }: { readonly schedules: readonly Schedule[] }) {
  const refusal = useRoleRefusal()
  const act = useMutation({ mutationFn: ({ verb, schedule }: { verb: Verb; schedule: Schedule }) => carryOut(verb, schedule) })
  const button = (verb: Verb, label: string, schedule: Schedule) => (
    <RowButton
      label={label}
      of={schedule.name}
      refusal={refusal}
      isLoading={act.isPending && act.variables.verb === verb && act.variables.schedule.id === schedule.id}
      onClick={() => act.mutate({ verb, schedule })}
    />
  )
  return (
    <>
      <Failure error={act.error} />
      <ListTable label="Schedules" heads={heads}>
        {schedules.map((schedule) => (
          <tr key={schedule.id}>
            <th scope="row">{schedule.name}</th>
            <td>{whenText(schedule)}</td>
            <td>
              <Starts {...schedule} />
            </td>
            <td>{schedule.enabled ? schedule.next[0] === undefined ? 'never again' : <Until at={schedule.next[0]} /> : 'paused'}</td>
            <td>
              <LastFire fire={schedule.fires[0]} />
            </td>
            <td>
              <div className="buttons">
                {schedule.enabled ? button('pause', 'Pause', schedule) : button('resume', 'Resume', schedule)}
                {button('fire', 'Fire now', schedule)}
                {button('delete', 'Delete', schedule)}
              </div>
            </td>
          </tr>
        ))}
      </ListTable>
    </>
  )
}
