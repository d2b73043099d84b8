import { compileResourcePattern } from './arn.ts'
import { type Finding, finding, type Lint, listed } from './lint-finding.ts'
import type { Text } from './policy.ts'
import { type ActionReference, actionsMatching } from './reference.ts'
import { resourceNamer } from './resource-format.ts'

/** Resources that are no ARN, and so are nothing. */
export const lintResources: Lint = ({ statement }) => {
  const { element, patterns } = statement.resource ?? { element: 'Resource', patterns: [] }
  const findings = patterns.flatMap(lintResource)
  const isEmpty = element === 'Resource' && patterns.length > 0 && findings.length === patterns.length
  return isEmpty ? findings.map((of) => ({ ...of, never: true })) : findings
}

const whyNothing = {
  notAnArn: 'is no ARN and never matches',
  wildcardInService: 'has a wildcard or nothing for its service and never matches',
  wildcardInResourceType: 'has a wildcard in the type of its resource and never matches',
} as const

/** @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html */
function lintResource({ text, at }: Text): readonly Finding[] {
  const pattern = compileResourcePattern(text)
  return pattern.kind === 'nothing' ? [finding('malformed-resource', at, `\`${text}\` ${whyNothing[pattern.because]}`)] : []
}

/**
 * Actions that work on none of the statement's resources: `s3:ListBucket` on the objects of a bucket, `s3:GetObject` on the bucket. An action
 * without resources matches `*` only.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/using-with-s3-actions.html
 */
export const lintActionsOnResources: Lint = ({ statement: { action, resource } }) => {
  if (action.element === 'NotAction' || resource?.element !== 'Resource' || resource.patterns.some(({ text }) => text === '*')) return []
  const resources = resource.patterns
    .filter(({ text }) => compileResourcePattern(text).kind !== 'nothing')
    .map(({ text }) => ({ text, names: resourceNamer(text) }))
  if (resources.length === 0) return []
  const findings = action.patterns.flatMap((pattern) => lintActionOnResources(pattern, resources))
  return findings.length === action.patterns.length ? findings.map((of) => ({ ...of, never: true })) : findings
}

interface NamedResource {
  readonly text: string
  /** Whether it may name a resource of this format. */
  readonly names: (format: string) => boolean
}

function lintActionOnResources({ text, at }: Text, resources: readonly NamedResource[]): readonly Finding[] {
  const actions = text === '*' ? [] : actionsMatching(text)
  if (actions.length === 0 || actions.some((action) => worksOnAny(action, resources))) return []
  const types = [...new Map(actions.flatMap(({ resourceTypes }) => resourceTypes.map(({ type }) => [type.name, type] as const))).values()]
  if (types.length === 0) {
    const help = 'put it in a statement of its own with `"Resource": "*"`'
    return [finding('action-needs-star', at, `\`${text}\` works on no resource in particular and matches \`*\` only`, { help })]
  }
  const message = `\`${text}\` works on ${listed(types.map(({ name }) => name))}, and no resource of this statement is one`
  return [
    finding('resource-not-of-action', at, message, {
      help: helpFor(
        types.map(({ arn }) => arn),
        resources,
      ),
    }),
  ]
}

const worksOnAny = ({ resourceTypes }: ActionReference, resources: readonly NamedResource[]): boolean =>
  resourceTypes.some(({ type }) => resources.some(({ names }) => names(type.arn)))

/** For S3 the very ARN that is missing, for others its form. */
function helpFor(formats: readonly string[], resources: readonly NamedResource[]): string {
  const bucket = /^arn:[^:]*:s3:::([^/*?]+)/.exec(resources[0]?.text ?? '')
  if (bucket !== null && formats.includes('arn:${Partition}:s3:::${BucketName}')) return `add \`${bucket[0]}\`, the bucket itself`
  if (bucket !== null && formats.includes('arn:${Partition}:s3:::${BucketName}/${ObjectName}')) return `add \`${bucket[0]}/*\`, its objects`
  return `write ${listed(formats.map((format) => format.replace('${Partition}', 'aws')))}`
}
