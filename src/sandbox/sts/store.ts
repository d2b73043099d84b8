import { createCipheriv, createDecipheriv, type JsonWebKey } from 'node:crypto'
import type { AttachedPolicy } from '../../engine/policy-set.ts'
import type { Principal } from '../../engine/request.ts'
import type { AccountId } from '../../policy/account-id.ts'
import { Table } from '../journal/table.ts'
import type { Random } from '../random.ts'

/** Temporary credentials and what they were issued for. */
export interface Session {
  readonly accessKeyId: string
  readonly secretAccessKey: string
  readonly token: string
  readonly account: AccountId
  readonly principal: Principal
  /** `aws:userid` of its requests. */
  readonly userId: string
  /** The role, user or root key that the session stands for; the session dies with it. */
  readonly issuer:
    | { readonly type: 'role'; readonly id: string; readonly name: string }
    | { readonly type: 'user'; readonly id: string; readonly name: string }
    | { readonly type: 'root' }
  readonly issuedAt: Date
  /** When an MFA device vouched for it. */
  readonly mfaAt?: Date
  readonly expiration: Date
  /** Absent: none was passed. Empty: one was passed that allows nothing (GetFederationToken without a policy). */
  readonly policies?: readonly AttachedPolicy[]
  /** Of a root session: the ARN of the policy that says what it is for. */
  readonly taskPolicy?: string
  readonly tags: ReadonlyMap<string, string>
  readonly transitiveTagKeys: ReadonlySet<string>
  readonly sourceIdentity?: string
  /** `sts:ExternalId` … of the request are not kept; the federated provider is. */
  readonly federatedProvider?: string
}

/** An expired session is remembered for a day, so that its token is answered as expired; after that nobody knows it. */
const remembered = 24 * 60 * 60 * 1000

/** At each power of two, so that a session costs the same however many there are. */
const isTimeToSweep = (size: number): boolean => size >= 1024 && (size & (size - 1)) === 0

/** Sessions by access key id. Only the operations of `sts/` write to it. */
export class StsStore {
  readonly sessions = new Table<string, Session>('are replaced')
  /** Keys that verify ID tokens, by issuer without `https://`: given at the start, as the sandbox asks nobody. */
  readonly issuerKeys = new Map<string, readonly JsonWebKey[]>()
  /** Regions in which an account has STS switched off, by account. */
  readonly inactiveRegions = new Table<AccountId, readonly string[]>('are replaced')
  /** Seconds after which sessions expire, whatever they were promised: for trying out what clients do then. */
  longestSession: number | undefined
  /** Seals what only administrators may read; drawn when it is first needed. */
  messageKey: Uint8Array | undefined

  add(session: Session): void {
    if (isTimeToSweep(this.sessions.size)) this.#forgetBefore(session.issuedAt.getTime() - remembered)
    this.sessions.set(session.accessKeyId, session)
  }

  #forgetBefore(time: number): void {
    for (const { accessKeyId, expiration } of this.sessions.values()) {
      if (expiration.getTime() < time) this.sessions.delete(accessKeyId)
    }
  }

  isExpired({ issuedAt, expiration }: Session, now: Date): boolean {
    const end = this.longestSession === undefined ? Infinity : issuedAt.getTime() + this.longestSession * 1000
    return Math.min(expiration.getTime(), end) <= now.getTime()
  }

  /** A message of AWS to administrators, which whoever is denied cannot read. */
  encode(message: string, random: Random): string {
    this.messageKey ??= random.bytes(32)
    const nonce = random.bytes(12)
    const cipher = createCipheriv('aes-256-gcm', this.messageKey, nonce)
    return Buffer.concat([nonce, cipher.update(message), cipher.final(), cipher.getAuthTag()]).toString('base64url')
  }

  /** Undefined for what was never encoded here. */
  decode(encoded: string): string | undefined {
    const bytes = Buffer.from(encoded, 'base64url')
    if (this.messageKey === undefined || bytes.length < 28) return undefined
    const decipher = createDecipheriv('aes-256-gcm', this.messageKey, bytes.subarray(0, 12)).setAuthTag(bytes.subarray(-16))
    try {
      return Buffer.concat([decipher.update(bytes.subarray(12, -16)), decipher.final()]).toString()
    } catch {
      return undefined
    }
  }

  /** Whether this token was ever issued, for whichever key. */
  isToken(token: string): boolean {
    for (const session of this.sessions.values()) if (session.token === token) return true
    return false
  }
}
