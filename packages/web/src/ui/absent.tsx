import type { ReactNode } from 'react'
import { Failure } from './failure.tsx'

interface Props {
  /** What the page is of: `run`. */
  readonly noun: string
  readonly error: unknown
  /** The link to the others of its kind. */
  readonly children: ReactNode
}

/** In place of the page of something that cannot be read: why, and where the others are. */
export function Absent({ noun, error, children }: Props) {
  return (
    <div className="page">
      <h1>This {noun} cannot be shown</h1>
      <Failure error={error} />
      <p>{children}</p>
    </div>
  )
}
