import type { Implementation, storage } from '@clearway/contract'
import type { Context } from '../../context.ts'
import { ActionError } from '../../errors.ts'

const refuse = (field: string) => Promise.reject(new ActionError('no_storage_settings', { field }))

export const storageService: Implementation<typeof storage, Context> = {
  get_settings: () => Promise.resolve({ settings: {} }),
  set_settings: (request) => refuse(Object.keys(request)[0] ?? '(body)'),
  reset_settings: () => refuse('keys'),
}
