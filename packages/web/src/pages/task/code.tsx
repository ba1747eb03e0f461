import type { Task } from '@clearway/contract'
import { mendRefusal, type RunStep } from '../../actions/mend-refusal.ts'
import { retryWithCode } from '../../actions/mend-step.ts'
import { useRoleRefusal } from '../../actions/use-role-refusal.ts'
import { api } from '../../api/client.ts'
import { Command } from '../../ui/copy.tsx'
import { Empty } from '../../ui/empty.tsx'
import { EditCode } from './edit-code.tsx'

interface Props {
  readonly task: Task
  /** The step that the task runs, whose run can go on from it with other code. */
  readonly step: RunStep | undefined
}

/** How the task's program is started, and its code or the uncommitted changes beside its repository. That of a draft is edited in place, that of a step mended. */
export function Code({ task, step }: Props) {
  const { id, script, status } = task
  const roleRefusal = useRoleRefusal()
  const facts = [
    ['Program', script?.binary],
    ['Entry point', script?.entry_point],
    ['Repository', script?.repository],
    ['Branch', script?.branch],
    ['Commit', script?.version_num],
    ['Working folder', script?.working_dir],
  ].filter(([, value]) => value !== undefined && value !== '')
  if (facts.length === 0) return <Empty>The task names no code.</Empty>
  return (
    <>
      <table className="pairs">
        <tbody>
          {facts.map(([name, value]) => (
            <tr key={name}>
              <th scope="row">{name}</th>
              <td className="mono">{value}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {script?.diff === undefined || script.diff === '' ? (
        step === undefined || script?.binary !== 'node' ? null : (
          <div className="code-verbs muted">
            A step of a function is mended in its file:{' '}
            <Command text={`npx clearway pipeline retry ${step.run} --from '${step.step}' --file FILE`} />
          </div>
        )
      ) : step !== undefined ? (
        <EditCode
          code={script.diff}
          verb={`Retry from ${step.step} with this code`}
          refusal={roleRefusal ?? mendRefusal(step, task)}
          onSave={(code) => retryWithCode(step, id, code)}
        />
      ) : status === 'created' ? (
        <EditCode
          code={script.diff}
          verb="Save"
          refusal={roleRefusal}
          onSave={async (code) => void (await api.tasks.edit({ task: id, script: { diff: code } }))}
        />
      ) : (
        <pre className="code">{script.diff}</pre>
      )}
    </>
  )
}
