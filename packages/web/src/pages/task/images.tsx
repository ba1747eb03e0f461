import { useQuery } from '@tanstack/react-query'
import { imagesQuery } from '../../api/queries.ts'
import { Empty } from '../../ui/empty.tsx'
import { Failure } from '../../ui/failure.tsx'
import { Sample } from './sample.tsx'

/** The images and other media that the task reported, the latest iterations first. */
export function Images({ task }: { readonly task: string }) {
  const { data, error } = useQuery(imagesQuery(task))
  if (data === undefined) return <Failure error={error} />
  const iterations = data.metrics.flatMap((metric) => metric.iterations)
  if (iterations.length === 0) return <Empty>The task has reported no images or media.</Empty>
  return (
    <div className="charts">
      {iterations.map(({ iter, events }) => (
        <section key={iter} aria-label={`Iteration ${iter}`}>
          <h3>Iteration {iter}</h3>
          <div className="images">
            {events.map(({ metric, variant, url }) => (
              <Sample key={`${String(metric)}/${String(variant)}`} name={`${String(metric)} ${String(variant)}`} url={String(url ?? '')} />
            ))}
          </div>
        </section>
      ))}
    </div>
  )
}
