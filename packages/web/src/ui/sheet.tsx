import { Drawer, type DrawerProps } from '@mantine/core'

/** What comes over a narrow page from below. */
export function Sheet(props: Pick<DrawerProps, 'opened' | 'onClose' | 'size' | 'title' | 'classNames' | 'children'>) {
  return <Drawer {...props} position="bottom" closeButtonProps={{ 'aria-label': 'Close' }} />
}
