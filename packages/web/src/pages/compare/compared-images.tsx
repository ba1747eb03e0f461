import { useQuery } from '@tanstack/react-query'
import type { Task } from '@clearway/contract'
import { comparedImagesQuery } from '../../api/compare.ts'
import { mostDrawn } from '../../compare/drawn.ts'
import { imageRowsOf, iterationsOf } from '../../compare/images.ts'
import { Empty } from '../../ui/empty.tsx'
import { Failure } from '../../ui/failure.tsx'
import { Select } from '../../ui/select.tsx'
import { Sample } from '../task/sample.tsx'
import type { CompareChange, CompareSearch } from './compare-search.ts'

interface Props {
  readonly tasks: readonly Task[]
  readonly search: CompareSearch
  readonly onChange: (change: CompareChange) => void
}

/** The images that several tasks reported at one iteration, side by side. */
export function ComparedImages({ tasks, search, onChange }: Props) {
  const drawn = tasks.slice(0, mostDrawn)
  const ids = drawn.map(({ id }) => id)
  const { data, error } = useQuery(comparedImagesQuery(ids))
  if (data === undefined) return <Failure error={error} />
  const iterations = iterationsOf(data)
  const iter = search.iter ?? iterations[0]
  if (iter === undefined) return <Empty>None of the tasks has reported images or media.</Empty>
  return (
    <>
      <div className="bar">
        <Select
          label="Iteration"
          none={`Latest iteration, ${iterations[0]}`}
          value={search.iter === undefined ? undefined : String(search.iter)}
          choices={iterations.map((one) => ({ value: String(one), label: `Iteration ${one}` }))}
          onChange={(value) => onChange({ iter: value === undefined ? undefined : Number(value) })}
        />
        {tasks.length > mostDrawn ? <span className="muted">The first {mostDrawn} are shown.</span> : null}
      </div>
      <div className="compared-scroll" tabIndex={0} role="region" aria-label="Images">
        <table className="compared-table images-table">
          <thead>
            <tr>
              <th scope="col">
                <span className="unseen">Image</span>
              </th>
              {drawn.map(({ id, name }) => (
                <th key={id} scope="col">
                  {name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {imageRowsOf(data, ids, iter).map(({ name, urls }) => (
              <tr key={name}>
                <th scope="row">{name}</th>
                {urls.map((url, index) => (
                  <td key={ids[index]}>
                    {url === undefined ? <span className="muted">–</span> : <Sample name={`${name}, ${drawn[index]?.name}`} url={url} />}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </>
  )
}
