import { useMutation, useQuery } from '@tanstack/react-query'
import { useEffect, useRef } from 'react'
import type { StepView } from '@clearway/contract'
import { ActionButton } from '../../actions/action-button.tsx'
import { useRoleRefusal } from '../../actions/use-role-refusal.ts'
import { api } from '../../api/client.ts'
import { retryPreviewQuery } from '../../api/retry-preview.ts'
import { useShortcuts } from '../../keys/use-shortcuts.ts'
import { Failure } from '../../ui/failure.tsx'
import { noRetryMarks, type RetryMarks } from '../../ui/retry-marks.ts'
import { marksOf } from './retry-marks-of.ts'
import { retrySentences } from './retry-sentences.ts'

interface Props {
  readonly run: string
  /** The step that begins anew with all below it. */
  readonly from: string
  readonly steps: readonly StepView[]
  /** Whether the user has just asked for it, so that the keys go on here. */
  readonly isAsked: boolean
  /** Called with how each step is to be marked, with no marks at the end. */
  readonly onMarks: (marks: RetryMarks) => void
  /** Called when the retry has begun, or is left alone. */
  readonly onClose: () => void
}

/** What a retry of the run would do, before it is confirmed. The page goes on below it. */
export function RetryBar({ run, from, steps, isAsked, onMarks, onClose }: Props) {
  const bar = useRef<HTMLElement>(null)
  const { data: preview, error } = useQuery(retryPreviewQuery(run, from))
  const roleRefusal = useRoleRefusal()
  const retry = useMutation({ mutationFn: () => api.runs.retry({ run, from }), onSuccess: onClose })
  useShortcuts({ cancel: onClose })
  useEffect(() => onMarks(marksOf(preview, steps)), [onMarks, preview, steps])
  useEffect(() => () => onMarks(noRetryMarks), [onMarks])
  useEffect(() => {
    if (isAsked) bar.current?.focus()
  }, [isAsked, from])
  const confirm = { label: 'Retry', refusal: roleRefusal, isPending: retry.isPending, act: () => retry.mutate() }
  return (
    <section ref={bar} className="retry-bar" aria-label={`Retry from ${from}`} tabIndex={-1}>
      <div role="status">
        <b>Retry from {from}:</b> {preview === undefined ? null : retrySentences(preview, steps)}
        {preview === undefined || error !== null || roleRefusal === undefined ? null : <span className="muted"> {roleRefusal}</span>}
        {preview?.warnings.map(({ message, cure }) => (
          <p key={message} className="muted">
            {message} {cure}
          </p>
        ))}
        <Failure error={retry.error ?? error} />
      </div>
      <div className="retry-verbs">
        {error === null ? <ActionButton action={confirm} /> : null}
        <ActionButton variant="default" action={{ label: 'Cancel', refusal: undefined, isPending: false, act: onClose }} />
      </div>
    </section>
  )
}
