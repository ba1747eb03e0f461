import { Select } from '../ui/select.tsx'
import { leastLevels, levelChoices } from './levels.ts'
import { stampChoices, stampKinds } from './stamps.ts'
import { useLogChoice } from './use-log-choice.ts'

interface Props {
  /** How many attempts there are to choose among. */
  readonly attempts: number
}

/** The choices of which lines of a log are shown, and with which times. */
export function LogChoices({ attempts }: Props) {
  const [{ least, attempt, times }, choose] = useLogChoice()
  return (
    <>
      <Select
        label="Level of this log"
        none="Any level"
        value={least}
        choices={levelChoices}
        onChange={(value) => choose({ least: leastLevels.find((one) => one === value) })}
      />
      {attempts < 2 ? null : (
        <Select
          label="Attempt"
          none="Any attempt"
          value={attempt === undefined || attempt > attempts ? undefined : String(attempt)}
          choices={Array.from({ length: attempts }, (_, index) => ({ value: String(index + 1), label: `Attempt ${index + 1}` }))}
          onChange={(value) => choose({ attempt: value === undefined ? undefined : Number(value) })}
        />
      )}
      <Select
        label="Times"
        none="No times"
        value={times}
        choices={stampChoices}
        onChange={(value) => choose({ times: stampKinds.find((one) => one === value) })}
      />
    </>
  )
}
