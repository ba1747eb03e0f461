import { useTitle } from '../ui/use-title.ts'

/** In place of the page of an address that has none. */
export function NoPage() {
  useTitle('No such page')
  return (
    <main className="alone">
      <h1>No such page</h1>
      <p>This address leads nowhere.</p>
      <p>
        <a href="/">Go to Home</a>
      </p>
    </main>
  )
}
