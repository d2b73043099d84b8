/** How much work one comparison may take before it ends as undecided. */
export interface Budget {
  /** Steps of the search that are left. */
  left: number
  /** Milliseconds, and the moment at which to stop. Without a clock only steps count. */
  readonly clock?: () => number
  readonly deadline?: number
}

/** Ends a search from any depth; `newAccess` turns it into `undecided`. It never leaves this module. */
export class OutOfBudget extends Error {}

const stepsBetweenLooksAtTheClock = 1024

/** Takes steps from the budget. */
export function spend(budget: Budget, steps = 1): void {
  const before = budget.left
  budget.left = before - steps
  if (budget.left < 0) throw new OutOfBudget('states')
  if (budget.clock === undefined || budget.deadline === undefined) return
  const crossed = Math.floor(before / stepsBetweenLooksAtTheClock) !== Math.floor(budget.left / stepsBetweenLooksAtTheClock)
  if (crossed && budget.clock() > budget.deadline) throw new OutOfBudget('time')
}
