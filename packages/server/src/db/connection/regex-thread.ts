import { parentPort } from 'node:worker_threads'
import { re2, type RegexSource } from './re2.ts'

export interface MatchRequest {
  readonly regex: RegexSource
  readonly texts: readonly string[]
}

/** The program of the thread of `regex-lane.ts`: tests texts by a regular expression, one request after another. */
parentPort!.on('message', ({ regex, texts }: MatchRequest) => {
  const compiled = re2(regex)
  parentPort!.postMessage(texts.map((text) => compiled.test(text)))
})
