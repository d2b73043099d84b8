import type { ServiceName } from './operation.ts'
import type { Service } from './service.ts'

export type { Service }

/** Each service is some dozens of files and a model: it is loaded at its first call. */
const loaders: Readonly<Record<ServiceName, () => Promise<Service>>> = {
  iam: async () => (await import('./iam/service.ts')).iam,
  sts: async () => (await import('./sts/service.ts')).sts,
  s3: async () => (await import('./s3/service.ts')).s3,
  s3control: async () => (await import('./s3control/service.ts')).s3control,
  kms: async () => (await import('./kms/service.ts')).kms,
  organizations: async () => (await import('./organizations/service.ts')).organizations,
  ec2: async () => (await import('./ec2/service.ts')).ec2,
  glue: async () => (await import('./glue/service.ts')).glue,
  lakeformation: async () => (await import('./lakeformation/service.ts')).lakeformation,
}

export const serviceNames: readonly ServiceName[] = [
  'iam',
  'sts',
  's3',
  's3control',
  'kms',
  'organizations',
  'ec2',
  'glue',
  'lakeformation',
]

export const isServiceName = (name: string): name is ServiceName => serviceNames.some((served) => served === name)

const loaded = new Map<ServiceName, Service>()
const loading = new Map<ServiceName, Promise<Service>>()

/** The service where it was called before: then it need not be waited for. */
export const loadedService = (name: ServiceName): Service | undefined => loaded.get(name)

export function loadService(name: ServiceName): Promise<Service> {
  const begun = loading.get(name)
  if (begun !== undefined) return begun
  const service = loaders[name]().then((one) => {
    loaded.set(name, one)
    return one
  })
  loading.set(name, service)
  return service
}

/** By what a request without a signature says whose it is: the target of JSON services, the version of forms. A test holds it to the models. */
export const targets: ReadonlyMap<string, ServiceName> = new Map([
  ['TrentService', 'kms'],
  ['AWSOrganizationsV20161128', 'organizations'],
  ['AWSGlue', 'glue'],
])
export const versions: ReadonlyMap<string, ServiceName> = new Map([
  ['2010-05-08', 'iam'],
  ['2011-06-15', 'sts'],
  ['2016-11-15', 'ec2'],
])
