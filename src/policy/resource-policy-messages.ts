import { pointerTokens, valueAt } from '../base/pointer.ts'
import type { Problem } from '../base/problem.ts'
import type { SubmittedPolicy } from './refusal.ts'

/** What the services word in their own way. */
export interface ServiceWording {
  /** A value of the wrong type, or two elements that exclude each other. */
  readonly syntax: string
  readonly principalNotAnObject: string
  readonly unknownPrincipalType: (type: string) => string
}

/**
 * What AWS says to a problem of a resource policy's grammar. S3, IAM (for trust policies), DynamoDB, Kinesis and others share one reader, and
 * its sentences: `Missing required field Statement` and the sentences on JSON are recorded from S3 and IAM, the others are quoted in issues and
 * in the sources of gateways that were compared with AWS.
 *
 * @see https://github.com/versity/versitygw/issues?q=PutBucketPolicy
 */
export function resourcePolicyMessage(problem: Problem, submitted: SubmittedPolicy, wording: ServiceWording): string {
  if (problem.code.startsWith('json/') || problem.code === 'policy/not-an-object') return 'This policy contains invalid Json'
  const name = pointerTokens(problem.at.pointer ?? '').at(-1) ?? ''
  switch (problem.code) {
    case 'policy/unknown-version':
      return 'The policy must contain a valid version string'
    case 'policy/empty-statement':
      return 'Could not parse the policy: Statement is empty!'
    case 'policy/missing-statement':
      return 'Missing required field Statement'
    case 'policy/missing-effect':
      return 'Missing required field Effect'
    case 'policy/missing-principal':
      return 'Missing required field Principal'
    case 'policy/empty-principal':
      return 'Missing required field Principal cannot be empty!'
    case 'policy/missing-action':
    case 'policy/empty-action':
      return 'Missing required field Action'
    case 'policy/missing-resource':
    case 'policy/empty-resource':
      return 'Missing required field Resource'
    case 'policy/unknown-element':
      return `Unknown field ${name}`
    case 'policy/unknown-operator':
      return `Invalid Condition type : ${name}`
    case 'policy/unknown-effect':
      return `Invalid effect: ${textAt(submitted, problem)}`
    case 'policy/principal-not-an-object':
      return wording.principalNotAnObject
    case 'policy/unknown-principal-type':
      return wording.unknownPrincipalType(name)
    case 'policy/prohibited-not-principal':
      return 'AssumeRole policy must not contain NotPrincipal field.'
    case 'policy/prohibited-resource':
      return name === 'NotResource' ? 'AssumeRole policy must not contain resources.' : 'Has prohibited field Resource'
    default:
      return wording.syntax
  }
}

/** The problem that AWS would name: those of the document before those of its statements. */
export function firstProblem({ problems }: SubmittedPolicy): Problem | undefined {
  const ofDocument = problems.find(({ at }) => pointerTokens(at.pointer ?? '').length < 2)
  return ofDocument ?? problems[0]
}

function textAt({ document }: SubmittedPolicy, { at }: Problem): string {
  const value = document === undefined ? undefined : valueAt(document, at.pointer ?? '')
  return value?.kind === 'string' ? value.value : ''
}
