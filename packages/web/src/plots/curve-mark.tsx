import { curveLook } from './curve-look.ts'

/** A short piece of a curve, as charts draw it. */
export function CurveMark({ look }: { readonly look: number }) {
  const { color, dash } = curveLook(look)
  return (
    <svg width={26} height={8} aria-hidden="true" style={{ flex: 'none' }}>
      <line x1={0} x2={26} y1={4} y2={4} stroke={`var(${color})`} strokeWidth={2.5} strokeDasharray={dash.join(' ')} />
    </svg>
  )
}
