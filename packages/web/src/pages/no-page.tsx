import { Link } from '@tanstack/react-router'
import { useTitle } from '../ui/use-title.ts'

/** In place of the page of an address that has none. */
export function NoPage() {
  useTitle('No such page')
  return (
    <div className="page">
      <h1>No such page</h1>
      <p>This address leads nowhere.</p>
      <p>
        <Link to="/">Go to Home</Link>
      </p>
    </div>
  )
}
