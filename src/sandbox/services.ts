import { operations as iam } from './iam/index.ts'
import { operations as kms } from './kms/index.ts'
import { iamModel } from './models/iam.data.ts'
import { kmsModel } from './models/kms.data.ts'
import { organizationsModel } from './models/organizations.data.ts'
import { s3Model } from './models/s3.data.ts'
import { stsModel } from './models/sts.data.ts'
import type { Operations, ServiceName } from './operation.ts'
import { operations as organizations } from './organizations/index.ts'
import { operations as s3 } from './s3/index.ts'
import { operations as sts } from './sts/index.ts'
import type { Dialect } from './wire/refusal.ts'
import { Model } from './wire/shape.ts'

/** One service: what AWS's model says of it, and the operations that are built. */
export interface Service {
  readonly name: ServiceName
  readonly model: Model
  readonly dialect: Dialect
  readonly operations: Operations
}

export const services: Readonly<Record<ServiceName, Service>> = {
  iam: { name: 'iam', model: new Model(iamModel), dialect: 'query', operations: iam },
  sts: { name: 'sts', model: new Model(stsModel), dialect: 'query', operations: sts },
  s3: { name: 's3', model: new Model(s3Model), dialect: 'rest-xml', operations: s3 },
  kms: { name: 'kms', model: new Model(kmsModel), dialect: 'json', operations: kms },
  organizations: { name: 'organizations', model: new Model(organizationsModel), dialect: 'json', operations: organizations },
}
