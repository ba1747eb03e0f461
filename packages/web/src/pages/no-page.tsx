import { useTitle } from '../ui/use-title.ts'

/** In place of the page of an address that has none. */
export function NoPage() {
  useTitle('No such page')
  return (
    <main className="alone">
      <h1>No such page</h1>
      <p>
        This address leads nowhere. <a href="/">Go to the first page</a>
      </p>
    </main>
  )
}
