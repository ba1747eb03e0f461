import { useLiveState } from './live.ts'

const words = {
  connecting: { text: '○ connecting', title: 'Connecting to the server' },
  live: { text: '● live', title: 'Changes are shown as they happen' },
  lost: { text: '○ reconnecting', title: 'The server is away. What is shown is the state of before.' },
} as const

/** Says whether what the page shows is up to date. */
export function LiveMark() {
  const { state, since } = useLiveState()
  const { text, title } = words[state]
  return (
    <span role="status" className={`live-mark ${state}`} data-tip={title}>
      {text}
      {state === 'lost' ? <span className="lost-at"> · as of {new Date(since).toLocaleTimeString()}</span> : null}
    </span>
  )
}
