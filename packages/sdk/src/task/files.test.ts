import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, test } from 'vitest'
import { openConnection } from '../connection.ts'
import { storeFile } from './files.ts'

test('a file is stored although the connection of the login before it is lost', async () => {
  const stored: (string | undefined)[] = []
  let logins = 0
  await using server = createServer((request, response) => {
    if (request.url !== '/auth.login') {
      stored.push(request.headers.authorization)
      request.resume().on('end', () => response.end())
      return
    }
    logins += 1
    if (logins === 1) return void request.socket.destroy()
    response.end(JSON.stringify({ meta: { result_code: 200 }, data: { token: 't' } }))
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const connection = await openConnection({ url, credentials: { accessKey: 'a', secretKey: 's' } }, {})
  const { size } = await storeFile(connection, ['report.txt'], { bytes: Buffer.from('well') }, 'text/plain')
  expect({ size, stored, logins }).toEqual({ size: 4, stored: ['Bearer t'], logins: 2 })
})
