import './models.css'
import { IconLock } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import type { ModelEx } from '@clearway/contract'
import { modelQuery } from '../../api/models.ts'
import { addressInPage } from '../../preview/address-in-page.ts'
import { Absent } from '../../ui/absent.tsx'
import { Ago } from '../../ui/ago.tsx'
import { Failure } from '../../ui/failure.tsx'
import { Lineage } from './lineage.tsx'
import { ModelActions } from './model-actions.tsx'
import { metricsOf } from './model-columns.tsx'

const route = getRouteApi('/framed/models/$model')

/** One model: who made it, who uses it, where it lies. */
export function ModelPage() {
  const { model: id } = route.useParams()
  const { data: model, error } = useQuery(modelQuery(id))
  return (
    <div className="model-page">
      <Failure error={error} />
      {model === null ? (
        <Absent noun="model" error={new Error('There is no model with this id: it may have been deleted.')}>
          <Link to="/models">All models</Link>
        </Absent>
      ) : null}
      {model ? <Loaded model={model} /> : null}
    </div>
  )
}

function Loaded({ model }: { readonly model: ModelEx }) {
  const { id, name, project, framework, ready, created, tags = [], system_tags: system = [] } = model
  return (
    <>
      <header className="run-header">
        <div>
          <h1>{name}</h1>
          <p className="muted">
            {[project?.name, framework].filter((part) => part).join(' · ')} · made <Ago at={created} /> · <span className="mono">{id}</span>
          </p>
          <p className="chips">
            {ready === true ? (
              <span className="chip">
                <IconLock size={12} aria-hidden="true" /> published
              </span>
            ) : null}
            {system.includes('archived') ? <span className="chip">archived</span> : null}
            {tags.map((tag) => (
              <span key={tag} className="chip">
                {tag}
              </span>
            ))}
          </p>
        </div>
        <div className="space" />
        <div className="bar-start">
          <ModelActions model={model} />
        </div>
      </header>
      <Lineage model={model} />
      <Facts model={model} />
    </>
  )
}

function Facts({ model }: { readonly model: ModelEx }) {
  const { uri = '', comment, labels = {}, design = {}, metadata } = model
  const address = addressInPage(uri, window.location.origin)
  const facts = [
    ['Comment', comment ?? ''],
    ...metricsOf(model).map(({ name, value }) => [name, value] as const),
    ...Object.values((metadata ?? {}) as Readonly<Record<string, { readonly key: string; readonly value?: string }>>).map(
      ({ key, value }) => [key, value ?? ''] as const,
    ),
    [
      'Labels',
      Object.entries(labels)
        .map(([label, number]) => `${label}: ${String(number)}`)
        .join(', '),
    ],
  ] as const
  const text =
    typeof design['design'] === 'string' ? design['design'] : Object.keys(design).length === 0 ? '' : JSON.stringify(design, null, 2)
  return (
    <>
      <table className="pairs">
        <tbody>
          {uri === '' ? null : (
            <tr>
              <th scope="row">File</th>
              <td className="mono">{address === undefined ? uri : <a href={address}>{uri}</a>}</td>
            </tr>
          )}
          {facts
            .filter(([, value]) => value !== '')
            .map(([name, value]) => (
              <tr key={name}>
                <th scope="row">{name}</th>
                <td className="mono">{value}</td>
              </tr>
            ))}
        </tbody>
      </table>
      {text === '' ? null : (
        <section aria-label="Design">
          <h2 className="section">Design</h2>
          <pre className="code">{text}</pre>
        </section>
      )}
    </>
  )
}
