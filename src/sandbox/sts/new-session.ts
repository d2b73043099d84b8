import type { Credentials } from '@aws-sdk/client-sts'
import type { AccountId } from '../../policy/account-id.ts'
import type { Call } from '../operation.ts'
import type { Stores } from '../stores.ts'
import { secretAccessKey, uniqueId } from '../unique-id.ts'
import type { Session } from './store.ts'

export interface NewSession extends Omit<Session, 'accessKeyId' | 'secretAccessKey' | 'token' | 'issuedAt' | 'expiration'> {
  readonly account: AccountId
  readonly durationSeconds: number
}

/** AWS's tokens begin like this; clients must not look into them. */
const tokenStart = 'IQoJb3JpZ2luX2VjE'

/** Issues temporary credentials. */
export function issueSession({ durationSeconds, ...session }: NewSession, { now, random }: Call, { sts }: Stores): Credentials {
  const issued: Session = {
    ...session,
    accessKeyId: uniqueId('ASIA', session.account, random),
    secretAccessKey: secretAccessKey(random),
    token: tokenStart + random.bytes(120).toString('base64'),
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
