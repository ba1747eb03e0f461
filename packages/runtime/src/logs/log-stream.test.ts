import { expect, test } from 'vitest'
import { LogStream } from './log-stream.ts'

function logged(): { readonly lines: string[]; readonly log: LogStream; readonly write: (text: string) => void } {
  const lines: string[] = []
  const log = new LogStream({ secrets: ['s3cret'], onLine: (text) => void lines.push(text) })
  return { lines, log, write: (text) => log.write(Buffer.from(text)) }
}

test('a line is given as soon as it ends, with its secrets masked', () => {
  const { lines, log, write } = logged()
  write('one\ntwo s3')
  expect(lines).toEqual(['one'])
  write('cret\nrest')
  expect(lines).toEqual(['one', 'two ********'])
  log.end()
  expect(lines).toEqual(['one', 'two ********', 'rest'])
})

test('a progress bar is shown before a line ends, in its latest state', async () => {
  const { lines, write } = logged()
  write('\r10%')
  write('\r20%')
  write('\r30%')
  await expect.poll(() => lines).toEqual(['20%'])
})

test('a progress bar of 50,000 updates takes time in proportion to its bytes', () => {
  const { lines, log } = logged()
  const update = Buffer.from(`\r${'x'.repeat(60)}`)
  const begun = performance.now()
  for (let index = 0; index < 50_000; index += 1) log.write(update)
  log.end()
  // It takes 50 ms; as long as each update was joined to all before it, it took minutes.
  expect(performance.now() - begun).toBeLessThan(5000)
  expect(lines.length).toBeLessThan(100)
})
