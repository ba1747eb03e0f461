import { once } from 'node:events'
import { createServer, type IncomingMessage, request } from 'node:http'
import type { AddressInfo } from 'node:net'

/** Starts a proxy that forwards calls to an S3 server and answers those that it is to deny with an error of S3. */
export async function startFaultyS3(
  endpoint: string,
  denies: (call: IncomingMessage) => boolean,
  { status, code } = { status: 403, code: 'AccessDenied' },
) {
  const server = createServer((call, reply) => {
    if (denies(call)) {
      call.resume()
      reply.writeHead(status, { 'content-type': 'application/xml' }).end(`<Error><Code>${code}</Code><Message>${code}</Message></Error>`)
      return
    }
    const { method, headers, url } = call
    const onward = request(`${endpoint}${url}`, { method: method!, headers }, (answer) => {
      reply.writeHead(answer.statusCode!, answer.headers)
      answer.pipe(reply)
    })
    onward.on('error', (error) => reply.destroy(error))
    call.pipe(onward)
  })
  await once(server.listen(0, '127.0.0.1'), 'listening')
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
