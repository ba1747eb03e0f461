/** How many rows of a list a page reads at once. */
export const rowsAtOnce = 100
