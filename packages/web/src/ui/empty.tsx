import type { ReactNode } from 'react'

/** What a page without content says: what would be here, and how it comes to be. */
export function Empty({ children }: { readonly children: ReactNode }) {
  return <div className="empty">{children}</div>
}
