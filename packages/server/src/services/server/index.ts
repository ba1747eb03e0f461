import { type Action, contract, type Implementation, type server } from '@clearway/contract'
import type { Context } from '../../context.ts'
import { ActionError } from '../../errors.ts'
import { readServerSetting } from '../../db/tables/server-settings.ts'
import { shownSettings } from '../../settings.ts'
import { status } from './status.ts'
import { apiVersion } from '@clearway/contract/wire'
import { clearmlVersion } from '../../clearml-version.ts'
import { get_stats } from './get_stats.ts'

export const serverService: Implementation<typeof server, Context> = {
  info: async (_, ctx) => ({
    version: clearmlVersion,
    build: '0',
    commit: '',
    uid: (await readServerSetting(ctx, 'uid')) ?? '',
    api_version: apiVersion,
  }),
  status,
  config: (_, ctx) => Promise.resolve({ config: shownSettings(ctx.settings) }),
  get_stats,
  endpoints: () => {
    const endpoints = Object.entries(contract).map(([service, actions]) => {
      const listed = Object.entries<Action>(actions).map(([name, { summary, access }]) => ({ name: `${service}.${name}`, summary, access }))
      return [service, listed] as const
    })
    return Promise.resolve({ endpoints: Object.fromEntries(endpoints) })
  },
  report_stats_option: ({ enabled }) => {
    if (enabled === true) throw new ActionError('no_usage_reports', { field: 'enabled' })
    return Promise.resolve({ supported: false, enabled: false, current_version: clearmlVersion })
  },
}
