/** Scrolls a row of tabs until the tab is in its middle. */
export function bringIntoView(tab: HTMLElement | null): void {
  const row = tab?.parentElement
  if (tab !== null && row) row.scrollLeft = tab.offsetLeft - (row.clientWidth - tab.offsetWidth) / 2
}
