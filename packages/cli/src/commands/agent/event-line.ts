import { type AgentEvent, describeEvent } from '@clearway/agent'
import type { Look, Style } from '../../look.ts'
import { clockTime } from '../../show/duration.ts'

const secrets: ReadonlySet<string> = new Set(['access_key', 'secret_key'])

/** An event for programs, without keys and with each error as its message. */
export function eventToJson(event: AgentEvent): Record<string, unknown> {
  const text = JSON.stringify(event, (name, value: unknown) =>
    secrets.has(name) ? undefined : value instanceof Error ? value.message : value,
  )
  return JSON.parse(text) as Record<string, unknown>
}

/** An event as one line: its time, and what happened. */
export function showEvent(event: AgentEvent, look: Look): string {
  return `${look.paint('dim', clockTime(look.now))}  ${look.paint(styleOf(event), describeEvent(event))}`
}

function styleOf(event: AgentEvent): Style {
  switch (event.kind) {
    case 'ready':
    case 'server_back':
    case 'undrained':
      return 'bold'
    case 'claimed':
      return 'dim'
    case 'adopted':
    case 'started':
    case 'resumed':
      return 'cyan'
    case 'ended':
      return event.outcome === 'completed' ? 'green' : event.outcome === 'failed' || event.outcome === 'lost' ? 'red' : 'magenta'
    case 'paused':
    case 'stopping':
    case 'drained':
    case 'server_away':
      return 'yellow'
    case 'problem':
      return 'red'
  }
}
