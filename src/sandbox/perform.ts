import { err, ok, type Result } from '../base/result.ts'
import { createPermits, type OnDecision } from './authorize-call.ts'
import type { AwsError } from './error.ts'
import { recordAccess } from './iam/last-access.ts'
import type { Call, Operation, Permission } from './operation.ts'
import type { Service } from './services.ts'
import type { Stores } from './stores.ts'
import { notImplemented } from './wire/refusal.ts'
import type { ValueRecord } from './wire/value.ts'

export interface Performed {
  readonly output: Readonly<Record<string, unknown>>
  /** Where the operation chose another than the model's. */
  readonly status?: number
}

/** Asks for the permissions of one operation, in order, then runs it. */
export async function perform(
  service: Service,
  input: ValueRecord,
  given: Omit<Call, 'permits'>,
  stores: Stores,
  onDecision: OnDecision | undefined,
): Promise<Result<Performed, AwsError>> {
  const operation = builtOperation(service, given.operation)
  if (operation === undefined) return err(notImplemented(given.operation))
  recordAccess(given, stores.written.iam)
  // Nobody else has it, and a copy would be as large as all else that a call makes.
  const call: Call = Object.assign(given, { permits: createPermits(given, stores, onDecision) })
  const own = service.name === 'iam' ? stores.written : stores
  const needed = operation.requires(input as never, call, own)
  const refused = needed.ok ? firstRefusal(needed.value, call) : needed.error
  if (refused !== undefined) return err(refused)
  const result = await operation.run(input as never, call, own)
  if (!result.ok) return result
  const status = operation.status?.(result.value as never)
  return ok({ output: result.value as Readonly<Record<string, unknown>>, ...(status === undefined ? {} : { status }) })
}

/** The codec has made the input what the operation says it takes: the model of both is the same. */
const builtOperation = ({ operations }: Service, name: string): Operation<never, object> | undefined =>
  Object.hasOwn(operations, name) ? operations[name] : undefined

function firstRefusal(permissions: readonly Permission[], call: Call): AwsError | undefined {
  for (const permission of permissions) {
    const answer = call.permits(permission)
    if (!answer.ok) return answer.error
  }
  return undefined
}
