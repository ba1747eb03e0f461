import { NewKey } from '../../connect/new-key.tsx'
import { ShownSnippet } from '../../connect/shown-snippet.tsx'
import { useNewKey } from '../../connect/use-new-key.ts'

/** How programs and machines connect to the server: with a key that is made here, and that says here when it is first used. */
export function Connect() {
  const key = useNewKey('made in Connect')
  return (
    <section className="card" aria-label="Connect">
      <NewKey {...key} />
      {Object.values(key.snippets).map((snippet) => (
        <ShownSnippet key={snippet.title} snippet={snippet} />
      ))}
    </section>
  )
}
