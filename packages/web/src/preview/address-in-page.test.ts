import { expect, test } from 'vitest'
import { addressInPage } from './address-in-page.ts'

test('a file of this server is read at the origin of the page, another one at its own address, and no script is followed', () => {
  const origin = 'http://127.0.0.1:8008'
  expect(addressInPage('http://localhost:8081/a/b.txt', origin)).toBe('http://127.0.0.1:8008/files/a/b.txt')
  expect(addressInPage('https://elsewhere.example/a.txt', origin)).toBe('https://elsewhere.example/a.txt')
  expect(addressInPage('javascript:alert(1)', origin)).toBeUndefined()
  expect(addressInPage('s3://bucket/a', origin)).toBeUndefined()
})
