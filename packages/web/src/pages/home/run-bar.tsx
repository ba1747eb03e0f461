import type { RunProgress } from '@clearway/contract'

/** How many steps of a run are done, in numbers and as a bar. */
export function RunBar({ progress }: { readonly progress: RunProgress | undefined }) {
  if (progress === undefined || progress.steps === 0) return null
  const { steps, done, running, failed } = progress
  const width = (count: number) => ({ width: `${(100 * count) / steps}%` })
  const text = [
    `${done} of ${steps} steps done`,
    ...(running > 0 ? [`${running} running`] : []),
    ...(failed > 0 ? [`${failed} failed`] : []),
  ]
  return (
    <span className="run-bar" role="img" aria-label={text.join(', ')} title={text.join(', ')}>
      <span className="run-bar-track">
        <i className="completed" style={width(done)} />
        <i className="failed" style={width(failed)} />
        <i className="running" style={width(running)} />
      </span>
      <span className="muted number">
        {done}/{steps}
      </span>
    </span>
  )
}
