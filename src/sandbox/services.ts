import { operations as iam } from './iam/index.ts'
import { operations as kms } from './kms/index.ts'
import { iamModel } from './models/iam.data.ts'
import { kmsModel } from './models/kms.data.ts'
import { s3Model } from './models/s3.data.ts'
import { stsModel } from './models/sts.data.ts'
import type { Operations, ServiceName } from './operation.ts'
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

const service = (name: ServiceName, model: Model, operations: Operations): Service => ({
  name,
  model,
  dialect: model.data.protocol,
  operations,
})

export const services: Readonly<Record<ServiceName, Service>> = {
  iam: service('iam', new Model(iamModel), iam),
  sts: service('sts', new Model(stsModel), sts),
  s3: service('s3', new Model(s3Model), s3),
  kms: service('kms', new Model(kmsModel), kms),
}
