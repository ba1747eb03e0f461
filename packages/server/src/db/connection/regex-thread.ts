import { serveThread } from '../../worker-thread/serve-thread.ts'
import { re2, type RegexSource } from './re2.ts'

export interface MatchRequest {
  readonly regex: RegexSource
  readonly texts: readonly string[]
}

/** The program of the thread of `regex-lane.ts`: tests texts by a regular expression. */
serveThread<MatchRequest>({
  answer: ({ regex, texts }) => {
    const compiled = re2(regex)
    return texts.map((text) => compiled.test(text))
  },
})
