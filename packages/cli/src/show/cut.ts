const escape = String.fromCodePoint(27)
const styleCode = new RegExp(`(${escape}\\[[0-9;]*m)`)

/** Cuts a text to a width, with an ellipsis for what is gone. Its styles stay, and so end where they should. */
export function cut(text: string, width: number): string {
  const parts = text.split(styleCode)
  const length = parts.reduce((sum, part, index) => sum + (index % 2 === 0 ? [...part].length : 0), 0)
  if (length <= width) return text
  let left = Math.max(0, width - 1)
  let isCut = false
  return parts
    .map((part, index) => {
      if (index % 2 === 1) return part
      const kept = [...part].slice(0, left)
      left -= kept.length
      if (isCut || kept.length === [...part].length) return kept.join('')
      isCut = true
      return `${kept.join('')}…`
    })
    .join('')
}
