import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, test } from 'vitest'
import { createClient } from '../client.ts'
import { tlsCure } from './tls-cure.ts'

test('https to a server that speaks http is an unreachable server, with the address that works', async () => {
  await using server = createServer((_, response) => response.end()).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const baseUrl = `https://127.0.0.1:${(server.address() as AddressInfo).port}`
  await expect(createClient({ baseUrl }).debug.ping({})).rejects.toMatchObject({
    name: 'ApiError',
    code: 'unreachable',
    message: `debug.ping: ${baseUrl} cannot be reached (ERR_SSL_WRONG_VERSION_NUMBER). What answers there speaks no TLS: begin the address with http:// instead of https://.`,
  })
})

test('a port that fetch refuses is named so', async () => {
  const api = createClient({ baseUrl: 'http://127.0.0.1:1', patienceSeconds: 0 })
  await expect(api.debug.ping({})).rejects.toMatchObject({ code: 'unreachable', message: expect.stringContaining('(bad port)') as string })
})

test.each([
  ['CERT_NOT_YET_VALID', 'By the clock of this machine'],
  ['CERT_HAS_EXPIRED', 'has expired'],
  ['DEPTH_ZERO_SELF_SIGNED_CERT', 'NODE_EXTRA_CA_CERTS'],
  ['ERR_TLS_CERT_ALTNAME_INVALID', 'another name'],
  ['EPROTO', 'check the address'],
])('the failure %s has a cure of its own', (failure, cure) => {
  expect(tlsCure(failure)).toContain(cure)
})

test('other failures have none', () => {
  for (const failure of ['ECONNREFUSED', 'ENOTFOUND', 'timeout', 'fetch failed']) expect(tlsCure(failure)).toBeUndefined()
})
