import { expect, test } from 'vitest'
import { taughtPages, waysOf } from './fillings.ts'
import { snippetsOf } from './snippets.ts'

test('each empty page teaches two ways, each of which begins with the server and the key, and ends with what fills the page', () => {
  const connecting = snippetsOf({ url: 'https://clearway.example', accessKey: 'KEY', secretKey: 'the-secret' })
  for (const page of taughtPages)
    for (const { snippets } of waysOf(page, connecting)) {
      expect(snippets[0]?.text).toMatch(/https:\/\/clearway\.example[^]*KEY/)
      expect(snippets.at(-1)?.text).toMatch(/clearway|clearml/)
      expect(new Set(snippets.map(({ title }) => title)).size).toBe(snippets.length)
    }
  expect(waysOf('models', connecting)[1].snippets.at(-1)?.text).toContain('import OutputModel, Task')
})
