import type { debug, Implementation } from '@clearway/contract'
import type { Context } from '../../context.ts'

export const debugService: Implementation<typeof debug, Context> = { ping: () => Promise.resolve({ msg: 'pong' }) }
