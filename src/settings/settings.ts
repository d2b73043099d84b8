import type { TextAt } from '../base/shape.ts'
import type { Span } from '../base/span.ts'
import type { AccountId } from '../policy/account-id.ts'

/** What `sallyport.yaml` says: where fixtures may be deployed beside the embedded sandbox, and within which bounds. */
export interface Settings {
  readonly targets: ReadonlyMap<string, TargetSettings>
  /** Options that count where the command line and the environment say nothing. */
  readonly defaults: readonly CommandDefaults[]
  /** The only real accounts that may ever be written to, whatever a target names. */
  readonly allowedAccounts: ReadonlySet<AccountId>
  readonly pools: ReadonlyMap<string, PoolSettings>
  /** INVARIANT: there wherever there is a pool. */
  readonly leases?: LeaseSettings
}

/** The options of one command, as `test` or `sandbox start`, which may not be there. */
export interface CommandDefaults {
  readonly command: string
  readonly at: Span
  readonly options: readonly { readonly name: string; readonly at: Span; readonly values: readonly TextAt[] }[]
}

/** Targets that are as good as each other. */
export interface PoolSettings {
  readonly name: string
  /** Names of targets. */
  readonly targets: readonly string[]
  readonly waitMinutes: number
}

/** Where it is written down who has which account. */
export interface LeaseSettings {
  readonly bucket: string
  readonly target: string
  /** By the name that the target has for it. */
  readonly account: string
  readonly region: string
  readonly termSeconds: number
}

/** A target that is not the sandbox of this process: its accounts, and the bounds that the guard holds it to. */
export type TargetSettings = {
  readonly name: string
  readonly at: Span
  /** Nothing is ever created in a target that is read-only, which it is unless its settings say otherwise. */
  readonly readOnly: boolean
  /** By the name that fixtures have for them: `vendor`, `customer`. */
  readonly accounts: ReadonlyMap<string, AccountSettings>
  readonly regions: readonly string[]
  readonly ceiling: Ceiling
  /** Path and name of the managed policy that bounds every principal: `sallyport/SallyportBoundary`. */
  readonly boundary: string
  readonly window: Window
  /** The address that probes come from, for policies that name addresses. */
  readonly sourceIp: string
} & ({ readonly kind: 'aws' } | { readonly kind: 'endpoint'; readonly url: string; readonly plainUrl?: string })

export interface AccountSettings extends LoginSettings {
  readonly name: string
  readonly at: Span
  readonly id: AccountId
  /** Who only reads; whoever deploys where none is named. */
  readonly inspector?: LoginSettings
}

/** How one signs in. */
export interface LoginSettings {
  /** A profile of the AWS configuration; the SDK's default chain where none is named. */
  readonly profile?: string
  /** ARN of a role to assume from there. */
  readonly role?: string
  readonly externalId?: string
}

/** What one run may use up. */
export interface Ceiling {
  readonly resources: number
  readonly minutes: number
}

/** How long a target may take until it does what it was told, and how long an answer must stay the same to count. */
export interface Window {
  readonly seconds: number
  readonly stableSeconds: number
}
