import type { Ceiling, Window } from '../settings/settings.ts'
import { Fence } from './fence.ts'
import type { JournalFile } from './journal-file.ts'
import type { Run } from './run.ts'

/** The right to write to a target, for one run and within its bounds. Only the guard makes one. */
export class Permit {
  readonly run: Run
  readonly fence = new Fence()
  /** Path and name of the managed policy that bounds every principal. */
  readonly boundary: string
  readonly window: Window
  readonly journal: JournalFile | undefined
  /** Who deploys into each account, as a condition of a policy names them; absent for a root user, who is never locked out. */
  readonly deployers: ReadonlyMap<string, string>
  private readonly ceiling: Ceiling
  private readonly now: () => Date
  private created = 0

  constructor(bounds: {
    readonly run: Run
    readonly boundary: string
    readonly window: Window
    readonly ceiling: Ceiling
    readonly deployers: ReadonlyMap<string, string>
    readonly journal?: JournalFile
    readonly now: () => Date
  }) {
    this.run = bounds.run
    this.boundary = bounds.boundary
    this.window = bounds.window
    this.ceiling = bounds.ceiling
    this.deployers = bounds.deployers
    this.journal = bounds.journal
    this.now = bounds.now
    this.fence.runs.add(bounds.run.id)
  }

  /** Counts one more resource, or says why there must be none. */
  spend(): string | undefined {
    const { resources, minutes } = this.ceiling
    if (this.created >= resources) return `the ceiling of ${resources} resources is reached`
    if (this.now().getTime() - this.run.begun.getTime() >= minutes * 60_000) return `the ceiling of ${minutes} minutes is reached`
    this.created += 1
    return undefined
  }

  get resources(): number {
    return this.created
  }
}

/** The boundary's ARN in an account. */
export const boundaryArn = ({ boundary }: Permit, account: string): string => `arn:aws:iam::${account}:policy/${boundary}`
