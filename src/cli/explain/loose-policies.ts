import type { Problem } from '../../base/problem.ts'
import { err, ok, type Result } from '../../base/result.ts'
import type { Span } from '../../base/span.ts'
import type { AttachedPolicy, PolicySet } from '../../engine/policy-set.ts'
import { jsonText, locateDocument } from '../../fixture/policy-text.ts'
import { parseArn } from '../../policy/arn.ts'
import { parsePolicy } from '../../policy/parse-policy.ts'
import type { PolicyType } from '../../policy/policy.ts'
import { refusePolicy } from '../../policy/refuse-policy.ts'
import { readSource } from '../read-source.ts'

/** Files of policy documents that are no part of a fixture. */
export interface LoosePolicyFiles {
  readonly identity?: readonly string[]
  readonly resourcePolicy?: string
  readonly boundary?: string
  readonly session?: readonly string[]
  /** One entry a level from the root down; the files of a level are separated by commas. */
  readonly scp?: readonly string[]
  readonly rcp?: readonly string[]
  readonly endpointPolicy?: string
  readonly endpointType?: 'Gateway' | 'Interface'
}

export interface LoosePolicies {
  readonly policies: Partial<PolicySet>
  /** Documents that AWS would not save; they are decided as if it had. */
  readonly refused: readonly Problem[]
}

/** Reads policy documents as they lie there, each for the purpose that its option names. `resource` tells what kind the resource's policy is. */
export function readLoosePolicies(files: LoosePolicyFiles, resource: string): Result<LoosePolicies, readonly Problem[]> {
  const reader = new Reader()
  const levels = (lists: readonly string[], type: PolicyType): AttachedPolicy[][] =>
    lists.map((list) => list.split(',').flatMap((file) => reader.read(file, type)))
  const only = (file: string, type: PolicyType): AttachedPolicy[] => reader.read(file, type)
  const { identity, session, scp, rcp } = files
  const [bound] = files.boundary === undefined ? [] : only(files.boundary, 'permissionsBoundary')
  const [ofResource] = files.resourcePolicy === undefined ? [] : only(files.resourcePolicy, resourcePolicyType(resource))
  const [endpoint] = files.endpointPolicy === undefined ? [] : only(files.endpointPolicy, 'vpcEndpoint')
  const policies: Partial<PolicySet> = {
    ...(identity === undefined ? {} : { identity: identity.flatMap((file) => reader.read(file, 'identity')) }),
    ...(ofResource === undefined ? {} : { resource: ofResource }),
    ...(bound === undefined ? {} : { permissionsBoundary: bound }),
    ...(session === undefined ? {} : { session: session.flatMap((file) => reader.read(file, 'session')) }),
    ...(scp === undefined ? {} : { serviceControl: levels(scp, 'serviceControl') }),
    ...(rcp === undefined ? {} : { resourceControl: levels(rcp, 'resourceControl') }),
    ...(endpoint === undefined ? {} : { vpcEndpoint: endpoint }),
    ...(files.endpointType === undefined ? {} : { vpcEndpointType: files.endpointType }),
  }
  return reader.problems.length > 0 ? err(reader.problems) : ok({ policies, refused: reader.refused })
}

/** What kind of policy a resource has, by the service in its ARN. */
function resourcePolicyType(resource: string): PolicyType {
  switch (parseArn(resource)?.service) {
    case 's3':
      return 'bucket'
    case 'kms':
      return 'key'
    case 'iam':
      return 'trust'
    default:
      return 'resource'
  }
}

class Reader {
  readonly problems: Problem[] = []
  readonly refused: Problem[] = []

  read(name: string, type: PolicyType): AttachedPolicy[] {
    const text = readSource(name)
    if (text === undefined) {
      this.problems.push({ code: 'explain/missing-file', at: wholeFile(name), message: 'there is no such file, or it cannot be read' })
      return []
    }
    const file = { file: name, format: /\.ya?ml$/.test(name) ? ('yaml' as const) : ('json' as const), text }
    const document = locateDocument(file)
    const policy = document.ok ? parsePolicy(document.value, type) : document
    if (!policy.ok) {
      this.problems.push(...policy.error)
      return []
    }
    const refusal = refusePolicy(jsonText(file), type, { file: name, ...(document.ok ? { document: document.value } : {}) })
    if (refusal !== undefined) {
      const message = `AWS refuses to save this: \`${refusal.code}\`, \`${refusal.message}\``
      this.refused.push({ code: 'explain/refused-policy', at: refusal.at ?? wholeFile(name), message })
    }
    return [{ name, policy: policy.value }]
  }
}

const start = { line: 1, column: 1, offset: 0 }
const wholeFile = (file: string): Span => ({ file, start, end: start })
