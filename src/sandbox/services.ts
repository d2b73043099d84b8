import { operations as iam } from './iam/index.ts'
import { operations as kms } from './kms/index.ts'
import { iamModel } from './models/iam.data.ts'
import { kmsModel } from './models/kms.data.ts'
import { organizationsModel } from './models/organizations.data.ts'
import { s3Model } from './models/s3.data.ts'
import { stsModel } from './models/sts.data.ts'
import type { ServiceName } from './operation.ts'
import { operations as organizations } from './organizations/index.ts'
import { operations as s3 } from './s3/index.ts'
import type { Service } from './service.ts'
import { operations as sts } from './sts/index.ts'
import { Model } from './wire/shape.ts'

export type { Service }

/** Those that every sandbox has from its start. */
export const services: Readonly<Record<Exclude<ServiceName, 'ec2'>, Service>> = {
  iam: { name: 'iam', model: new Model(iamModel), dialect: 'query', operations: iam },
  sts: { name: 'sts', model: new Model(stsModel), dialect: 'query', operations: sts },
  s3: { name: 's3', model: new Model(s3Model), dialect: 'rest-xml', operations: s3 },
  kms: { name: 'kms', model: new Model(kmsModel), dialect: 'json', operations: kms },
  organizations: { name: 'organizations', model: new Model(organizationsModel), dialect: 'json', operations: organizations },
}

export const serviceNames: readonly ServiceName[] = ['iam', 'sts', 's3', 'kms', 'organizations', 'ec2']

export const isServiceName = (name: string): name is ServiceName => serviceNames.some((served) => served === name)

/** EC2 is by far the largest, and few sandboxes are asked for it: it is loaded at its first call. */
export const loadService = async (name: ServiceName): Promise<Service> =>
  name === 'ec2' ? (await import('./ec2/service.ts')).ec2 : services[name]
