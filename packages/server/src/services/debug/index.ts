import type { debug, Implementation } from '@clearway/contract'
import { serverProof } from '@clearway/contract/server-proof'
import type { Context } from '../../context.ts'
import { provableSecret } from '../../db/tables/credentials.ts'

export const debugService: Implementation<typeof debug, Context> = {
  ping: async ({ access_key: accessKey, nonce }, { db }) => {
    const secret = accessKey === undefined || nonce === undefined ? undefined : await provableSecret({ db }, accessKey)
    return { msg: 'pong', ...(secret === undefined || nonce === undefined ? {} : { proof: serverProof(secret, nonce) }) }
  },
}
