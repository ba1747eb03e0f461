/** The largest answer, in bytes: what is beyond it takes gigabytes of memory while it is put together, and no text of JavaScript could hold it. */
export const mostAnswerBytes = 128 * 1024 * 1024
