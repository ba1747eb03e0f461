import { type Static, Type as t } from 'typebox'

/** The content of `data/connection.json` (mode 0600): how a local program reaches the server that wrote the file. */
export const Connection = t.Object({
  url: t.String(),
  accessKey: t.String(),
  secretKey: t.String(),
  pid: t.Integer({ description: 'the server’s own process' }),
  proves: t.Optional(t.Boolean({ description: 'whether the server can prove that it knows the key (`debug.ping`); older ones cannot' })),
})
export type Connection = Static<typeof Connection>
