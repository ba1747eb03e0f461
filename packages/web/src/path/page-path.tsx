import { Link, useMatches } from '@tanstack/react-router'
import { useTitle } from '../ui/use-title.ts'
import { type Params, useKnown } from './known.ts'
import { partsOf } from './parts-of.ts'
import { titleOf } from './title-of.ts'

/** Where the page is: the pages above it as links, then its own name, which the browser's tab has too. */
export function PagePath() {
  const page = useMatches().at(-1)
  const known = useKnown((page?.params ?? {}) as Params)
  const parts = partsOf(page?.routeId ?? '', known)
  useTitle(titleOf(parts))
  return (
    <nav className="path" aria-label="Path">
      <ol>
        {parts.map(({ label, title = label, link }, index) =>
          label === '' ? null : (
            <li key={index} title={title}>
              {index < parts.length - 1 && link !== undefined ? <Link {...link}>{label}</Link> : <span aria-current="page">{label}</span>}
            </li>
          ),
        )}
      </ol>
    </nav>
  )
}
