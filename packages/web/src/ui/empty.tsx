import type { ReactNode } from 'react'

/** The text of a page without content: what would be here, and how to get it. */
export function Empty({ children }: { readonly children: ReactNode }) {
  return <div className="empty">{children}</div>
}
