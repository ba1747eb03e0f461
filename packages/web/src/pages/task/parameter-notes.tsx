import { Link } from '@tanstack/react-router'
import { LongText } from '../../ui/long-text.tsx'
import { numberOf } from '../pipelines/run-number.ts'
import { type ParameterRow, referenceParts } from './parameter-rows.ts'

interface Props {
  readonly row: ParameterRow
  readonly run: string | undefined
  readonly before: { readonly run: string; readonly name: string } | undefined
  readonly defaultsOf: string
}

/** What is known of a parameter beside its value: from what it was made, its default, and how it differs from the run before. */
export function ParameterNotes({ row: { value, from, byDefault, change }, run, before, defaultsOf }: Props) {
  return (
    <>
      {from === undefined || run === undefined ? null : (
        <div className="parameter-note">
          from <Reference text={from} run={run} />
        </div>
      )}
      {byDefault?.isOther !== true ? null : (
        <div className="parameter-note">
          {defaultsOf}: <LongText text={shownValue(byDefault.value)} />
        </div>
      )}
      {change === undefined || before === undefined ? null : (
        <div className="parameter-note differs">
          {value === undefined ? 'gone' : change.was === undefined ? 'new' : 'changed'}
          {change.was === undefined ? ' since ' : ', in '}
          <Link to="/runs/$run" params={{ run: before.run }}>
            {numberOf(before)}
          </Link>
          {change.was === undefined ? null : (
            <>
              : <LongText text={shownValue(change.was)} />
            </>
          )}
        </div>
      )}
    </>
  )
}

const shownValue = (value: string): string => (value === '' ? '(empty)' : value)

/** A text with references, each a link to what it refers to: the results of a step, or the parameters of the run. */
function Reference({ text, run }: { readonly text: string; readonly run: string }) {
  return (
    <span className="mono">
      {referenceParts(text).map(({ text: part, step }, index) =>
        part.startsWith('${') ? (
          <Link
            key={index}
            to="/runs/$run"
            params={{ run }}
            search={step === undefined ? { tab: 'parameters' } : { step, tab: 'artifacts' }}
          >
            {part}
          </Link>
        ) : (
          <LongText key={index} text={part} />
        ),
      )}
    </span>
  )
}
