/** What the panel of a task or step shows, one at a time. */
export const panelTabs = ['log', 'parameters', 'artifacts', 'scalars', 'plots', 'images', 'code'] as const
export type PanelTab = (typeof panelTabs)[number]
