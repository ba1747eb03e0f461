const endings = {
  image: /\.(png|jpe?g|gif|webp|avif|bmp|svg)$/i,
  video: /\.(mp4|m4v|webm|ogv|mov)$/i,
  audio: /\.(mp3|wav|ogg|oga|opus|flac|m4a|aac)$/i,
} as const
export type Medium = keyof typeof endings

/** What a browser shows at an address, by the ending of its path; undefined if it only downloads it. */
export function mediumOf(address: string): Medium | undefined {
  const { pathname } = new URL(address)
  return (Object.keys(endings) as Medium[]).find((medium) => endings[medium].test(pathname))
}
