import { awsManagedPolicies } from './iam/aws-managed-policies.ts'
import { IamStore } from './iam/store.ts'
import { KmsStore } from './kms/store.ts'
import { S3Store } from './s3/store.ts'
import { StsStore } from './sts/store.ts'

/** The state of a sandbox: one store per service. An operation reads all of them and writes its own service's. */
export class Stores {
  readonly iam = new IamStore(awsManagedPolicies())
  readonly sts = new StsStore()
  readonly s3 = new S3Store()
  readonly kms = new KmsStore()
}
