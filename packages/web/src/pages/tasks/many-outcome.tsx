import type { ManyAnswer } from '../../actions/call-for-task.ts'

interface Props {
  /** The server's answer; undefined until it has come. */
  readonly answer: ManyAnswer | undefined
}

/** What an action on several rows came to: for how many it was refused, in the server's words. */
export function ManyOutcome({ answer }: Props) {
  if (answer === undefined) return null
  const reasons = Map.groupBy(answer.failed, ({ error }) => error.msg)
  return (
    <span role="status" className={answer.failed.length === 0 ? 'muted' : 'error'}>
      {answer.succeeded.length} done
      {[...reasons].map(([reason, failed]) => ` · ${failed.length} refused: ${reason}`)}
    </span>
  )
}
