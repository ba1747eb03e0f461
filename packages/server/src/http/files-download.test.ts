import { createHash } from 'node:crypto'
import { gzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { forEachFileStore } from '../../test/file-store-test.ts'

forEachFileStore((servers) => {
  test('a file is answered with its hash as ETag, and by 304 to a client that has it', async () => {
    await using server = await servers.start()
    await server.put('/files', 'a.txt', 'hello')
    const first = await server.get('/files/a.txt')
    const tag = first.headers.get('etag')!
    expect(tag).toBe(`"${createHash('sha256').update('hello').digest('hex')}"`)
    expect(Object.fromEntries(first.headers)).toMatchObject({
      'content-length': '5',
      'cache-control': 'private, no-cache',
      'x-content-type-options': 'nosniff',
    })
    const second = await server.get('/files/a.txt', { 'if-none-match': `"other", W/${tag}` })
    expect([second.status, await second.text()]).toEqual([304, ''])
    await server.put('/files', 'a.txt', 'other')
    expect((await server.get('/files/a.txt', { 'if-none-match': tag })).status).toBe(200)
  })

  test('a range of a file is answered by 206, and one outside of the file by 416', async () => {
    await using server = await servers.start()
    await server.put('/files', 'a', '0123456789')
    const part = await server.get('/files/a', { range: 'bytes=2-4' })
    expect([part.status, part.headers.get('content-range'), part.headers.get('content-length'), await part.text()]).toEqual([
      206,
      'bytes 2-4/10',
      '3',
      '234',
    ])
    const outside = await server.get('/files/a', { range: 'bytes=10-' })
    expect([outside.status, outside.headers.get('content-range'), await outside.text()]).toEqual([416, 'bytes */10', ''])
    const changed = await server.get('/files/a', { range: 'bytes=2-4', 'if-range': '"an earlier one"' })
    expect([changed.status, await changed.text()]).toEqual([200, '0123456789'])
  })

  test('HEAD answers with the headers of GET', async () => {
    await using server = await servers.start()
    await server.put('/files', 'a.txt', 'hello')
    const [get, head] = [await server.get('/files/a.txt'), await server.fetch('/files/a.txt', { method: 'HEAD' })]
    const told = ({ status, headers }: Response): unknown => [
      status,
      ['etag', 'content-length', 'content-type', 'accept-ranges', 'content-disposition'].map((name) => headers.get(name)),
    ]
    expect(told(head)).toEqual(told(get))
    expect(await head.text()).toBe('')
    expect((await server.fetch('/files/b', { method: 'HEAD' })).status).toBe(404)
  })

  test('compressed files are answered unchanged', async () => {
    await using server = await servers.start()
    const packed = gzipSync('a,b\n1,2\n')
    await server.put('/files', 'data.csv.gz', new Blob([new Uint8Array(packed)], { type: 'text/csv' }))
    const back = await server.get('/files/data.csv.gz', { 'accept-encoding': 'gzip' })
    expect(back.headers.get('content-encoding')).toBeNull()
    expect(back.headers.get('content-type')).toBe('application/octet-stream')
    expect(Buffer.from(await back.arrayBuffer())).toEqual(packed)
  })

  test.each(['text/html', 'image/svg+xml', 'application/xhtml+xml', 'text/xml', 'application/javascript', 'text/html;x', ''])(
    'a file of type %j cannot act in our origin',
    async (type) => {
      await using server = await servers.start()
      await server.put('/files', 'page', new Blob(['<script>alert(1)</script>'], { type }))
      const { headers } = await server.get('/files/page')
      expect(headers.get('content-security-policy')).toMatch(/^sandbox; default-src 'none'/)
      expect(headers.get('content-disposition')).toMatch(/^attachment/)
      expect(headers.get('x-content-type-options')).toBe('nosniff')
    },
  )

  test('an image is shown inline, and downloaded under its own name on request', async () => {
    await using server = await servers.start()
    await server.put('/files', 'a/ü "x".png', new Blob(['png'], { type: 'image/png' }))
    const address = `/files/a/${encodeURIComponent('ü %22x%22.png')}`
    expect((await server.get(address)).headers.get('content-disposition')).toMatch(/^inline/)
    expect((await server.get(`${address}?download`)).headers.get('content-disposition')).toBe(
      `attachment; filename="_ _22x_22.png"; filename*=UTF-8''%C3%BC%20%2522x%2522.png`,
    )
  })
})
