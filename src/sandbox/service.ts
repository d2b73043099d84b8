import type { Operations, ServiceName } from './operation.ts'
import type { Dialect } from './wire/refusal.ts'
import type { Model } from './wire/shape.ts'

/** One service: what AWS's model says of it, and the operations that are built. */
export interface Service {
  readonly name: ServiceName
  readonly model: Model
  readonly dialect: Dialect
  readonly operations: Operations
}
