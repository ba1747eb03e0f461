import { Button } from '@mantine/core'

/** The button that shows the rows that wait, because rows do not move under the pointer. */
export function NewRows({ count, onShow }: { readonly count: number; readonly onShow: () => void }) {
  return count === 0 ? null : (
    <Button size="compact-sm" variant="light" onClick={onShow}>
      {count} new
    </Button>
  )
}
