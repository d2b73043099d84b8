import type { Drop } from '../../nftables/drop.ts'
import type { Outcome } from './attempt.ts'
import { readDropped } from './nft.ts'

/** Milliseconds between two looks at what the kernel has dropped. */
const pause = 25

/** Nobody waits for the timeout of a packet of which the kernel says that a rule dropped it. One look serves all who wait. */
export class DropWatch {
  private readonly waiting = new Map<number, (outcome: Outcome) => void>()
  private readonly dropOf: (number: number) => Drop
  private looking = false

  constructor(dropOf: (number: number) => Drop) {
    this.dropOf = dropOf
  }

  /** What is heard first: of the connection from this port, or of a packet of it that was dropped. */
  async orDropped(port: number, heard: Promise<Outcome>): Promise<Outcome> {
    const dropped = new Promise<Outcome>((done) => this.waiting.set(port, done))
    void this.look()
    const outcome = await Promise.race([heard, dropped])
    this.waiting.delete(port)
    return outcome
  }

  private async look(): Promise<void> {
    if (this.looking) return
    this.looking = true
    while (this.waiting.size > 0) {
      await new Promise((done) => setTimeout(done, pause))
      if (this.waiting.size === 0) break
      const dropped = await readDropped()
      for (const [port, tell] of this.waiting) {
        const number = dropped.get(port)
        if (number !== undefined) tell({ outcome: 'dropped', by: this.dropOf(number) })
      }
    }
    this.looking = false
  }
}
