import './connect.css'
import { type ReactNode, Suspense } from 'react'
import { later } from '../ui/later.ts'
import type { TaughtPage } from './fillings.ts'

// Loaded on demand: few visits find an empty page.
const Ways = later(async () => (await import('./ways.tsx')).Ways)

interface Props {
  readonly page: TaughtPage
  /** What would be here. */
  readonly children: ReactNode
}

/** How an empty page is filled. */
export function Teach({ page, children }: Props) {
  return (
    <div className="teach">
      <div>{children}</div>
      <Suspense fallback={null}>
        <Ways page={page} />
      </Suspense>
    </div>
  )
}
