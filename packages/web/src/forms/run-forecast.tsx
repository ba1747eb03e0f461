import type { ResponseOf, runs } from '@clearway/contract'
import { Link } from '@tanstack/react-router'
import { Command } from '../ui/copy.tsx'
import { servedBy } from '../ui/served-by.ts'
import { QueueLink } from '../why/link.tsx'
import { stepsSentence } from './steps-sentence.ts'

type Preview = ResponseOf<typeof runs.preview>
type Fault = Preview['errors'][number]

/**
 * What a run would be like, before it is started: what is wrong, apart from what stands at the fields of parameters; what it would wait for; what comes
 * from the cache; how busy its queues are.
 */
export function RunForecast({ preview }: { readonly preview: Preview }) {
  const { errors, warnings, cached, queues, parameters } = preview
  const atFields = new Set(parameters.map(({ name }) => `parameters.${name}`))
  return (
    <section className="card" aria-label="Before the start">
      <h2>Before the start</h2>
      <Faults title="It would fail for certain" faults={errors.filter(({ field = '' }) => !atFields.has(field))} isError />
      <Faults title="It would wait" faults={warnings} />
      <p>{stepsSentence(preview)}</p>
      {cached.length === 0 ? null : (
        <ul className="cached" aria-label="From the cache">
          {cached.map(({ step, task }) => (
            <li key={step}>
              <Link to="/tasks/$task" params={{ task }}>
                {step}
              </Link>
            </li>
          ))}
        </ul>
      )}
      {queues.length === 0 ? null : (
        <table className="pairs">
          <tbody>
            {queues.map(({ name, waiting, ...serving }) => (
              <tr key={name}>
                <th scope="row">
                  <QueueLink name={name} />
                </th>
                <td>
                  {servedBy(serving)}, {waiting === 0 ? 'nothing waits' : `${waiting} ${waiting === 1 ? 'task waits' : 'tasks wait'}`}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </section>
  )
}

function Faults({
  title,
  faults,
  isError = false,
}: {
  readonly title: string
  readonly faults: readonly Fault[]
  readonly isError?: boolean
}) {
  return faults.length === 0 ? null : (
    <div role={isError ? 'alert' : 'status'} className={isError ? 'faults error' : 'faults'}>
      <h3>{title}</h3>
      <ul>
        {faults.map(({ code, message, cure, command }) => (
          <li key={`${code}${message}`}>
            {message} {cure} {command === undefined ? null : <Command text={`npx ${command}`} />}
          </li>
        ))}
      </ul>
    </div>
  )
}
