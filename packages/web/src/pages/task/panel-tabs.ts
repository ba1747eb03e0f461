/** What the panel of a task or step shows, one at a time. */
export const panelTabs = ['log', 'parameters', 'artifacts', 'scalars', 'plots', 'images', 'code', 'attempts'] as const
export type PanelTab = (typeof panelTabs)[number]

/** The tab beside another one, in a circle. */
export function tabBeside(tab: PanelTab, by: 1 | -1): PanelTab {
  return panelTabs[(panelTabs.indexOf(tab) + by + panelTabs.length) % panelTabs.length] ?? tab
}
