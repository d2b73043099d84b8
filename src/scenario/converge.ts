/** One look at something that may still be changing. Looks with the same `signature` say the same. */
export interface Look<T> {
  readonly value: T
  readonly signature: string
  readonly asExpected: boolean
}

export interface Settled<T> {
  readonly settled: true
  readonly value: T
  /** Milliseconds until it was first as it then stayed. */
  readonly afterMs: number
  readonly looks: number
}

/** The last looks differ: it says neither yes nor no. */
export interface Unsettled {
  readonly settled: false
  readonly looks: number
}

export interface Patience {
  /** Milliseconds for it to become as expected. */
  readonly windowMs: number
  /** Milliseconds for which it must stay so, over two looks at least. */
  readonly stableMs: number
  /** Milliseconds on some clock. */
  readonly now: () => number
  readonly wait: (ms: number) => Promise<void>
}

/**
 * Looks until what is seen is as expected and stays so, or until the window is over. What is as expected once and then is not has neither passed
 * nor failed; what is wrong and stays wrong has failed.
 */
export async function converge<T>(
  look: () => Promise<Look<T>>,
  { windowMs, stableMs, now, wait }: Patience,
): Promise<Settled<T> | Unsettled> {
  const begun = now()
  let since = begun
  let same = 0
  let before: string | undefined
  for (let looks = 1, pause = 100; ; looks += 1, pause = Math.min(pause * 2, 5000)) {
    const at = now()
    const { value, signature, asExpected } = await look()
    if (signature !== before) {
      since = at
      same = 0
    }
    before = signature
    same += 1
    const stable = same >= 2 && now() - since >= stableMs
    if (stable && (asExpected || now() - begun >= windowMs)) return { settled: true, value, afterMs: since - begun, looks }
    if (now() - begun >= windowMs + Math.max(stableMs * 2, windowMs)) return { settled: false, looks }
    await wait(asExpected ? Math.max(50, Math.min(pause, stableMs)) : pause)
  }
}
