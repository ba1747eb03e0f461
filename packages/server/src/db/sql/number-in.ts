/** Matches decimal notation within the range of a double, so that PostgreSQL can cast each match. In SQLite the function `number_in` does both. */
export const numberPattern = String.raw`^[-+]?([0-9]{1,200}\.?[0-9]{0,200}|\.[0-9]{1,200})([eE][-+]?[0-9]{1,2})?$`
const number = new RegExp(numberPattern)

/** The number that a text spells, so that parameters sort as numbers. Undefined for `inf`, `nan`, `0x10` and numbers that overflow. */
export function numberIn(text: string): number | undefined {
  return number.test(text) ? Number(text) : undefined
}
