import { Switch } from '@mantine/core'
import { type ReactNode, useMemo, useState } from 'react'
import { LogCopies } from './log-copies.tsx'
import { LogLines, type ShownLines } from './log-lines.tsx'
import { LogSearchBar } from './log-search.tsx'
import { useLogSearch } from './use-log-search.ts'

interface Props extends ShownLines {
  /** The choices of which lines are shown. */
  readonly choices: ReactNode
}

/** A log of any length: its lines, what is searched for in them, and how they are shown. */
export function LogView({ choices, ...shown }: Props) {
  const { entries, line } = shown
  const lines = useMemo(() => entries.map(({ text }) => text), [entries])
  const search = useLogSearch(lines)
  const [isFollowing, setFollowing] = useState(line === undefined)
  const [isWrapped, setWrapped] = useState(false)
  return (
    <div className="log-view">
      <div className="log-bar">
        <div className="log-tools log-seek">
          <LogSearchBar search={search} count={lines.length} />
          <LogCopies lines={lines} />
        </div>
        <div className="log-tools log-show">
          {choices}
          <div className="space" />
          <Switch size="xs" label="Wrap" checked={isWrapped} onChange={(event) => setWrapped(event.currentTarget.checked)} />
          <Switch size="xs" label="Follow" checked={isFollowing} onChange={(event) => setFollowing(event.currentTarget.checked)} />
        </div>
      </div>
      <LogLines
        {...shown}
        hits={search.hits}
        hit={search.hits[search.at]}
        isWrapped={isWrapped}
        isFollowing={isFollowing}
        onLeaveEnd={() => setFollowing(false)}
      />
    </div>
  )
}
