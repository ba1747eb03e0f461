/** How many tasks are drawn in charts and images; tables show all. */
export const mostDrawn = 10
