import './connect.css'
import type { ReactNode } from 'react'
import { NewKey } from './new-key.tsx'
import { type TaughtPage, waysOf } from './fillings.ts'
import { ShownSnippet } from './shown-snippet.tsx'
import { useNewKey } from './use-new-key.ts'

interface Props {
  readonly page: TaughtPage
  /** What would be here. */
  readonly children: ReactNode
}

/** How an empty page is filled: how programs find the server, with a key that is made here, and what to type then, in TypeScript and in Python. */
export function Teach({ page, children }: Props) {
  const key = useNewKey('made on an empty page')
  return (
    <div className="teach">
      <div>{children}</div>
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
    </div>
  )
}
