import { type Static, Type as t } from 'typebox'

/** What `data/connection.json` says (mode 0600): how a local program reaches the server that wrote it. */
export const Connection = t.Object({
  url: t.String(),
  accessKey: t.String(),
  secretKey: t.String(),
  pid: t.Integer({ description: 'the server’s own process' }),
})
export type Connection = Static<typeof Connection>
