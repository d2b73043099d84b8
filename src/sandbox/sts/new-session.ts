import type { Credentials } from '@aws-sdk/client-sts'
import type { AccountId } from '../../policy/account-id.ts'
import type { Call } from '../operation.ts'
import type { Stores } from '../stores.ts'
import { secretAccessKey, uniqueId } from '../unique-id.ts'
import type { Session } from './store.ts'

export interface NewSession extends Omit<Session, 'accessKeyId' | 'secretAccessKey' | 'token' | 'issuedAt' | 'expiration'> {
  readonly account: AccountId
  readonly durationSeconds: number
  /** Characters that the client asks the token to have at least, to try what it does with long ones. */
  readonly minimumTokenSize?: number | undefined
}

/** AWS's tokens begin like this; clients must not look into them. */
const tokenStart = 'IQoJb3JpZ2luX2VjE'

/** Issues temporary credentials. */
export function issueSession(
  { durationSeconds, minimumTokenSize = 0, ...session }: NewSession,
  { now, random }: Call,
  { sts }: Stores,
): Credentials {
  const issued: Session = {
    ...session,
    accessKeyId: uniqueId('ASIA', session.account, random),
    secretAccessKey: secretAccessKey(random),
    token: tokenStart + random.bytes(Math.max(120, Math.ceil((minimumTokenSize * 3) / 4))).toString('base64'),
    issuedAt: now,
    expiration: new Date(Math.floor(now.getTime() / 1000) * 1000 + durationSeconds * 1000),
  }
  sts.add(issued)
  return {
    AccessKeyId: issued.accessKeyId,
    SecretAccessKey: issued.secretAccessKey,
    SessionToken: issued.token,
    Expiration: issued.expiration,
  }
}
