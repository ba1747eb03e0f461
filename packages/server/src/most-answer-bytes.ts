/** The largest answer, in bytes. A larger one takes gigabytes of memory while it is built, and exceeds the longest string of JavaScript. */
export const mostAnswerBytes = 128 * 1024 * 1024
