/** How long the processor worked on this, in milliseconds. Unlike time on the wall, it stays the same when others use the machine. */
export function processorTime(run: () => unknown): number {
  const before = process.cpuUsage()
  run()
  const { user, system } = process.cpuUsage(before)
  return (user + system) / 1000
}
