import { Kbd, Modal, Switch } from '@mantine/core'
import { shortcutNames, shortcuts } from './shortcuts.ts'
import { useSingleKeys } from './use-shortcuts.ts'

interface Props {
  readonly isOpen: boolean
  readonly onClose: () => void
}

/** The list of all keys. */
export function KeyHelp({ isOpen, onClose }: Props) {
  const [hasSingleKeys, setSingleKeys] = useSingleKeys()
  return (
    <Modal opened={isOpen} onClose={onClose} title="Keys" closeButtonProps={{ 'aria-label': 'Close' }}>
      <dl className="key-list">
        {shortcutNames.map((name) => (
          <div key={name}>
            <dt>
              {shortcuts[name].keys.split(/ |(?<=.)\+(?=.)/).map((key) => (
                <Kbd key={key} size="xs">
                  {key}
                </Kbd>
              ))}
            </dt>
            <dd>{shortcuts[name].does}</dd>
          </div>
        ))}
        <div>
          <dt>
            <Kbd size="xs">↑</Kbd>
            <Kbd size="xs">↓</Kbd>
            <Kbd size="xs">Enter</Kbd>
          </dt>
          <dd>Move in a table, and open its row</dd>
        </div>
      </dl>
      <Switch
        size="xs"
        label="Single keys act"
        description="Switched off, only Escape and keys with Ctrl act."
        checked={hasSingleKeys}
        onChange={(event) => setSingleKeys(event.currentTarget.checked)}
      />
    </Modal>
  )
}
