import { expect, test } from 'vitest'
import { filePathOf, ownFileAddress } from './file-address.ts'

test.each([
  ['http://any:8008/files/p/t.1/artifacts/x/x.json', 'p/t.1/artifacts/x/x.json'],
  ['http://any:8081/p/only%20api.1/x.json', 'p/only api.1/x.json'],
  ['http://any:8081/files/p/x.json', 'p/x.json'],
  ['https://host/files/a%252F%C3%A9', 'a%2Fé'],
  ['http://any:8008/p/x.json', undefined],
  ['https://bucket.example.org/p/x.json', undefined],
  ['s3://bucket:8081/p/x.json', undefined],
  ['http://any:8008/files/%ff', undefined],
  ['not an address', undefined],
  ['', undefined],
])('the path of a stored file: %s', (address, path) => {
  expect(filePathOf(address)).toBe(path)
})

const server = { url: 'http://127.0.0.1:8008', filesUrl: 'http://127.0.0.1:8008/files' }

test.each([
  ['http://127.0.0.1:8008/files/p/a%20b', 'http://127.0.0.1:8008/files/p/a%20b'],
  ['http://127.0.0.1:8081/p/a%20b', 'http://127.0.0.1:8008/files/p/a%20b'],
  ['http://localhost:8081/files/p/a', 'http://127.0.0.1:8008/files/p/a'],
  ['http://localhost:8008/files/p/a', 'http://127.0.0.1:8008/files/p/a'],
  ['http://127.0.0.1:9999/files/p/a', 'http://127.0.0.1:8008/files/p/a'],
  ['http://127.0.0.1:9999/p/a', undefined],
  ['http://elsewhere:8081/p/a', undefined],
  ['http://elsewhere:8008/files/p/a', undefined],
  ['http://127.0.0.1:8008.evil.example/files/p/a', undefined],
  ['s3://127.0.0.1:8081/p/a', undefined],
])('a file of one’s own server is read there with credentials, whatever port its address names: %s', (address, read) => {
  expect(ownFileAddress(address, server)).toBe(read)
})

test('a server at another port than ClearML’s has no files at 8081', () => {
  const other = { url: 'http://127.0.0.1:9000', filesUrl: 'http://127.0.0.1:9000/files' }
  expect(ownFileAddress('http://127.0.0.1:8081/p/a', other)).toBeUndefined()
})
