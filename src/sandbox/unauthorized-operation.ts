import type { Decision } from '../engine/decision.ts'
import type { Request } from '../engine/request.ts'
import { userIdOf } from '../engine/request-context.ts'
import type { AwsError } from './error.ts'
import { principalArn } from './principal-arn.ts'
import type { Random } from './random.ts'
import type { StsStore } from './sts/store.ts'

export interface Denial {
  readonly decision: Decision
  readonly request: Request
  /** AWS's sentence for it. */
  readonly message: string
}

/**
 * EC2's refusal: the sentence of all services behind one of its own, and where a resource is named, the circumstances for whoever may decode them.
 *
 * @see https://docs.aws.amazon.com/AWSEC2/latest/APIReference/errors-overview.html#CommonErrors
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html
 */
export function unauthorizedOperation(denial: Denial, random: Random, sts: StsStore): AwsError {
  const named = denial.request.resource !== '*'
  const sentence = named ? denial.message : denial.message.replace(' on resource: *', '')
  const encoded = named ? ` Encoded authorization failure message: ${sts.encode(JSON.stringify(circumstances(denial)), random)}` : ''
  return { code: 'UnauthorizedOperation', message: `You are not authorized to perform this operation. ${sentence}.${encoded}`, status: 403 }
}

/** @see https://docs.aws.amazon.com/STS/latest/APIReference/API_DecodeAuthorizationMessage.html */
function circumstances({ decision, request }: Denial): object {
  const { principal, action, resource, context } = request
  const arn = principalArn(principal) ?? ''
  const statements = decision.by.flatMap((reason) => (reason.reason === 'explicitDeny' ? [reason.statement] : []))
  return {
    allowed: false,
    explicitDeny: decision.outcome === 'explicitDeny',
    matchedStatements: listed(statements.map(({ sid = '', effect }) => ({ statementId: sid, effect: effect.toUpperCase() }))),
    failures: listed([]),
    context: {
      principal: { id: userIdOf(principal) ?? '', name: arn.slice(arn.lastIndexOf('/') + 1), arn },
      action,
      resource,
      conditions: listed([...context].map(([key, values]) => ({ key, values: listed(values.map((value) => ({ value }))) }))),
    },
  }
}

const listed = (items: readonly object[]): object => ({ items })
