import { IconDots } from '@tabler/icons-react'
import { Link, useLocation } from '@tanstack/react-router'
import { useState } from 'react'
import { pages } from './pages.ts'
import { Popup } from './ui/popup.tsx'
import { useNarrow } from './ui/use-narrow.ts'

type Page = (typeof pages)[number]
/** How many pages a phone's bar has room for, beside the button for the others. */
const inBar = 5

/** Where the subject of an address belongs whose path does not begin with a page's own. */
const subjects: Readonly<Record<string, Page['to']>> = { '/runs/': '/pipelines', '/compare': '/tasks' }

/** The pages, beside the page that is open; on a phone a bar below it, in which the last ones are behind a button. */
export function Rail() {
  const isNarrow = useNarrow()
  const { pathname } = useLocation()
  const [, above] = Object.entries(subjects).find(([path]) => pathname.startsWith(path)) ?? []
  const shown = isNarrow ? pages.slice(0, inBar) : pages
  return (
    <nav className="rail" aria-label="Pages">
      {shown.map((page) => (
        <Link
          key={page.label}
          to={page.to}
          aria-label={page.label}
          {...(isNarrow ? {} : { 'data-tip': page.label, 'data-tip-side': 'right' })}
          activeOptions={{ exact: page.to === '/' }}
          className={page.to === above ? 'above' : ''}
        >
          <Content page={page} />
        </Link>
      ))}
      {isNarrow ? <More others={pages.slice(inBar)} pathname={pathname} /> : null}
    </nav>
  )
}

interface MoreProps {
  readonly others: readonly Page[]
  /** The address of the page that is open. */
  readonly pathname: string
}

function More({ others, pathname }: MoreProps) {
  const [isOpen, setOpen] = useState(false)
  const isHere = others.some(({ to }) => pathname.startsWith(to))
  const button = (
    <button
      type="button"
      className={isHere ? 'rail-more above' : 'rail-more'}
      aria-current={isHere ? true : undefined}
      aria-haspopup="dialog"
      aria-expanded={isOpen}
      onClick={() => setOpen(!isOpen)}
    >
      <IconDots size={20} stroke={1.6} />
      <span className="rail-label">More</span>
    </button>
  )
  return (
    <Popup isOpen={isOpen} onChange={setOpen} label="More pages" role="dialog" position="top-end" button={button}>
      <div className="rail-others">
        {others.map((page) => (
          <Link key={page.label} to={page.to} onClick={() => setOpen(false)}>
            <Content page={page} />
          </Link>
        ))}
      </div>
    </Popup>
  )
}

const Content = ({ page: { label, icon: Icon } }: { readonly page: Page }) => (
  <>
    <Icon size={20} stroke={1.6} />
    <span className="rail-label">{label}</span>
  </>
)
