import { expect, test } from 'vitest'
import { snippetsOf } from './snippets.ts'

test('each snippet names the server and the key, and no command line the secret', () => {
  const snippets = Object.values(snippetsOf({ url: 'https://clearway.example', accessKey: 'KEY', secretKey: 'the-secret' }))
  for (const { text } of snippets) expect(text).toMatch(/https:\/\/clearway\.example[^]*KEY/)
  for (const { text } of snippets)
    for (const line of text.split('\n')) if (line.startsWith('npx ')) expect(line).not.toContain('the-secret')
  expect(snippets.filter(({ text }) => text.includes('the-secret')).map(({ title }) => title)).toEqual(['Python', 'An agent'])
})
