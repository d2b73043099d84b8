import { Ec2Store } from './ec2/store.ts'
import { GlueStore } from './glue/store.ts'
import { awsManagedPolicies } from './iam/aws-managed-policies.ts'
import { IamStore } from './iam/store.ts'
import { KmsStore } from './kms/store.ts'
import { LakeFormationStore } from './lakeformation/store.ts'
import { OrganizationsStore } from './organizations/store.ts'
import type { Profile } from './profile.ts'
import type { BlobStore } from './s3/blob.ts'
import { S3Store } from './s3/store.ts'
import { StsStore } from './sts/store.ts'

/** The state of a sandbox: one store per service. An operation reads all of them and writes its own service's. */
export class Stores {
  readonly iam: IamStore
  readonly sts = new StsStore()
  readonly s3: S3Store
  readonly kms = new KmsStore()
  readonly organizations = new OrganizationsStore()
  readonly ec2 = new Ec2Store()
  readonly glue = new GlueStore()
  readonly lakeformation = new LakeFormationStore()
  readonly profile: Profile
  /** What operations of IAM write to, where everybody else sees IAM as it was a while ago. */
  readonly written: Stores = this

  /** The same state, but with IAM, or what of S3 decides, as it was. */
  seeing(past: { readonly iam?: IamStore | undefined; readonly s3?: S3Store | undefined }): Stores {
    const { iam = this.iam, s3 = this.s3 } = past
    return Object.create(this, { iam: { value: iam }, s3: { value: s3 } })
  }

  constructor(profile: Profile = 'current', blobs?: BlobStore) {
    this.profile = profile
    this.iam = new IamStore(awsManagedPolicies, profile)
    this.s3 = new S3Store(profile, blobs)
  }
}
