/** The views of a run's page, as its address names them. */
export const runViews = ['graph', 'timeline', 'table', 'log'] as const
export type RunView = (typeof runViews)[number]
