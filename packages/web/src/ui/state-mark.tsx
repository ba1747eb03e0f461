import { memo } from 'react'
import { lookOf } from './look.ts'

/** The state as a shape of 14 pixels. Within a text it stands on its line. */
export const StateMark = memo(function StateMark({ state, size = 14 }: { readonly state: string | undefined; readonly size?: number }) {
  const { color, shape, label } = lookOf(state)
  return (
    <svg
      width={size}
      height={size}
      viewBox="0 0 14 14"
      role="img"
      aria-label={label}
      style={{ color, flex: 'none', verticalAlign: '-2px' }}
      fill="none"
      stroke="currentColor"
      strokeWidth="1.6"
      strokeLinecap="round"
      strokeLinejoin="round"
    >
      {shapes[shape]}
    </svg>
  )
})
const shapes = {
  ring: <circle cx="7" cy="7" r="5" strokeDasharray="2.4 2.4" />,
  clock: (
    <>
      <circle cx="7" cy="7" r="5.4" />
      <path d="M7 4v3l2 1.4" />
    </>
  ),
  arc: (
    <>
      <circle cx="7" cy="7" r="5.4" opacity=".3" />
      <path d="M7 1.6a5.4 5.4 0 0 1 5.4 5.4" className="spin" strokeWidth="2" />
    </>
  ),
  check: (
    <>
      <circle cx="7" cy="7" r="6.2" fill="currentColor" stroke="none" />
      <path d="M4.2 7.2l2 2 3.6-4" stroke="var(--on-state)" />
    </>
  ),
  cross: (
    <>
      <path d="M4.4.8h5.2l3.6 3.6v5.2l-3.6 3.6H4.4L.8 9.6V4.4z" fill="currentColor" stroke="none" />
      <path d="M4.8 4.8l4.4 4.4m0-4.4L4.8 9.2" stroke="var(--on-state)" />
    </>
  ),
  square: (
    <>
      <rect x="1.2" y="1.2" width="11.6" height="11.6" rx="2" fill="currentColor" stroke="none" />
      <rect x="4.6" y="4.6" width="4.8" height="4.8" fill="var(--on-state)" stroke="none" />
    </>
  ),
  dash: (
    <>
      <circle cx="7" cy="7" r="5.4" />
      <path d="M4.6 7h4.8" />
    </>
  ),
  bolt: (
    <>
      <circle cx="7" cy="7" r="6.2" fill="currentColor" stroke="none" />
      <path d="M7.6 3.2L4.8 7.6h2l-.4 3.2 2.8-4.4h-2z" fill="var(--on-state)" stroke="none" />
    </>
  ),
  triangle: (
    <>
      <path d="M7 .8L13.6 12.6H.4z" fill="currentColor" stroke="none" />
      <path d="M7 5v3.4M7 10.4v.1" stroke="var(--on-state)" />
    </>
  ),
}
