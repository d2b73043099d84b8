import type { Span } from '../base/span.ts'
import type { S3Connection } from '../connectors/connection.ts'
import type { ServerConnection } from '../connectors/server-connection.ts'
import type { Cause } from './cause.ts'
import type { Edit } from './edit.ts'
import type { Evidence } from './evidence.ts'
import type { SetUp } from './set-up.ts'

export type FaultLayer =
  | 'connection-input'
  | 'credentials'
  | 'trust-policy'
  | 'region-endpoint'
  | 'identity-policy'
  | 'permissions-boundary'
  | 'organization'
  | 'session-policy'
  | 'requester-pays'
  | 'stored-objects'
  | 'encryption-settings'
  | 'bucket-policy'
  | 'vpc-endpoint-policy'
  | 'public-access-block'
  | 'object-ownership'
  | 'access-point'
  | 'glue'
  | 'lake-formation'
  | 'kms-key-policy'
  | 'security-group'
  | 'nacl'
  | 'route'
  | 'dns'
  | 'server'
  | 'db-auth'
  | 'tunnel'
  | 'ensemble'

export type ConnectorName = S3Connection['connector'] | ServerConnection['connector']

/** What is known of a misconfiguration, for reading. */
export interface FaultFacts {
  readonly id: string
  readonly layer: FaultLayer
  /** 1 is common, 3 is rare. */
  readonly tier: 1 | 2 | 3
  /** How it is known that it happens: a text of AWS or a vendor, a transcript or measured note, or neither. */
  readonly confidence: 'documented' | 'observed' | 'knowledge'
  /** What is wrong, in one clause. */
  readonly summary: string
  /** Pages that describe it or show it. */
  readonly sources: readonly string[]
  readonly connectors: readonly ConnectorName[]
  /** The classes in which it shows when no policy can be read, its usual one first. */
  readonly classes: readonly string[]
  /** Whether the error alone tells it from everything else, or with further probes, or never. */
  readonly verdict: 'unique' | 'extra-probe' | 'ambiguous'
  /** Other faults that it is mistaken for. */
  readonly lookAlikes: readonly string[]
  /** Of two faults that explain one cause the more specific one is right: 0 explains anything of its layer, 3 something about the whole set-up. */
  readonly specificity: 0 | 1 | 2 | 3
  /** A whole policy is not the one that counts: it is mended before what is wrong in another one, which nobody will look at then. */
  readonly isAboutWholePolicy?: true
}

/** One misconfiguration: how it comes about, what tells it from its look-alikes, what to say and how to mend it. */
export interface Fault<F extends Finding = Finding> extends FaultFacts {
  readonly connectors: readonly S3Connection['connector'][]
  /** The set-up with this wrong, or undefined where it does not apply. */
  inject(setUp: SetUp): SetUp | undefined
  /** Where it is wrong, told by near misses and deciding statements, by the fields of the connection and by what was observed. */
  recognise(evidence: Evidence): readonly F[]
  /** One plain sentence of at most 160 characters, in the customer's words and with the customer's names. */
  say(finding: F, evidence: Evidence): string
  /** The way to it in the console or in the settings. */
  where(finding: F, evidence: Evidence): string
  /** What to change, in one sentence. */
  advise(finding: F, evidence: Evidence): string
  /** The change itself; empty where nobody but the customer can make it. */
  fix(finding: F, evidence: Evidence): readonly Edit[]
}

/** One place where a fault was recognised. */
export interface Finding {
  /** The causes it explains. */
  readonly claims: readonly Cause[]
  /** Steps of the probe that it explains without a cause in a policy. */
  readonly steps?: readonly string[]
  /** The element of the policy, or the part of the fixture, that is wrong. */
  readonly at?: Span
}

export const bothConnectors = ['s3-input', 's3-data-lake'] as const
