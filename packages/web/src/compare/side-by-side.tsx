import './side-by-side.css'
import { Fragment } from 'react'
import { fold, sideBySide } from './folded.ts'
import { LongText } from '../ui/long-text.tsx'
import type { DiffLine } from './line-diff.ts'

/** How many lines are shown at most. */
const mostLines = 3000

/** Two texts side by side: their differences with a few lines around each, or all of both. */
export function SideBySide({ lines, isWhole }: { readonly lines: readonly DiffLine[]; readonly isWhole: boolean }) {
  const stretches = isWhole ? [{ lines }] : fold(lines)
  return (
    <table className="side-by-side">
      <tbody>
        {stretches.map((stretch, index) =>
          'leftOut' in stretch ? (
            <tr key={index} className="left-out">
              <td colSpan={4}>{stretch.leftOut} equal lines</td>
            </tr>
          ) : (
            <Fragment key={index}>
              {sideBySide(stretch.lines.slice(0, mostLines)).map(({ left, right }) => (
                <tr key={`${left?.left}/${right?.right}`}>
                  <td className="no">{left?.left}</td>
                  <td className={left === undefined || left === right ? undefined : 'gone'}>
                    {left === undefined || left === right ? null : <span className="unseen">only left: </span>}
                    <LongText text={left?.text ?? ''} />
                  </td>
                  <td className="no">{right?.right}</td>
                  <td className={right === undefined || left === right ? undefined : 'come'}>
                    {right === undefined || left === right ? null : <span className="unseen">only right: </span>}
                    <LongText text={right?.text ?? ''} />
                  </td>
                </tr>
              ))}
              {stretch.lines.length > mostLines ? (
                <tr className="left-out">
                  <td colSpan={4}>{stretch.lines.length - mostLines} more lines</td>
                </tr>
              ) : null}
            </Fragment>
          ),
        )}
      </tbody>
    </table>
  )
}
