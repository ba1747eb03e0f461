/** Moves a row of tabs that is wider than its place to the tab. */
export function bringIntoView(tab: HTMLElement | null): void {
  const row = tab?.parentElement
  if (tab !== null && row) row.scrollLeft = tab.offsetLeft - (row.clientWidth - tab.offsetWidth) / 2
}
