import type { Lease } from '@clearway/contract'
import { visibleText } from '@clearway/contract/visible-text'

/** What an agent reports to the program that started it. */
export type AgentEvent =
  | { readonly kind: 'ready'; readonly agent: string; readonly queues: readonly string[]; readonly slots: number; readonly light: boolean }
  | { readonly kind: 'claimed' | 'adopted' | 'started' | 'paused' | 'resumed'; readonly lease: Lease }
  | { readonly kind: 'ended'; readonly lease: Lease; readonly outcome: string; readonly reason: string }
  | { readonly kind: 'stopping'; readonly lease: Lease; readonly reason: string }
  | { readonly kind: 'server_away'; readonly error: unknown }
  | { readonly kind: 'server_back' }
  | { readonly kind: 'drained' | 'undrained'; readonly agent: string }
  | { readonly kind: 'problem'; readonly what: string; readonly error: unknown }

/** One line for people; names and reasons of others are made visible. */
export function describeEvent(event: AgentEvent): string {
  return visibleText(textOf(event))
}

function textOf(event: AgentEvent): string {
  switch (event.kind) {
    case 'ready':
      return `Agent ${event.agent} serves ${event.queues.join(', ') || 'no queue'} with ${event.slots} slot${event.slots === 1 ? '' : 's'}${event.light ? ' and a light lane' : ''}`
    case 'claimed':
    case 'started':
      return `${labelOf(event.lease)} ${event.kind} ${placeOf(event.lease)}`
    case 'adopted':
      return `${labelOf(event.lease)} found running ${placeOf(event.lease)}`
    case 'paused':
      return `${labelOf(event.lease)} is paused: the server has not renewed its lease, and might give the task to another agent`
    case 'resumed':
      return `${labelOf(event.lease)} goes on`
    case 'ended':
      return `${labelOf(event.lease)} ${event.outcome.replace('_', ' ')}${event.reason === '' ? '' : `: ${event.reason}`}`
    case 'stopping':
      return `${labelOf(event.lease)} is being stopped: ${event.reason}`
    case 'server_away':
      return `The server does not answer, trying again: ${messageOf(event.error)}`
    case 'server_back':
      return 'The server answers again'
    case 'drained':
      return `Agent ${event.agent} is drained: it takes no further tasks until \`clearway worker resume ${event.agent}\``
    case 'undrained':
      return `Agent ${event.agent} takes tasks again`
    case 'problem':
      return `${event.what}: ${messageOf(event.error)}`
  }
}

function labelOf({ name, task, number }: Lease): string {
  return `${name} (${task}${number > 1 ? `, attempt ${number}` : ''})`
}

function placeOf({ slot }: Lease): string {
  return slot === null ? 'in the light lane' : `in slot ${slot}`
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
