import { err, ok, type Result } from '../../base/result.ts'
import type { AwsError } from '../error.ts'
import type { Call } from '../operation.ts'
import type { Stores } from '../stores.ts'
import { iamArn } from './arn.ts'
import { callerAccount } from './caller.ts'
import { noSuchEntity } from './errors.ts'
import type { Subject } from './permission.ts'
import type { ServerCertificate } from './store.ts'

/** The sentence was recorded. */
export function findServerCertificate(name: string, call: Call, stores: Stores): Result<ServerCertificate, AwsError> {
  const certificate = callerAccount(call, stores).serverCertificates.get(name)
  return certificate === undefined ? err(noSuchEntity(`The Server Certificate with name ${name} cannot be found.`)) : ok(certificate)
}

/** What a permission on it is about. */
export function serverCertificateSubject(name: string, call: Call, stores: Stores): Subject {
  const account = callerAccount(call, stores)
  const certificate = account.serverCertificates.get(name)
  return certificate === undefined
    ? { arn: iamArn(account.id, 'server-certificate', '/', name) }
    : { arn: certificate.arn, tags: certificate.tags }
}
