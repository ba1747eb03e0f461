import type { Resources, Worker } from '@clearway/contract'
import { Ago } from '../../ui/ago.tsx'
import { bytesOf } from '../../ui/bytes.ts'
import { Fact } from '../../ui/fact.tsx'
import { QueueLinks } from '../../why/link.tsx'
import { LastSeen } from './agent-card.tsx'
import type { Agent } from './agents-of.ts'

const lights: Readonly<Record<NonNullable<Worker['light']>, string>> = {
  any: 'takes the controllers of any queue',
  own: 'takes the controllers of its own queues',
  off: 'takes nothing',
}

/** What is known of an agent: its queues, its version, its labels, what each slot has. */
export function AgentFacts({ agent }: { readonly agent: Agent }) {
  const { workers, owner, version, queues } = agent
  const slots = workers.flatMap(({ id, resources }) => (resources === undefined ? [] : [{ id, resources }]))
  const labels = [...new Set(slots.flatMap(({ resources }) => resources.labels ?? []))]
  const [first] = workers
  const light = workers.find(({ lane }) => lane === 'light')?.light
  const each = [...new Set(slots.map(({ resources }) => slotText(resources)))]
  return (
    <table className="pairs">
      <tbody>
        <Fact name="Serves">
          <QueueLinks queues={queues} />
        </Fact>
        {light === undefined ? null : <Fact name="Light lane">{lights[light]}</Fact>}
        {each.length === 0 ? null : <Fact name={slots.length === 1 ? 'Its slot has' : 'Each slot has'}>{each.join('; or ')}</Fact>}
        <Fact name="Labels">{labels.length === 0 ? 'none' : labels.join(', ')}</Fact>
        <Fact name="Version">{version ?? 'not reported'}</Fact>
        <Fact name="Last seen">
          <LastSeen agent={agent} />
          {first?.register_time === undefined ? null : (
            <>
              , first <Ago at={first.register_time} />
            </>
          )}
        </Fact>
        <Fact name="Address">{first?.ip ?? 'not known'}</Fact>
        {owner?.name === undefined ? null : <Fact name="User">{owner.name}</Fact>}
      </tbody>
    </table>
  )
}

/** What a slot has, in words. */
function slotText({ gpus = 0, gpuMemory = 0, cpus = 0, memory = 0 }: Resources): string {
  const parts = [
    gpus === 0 ? 'no GPU' : `${gpus} ${gpus === 1 ? 'GPU' : 'GPUs'}${gpuMemory === 0 ? '' : ` of ${megabytes(gpuMemory)}`}`,
    ...(cpus === 0 ? [] : [`${cpus} ${cpus === 1 ? 'CPU' : 'CPUs'}`]),
    ...(memory === 0 ? [] : [`${megabytes(memory)} of memory`]),
  ]
  return parts.join(', ')
}

const megabytes = (count: number): string => bytesOf(count * 1024 ** 2)
