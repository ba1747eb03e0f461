import type { Socket } from 'node:net'
import type pg from 'pg'

/** The socket of a connection, which the driver does not declare. After the handshake of TLS it is another one. */
export function socketOf(client: pg.Client): Socket {
  return (client as unknown as { readonly connection: { readonly stream: Socket } }).connection.stream
}
