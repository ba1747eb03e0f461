import { type TaughtPage, waysOf } from './fillings.ts'
import { NewKey } from './new-key.tsx'
import { ShownSnippet } from './shown-snippet.tsx'
import { useNewKey } from './use-new-key.ts'

/** How programs find the server, with a key that is made here, and what to type then, in TypeScript and in Python. */
export function Ways({ page }: { readonly page: TaughtPage }) {
  const key = useNewKey('made on an empty page')
  return (
    <>
      <NewKey {...key} />
      <div className="teach-ways">
        {waysOf(page, key.snippets).map(({ name, snippets }) => (
          <section key={name} aria-label={name}>
            {snippets.map((snippet) => (
              <ShownSnippet key={snippet.title} snippet={snippet} />
            ))}
          </section>
        ))}
      </div>
    </>
  )
}
