import type { changes, Implementation } from '@clearway/contract'
import type { Context } from '../../context.ts'

export const changesService: Implementation<typeof changes, Context> = {
  stream: () => Promise.reject(new Error('The change stream is sent by http/event-stream.ts.')),
}
