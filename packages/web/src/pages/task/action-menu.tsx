import { Button, Menu } from '@mantine/core'
import { IconChevronDown } from '@tabler/icons-react'
import type { OfferedTaskAction } from '../../actions/use-task-actions.ts'

interface Props {
  /** What is acted on. */
  readonly name: string
  readonly actions: readonly OfferedTaskAction[]
  readonly onChange?: (isOpen: boolean) => void
}

/** Actions on a task in a menu. There is no place for the pointer to ask why one is refused on a phone, so that the reason is written below it. */
export function ActionMenu({ name, actions, onChange = () => {} }: Props) {
  return (
    <Menu position="bottom-end" width={260} shadow="none" withInitialFocusPlaceholder={false} onChange={onChange}>
      <Menu.Target>
        <Button size="compact-sm" variant="default" aria-label={`Actions on ${name}`} rightSection={<IconChevronDown size={14} />}>
          Actions
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {actions.map(({ verb, label: does, refusal, isPending, act }) => (
          <Menu.Item key={verb} disabled={refusal !== undefined || isPending} onClick={act}>
            {does}
            {refusal === undefined ? null : <span className="menu-refusal">{refusal}</span>}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  )
}
