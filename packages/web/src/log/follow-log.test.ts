import { ApiError } from '@clearway/sdk/client'
import { expect, test } from 'vitest'
import { followLog } from './follow-log.ts'

const away = new ApiError('away', { code: 'unreachable', status: 0 })
const gone = new ApiError('gone', { code: 'task_not_found', status: 400 })

/** What a log that gives these answers one after another shows. */
async function shownOf(...answers: readonly (string | Error)[]): Promise<readonly string[]> {
  const shown: string[] = []
  const { signal } = new AbortController()
  const left = [...answers]
  const read = async (after: number) => {
    const answer = left.shift()
    if (typeof answer !== 'string') throw answer ?? gone
    return answer === '' ? { events: [] } : { events: [{ msg: answer, seq: after + 1 }], last: after + 1 }
  }
  const following = followLog({
    read,
    onLines: (lines) => shown.push(lines.map(({ number, place, text }) => `${number} ${place} ${text}`).join(', ')),
    onAway: () => shown.push('away'),
    signal,
  })
  await expect(following).rejects.toBe(gone)
  return shown
}

test('a log goes on where it was once a server is back that was away', async () => {
  expect(await shownOf('one\ntwo', away, away, 'three')).toEqual(['1 L1 one, 2 L1.1 two', 'away', 'away', '3 L2 three'])
})

test('that the server is back shows also where nothing new has come', async () => {
  expect(await shownOf(away, '', '', 'one')).toEqual(['away', '', '1 L1 one'])
})
