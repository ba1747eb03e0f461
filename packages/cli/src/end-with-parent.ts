/**
 * Kills this process as soon as its parent is gone, however the parent ended: the launcher in `bin/`, or `clearway up` for its agents. The process
 * notices that by the end of the channel over which it was started. It is killed and not stopped, so that an agent's steps go on and the next agent
 * adopts them.
 */
export function endWithParent(): void {
  if (process.channel === undefined || process.channel === null) return
  process.on('disconnect', () => process.kill(process.pid, 'SIGKILL'))
  // The channel carries no messages and must not keep this process alive.
  process.channel.unref()
}
