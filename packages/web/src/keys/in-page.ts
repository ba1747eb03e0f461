/** Puts the cursor into the field that searches the page's list. */
export function focusFilter(): void {
  document.querySelector<HTMLInputElement>('main [data-filter]')?.select()
}

/** Moves into the page's table: to its selected or first row. A row that has the focus moves on by itself. */
export function focusTable(): void {
  if (document.activeElement?.matches('.vtable [role=row]') === true) return
  document.querySelector<HTMLElement>('main .vtable [role=row][tabindex="0"]')?.focus()
}
