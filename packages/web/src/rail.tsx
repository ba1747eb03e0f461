import { Popover, Tooltip } from '@mantine/core'
import { IconDots } from '@tabler/icons-react'
import { Link, useLocation } from '@tanstack/react-router'
import { useState } from 'react'
import { pages } from './pages.ts'
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
        <Tooltip key={page.label} label={page.label} position="right" disabled={isNarrow}>
          <Link
            to={page.to}
            aria-label={page.label}
            activeOptions={{ exact: page.to === '/' }}
            className={page.to === above ? 'above' : ''}
          >
            <Content page={page} />
          </Link>
        </Tooltip>
      ))}
      {isNarrow ? <More others={pages.slice(inBar)} /> : null}
    </nav>
  )
}

function More({ others }: { readonly others: readonly Page[] }) {
  const [isOpen, setOpen] = useState(false)
  return (
    <Popover opened={isOpen} onChange={setOpen} position="top-end" trapFocus returnFocus>
      <Popover.Target>
        <button type="button" className="rail-more" onClick={() => setOpen(!isOpen)}>
          <IconDots size={20} stroke={1.6} />
          <span className="rail-label">More</span>
        </button>
      </Popover.Target>
      <Popover.Dropdown aria-label="More pages">
        <div className="rail-others">
          {others.map((page) => (
            <Link key={page.label} to={page.to} onClick={() => setOpen(false)}>
              <Content page={page} />
            </Link>
          ))}
        </div>
      </Popover.Dropdown>
    </Popover>
  )
}

const Content = ({ page: { label, icon: Icon } }: { readonly page: Page }) => (
  <>
    <Icon size={20} stroke={1.6} />
    <span className="rail-label">{label}</span>
  </>
)
