import { expect, test } from 'vitest'
import { contentText } from './content.ts'

test('what is stored beside a value counts by its hash, and any other text stays as it is', () => {
  const value = (url: string): string =>
    `{"a":[{"$array":{"type":"Float64Array","url":"${url}","hash":"h1","size":8}}],"b":{"$value":{"url":"${url}","hash":"h2"},"path":["c"]}}`
  expect(contentText(value('http://one/1'))).toBe(contentText(value('http://two/2')))
  expect(contentText(value('http://one/1'))).not.toContain('http')
  const texts = [
    '12345678901234567890',
    'a "$file" of a text',
    '{"$file":{"name":"a","url":"http://one/1"}}',
    '{"$$file":{"url":"http://one/1","hash":"h"}}',
    '{"url":"http://one/1","hash":"h"}',
  ]
  expect(texts.map(contentText)).toEqual(texts)
})
