/**
 * Ends this process the moment the one that started it is gone, however that ended: the launcher in `bin/`, or `clearway up` for its agents. A process that
 * was started over a channel lives no longer than the channel. It ends as its parent did, without a last word, so that steps live on and are adopted.
 */
export function endWithParent(): void {
  if (process.channel === undefined || process.channel === null) return
  process.on('disconnect', () => process.kill(process.pid, 'SIGKILL'))
  // Nothing is ever sent: the channel must not keep this process alive.
  process.channel.unref()
}
