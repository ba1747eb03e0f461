import { LongList } from '../ui/long-list.tsx'
import { ParameterField } from './parameter-field.tsx'

interface Parameter {
  readonly name: string
  readonly type: string
  /** The value of the run that is the model. */
  readonly before: string
  readonly description?: string
}
interface Props {
  readonly parameters: readonly Parameter[]
  /** The values that were given, by name. */
  readonly values: Readonly<Record<string, string>>
  /** What is wrong with the value of a parameter. */
  readonly faultOf?: (name: string) => string | undefined
  readonly onChange: (values: Readonly<Record<string, string>>) => void
}
const textOf = ({ name, description = '' }: Parameter): string => `${name} ${description}`

/** The fields of the parameters of a pipeline. */
export function ParameterFields({ parameters, values, faultOf, onChange }: Props) {
  return (
    <LongList noun="parameters" items={parameters} textOf={textOf}>
      {(shown) =>
        shown.map((parameter) => (
          <ParameterField
            key={parameter.name}
            parameter={parameter}
            value={values[parameter.name] ?? parameter.before}
            fault={faultOf?.(parameter.name)}
            onChange={(value) => onChange({ ...values, [parameter.name]: value })}
          />
        ))
      }
    </LongList>
  )
}
