import { Link } from '@tanstack/react-router'
import { LongText } from '../../ui/long-text.tsx'
import { valueParts } from './step-results.ts'

/** The value of a parameter. The result of a step is a link to that step’s artifacts instead of the address of a file. */
export function ParameterValue({ value }: { readonly value: string }) {
  return valueParts(value).map((part, index) =>
    'text' in part ? (
      <LongText key={index} text={part.text} />
    ) : (
      <Link key={index} to="/tasks/$task" params={{ task: part.task }} search={{ tab: 'artifacts' }}>
        {part.path === '' ? '' : `${part.path} of `}result of {part.step}
      </Link>
    ),
  )
}
