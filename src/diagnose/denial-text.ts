/** What AWS's sentence for a denied request says, as far as it says anything. */
export interface DenialText {
  /** ARN of whoever was refused. */
  readonly principal?: string
  /** `s3:ListBucket`; not always that of the operation that was called. */
  readonly action?: string
  readonly resource?: string
  /** In the words of the classes: `identity`, `resource`, `boundary` …; absent in a bare `Access Denied`. */
  readonly layer?: DenialLayer
  readonly effect?: 'implicit' | 'explicit'
  /** Newer answers name the managed policy that denies. */
  readonly policyArn?: string
}

export type DenialLayer = 'identity' | 'resource' | 'boundary' | 'session' | 'scp' | 'rcp' | 'vpce' | 'trust'

/** @see https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html */
const layers: readonly (readonly [words: RegExp, layer: DenialLayer])[] = [
  [/identity-based polic/, 'identity'],
  [/resource-based polic/, 'resource'],
  [/permissions boundar/, 'boundary'],
  [/sessions? polic/, 'session'],
  [/service control polic/, 'scp'],
  [/resource control polic/, 'rcp'],
  [/VPC endpoint polic/, 'vpce'],
  [/role trust polic/, 'trust'],
]

/** KMS does not tell a key that is not there from one whose policy is in the way. */
const hiddenKey =
  /on (?:this resource|the resource associated with this ciphertext) because the resource does not exist in this Region, no resource-based policies allow access/

export function parseDenialText(message: string): DenialText {
  const action = /not authorized to perform: ([\w-]+:\w+)/.exec(message)?.[1]
  const [, quoted, plain] = /on resource: (?:"([^"]+)"|"?([^\s"]+))/.exec(message) ?? []
  const resource = quoted ?? plain
  const principal = /User: (\S+) is not authorized to perform/.exec(message)?.[1]
  const common = {
    ...(principal === undefined ? {} : { principal }),
    ...(action === undefined ? {} : { action }),
    ...(resource === undefined ? {} : { resource }),
  }
  if (hiddenKey.test(message)) return { ...common, layer: 'resource' }
  const explicit = /with an explicit deny in (?:an?|the) (.*?)(?:: (arn:\S+))?(?: \(.*\))?\.?$/.exec(message)
  if (explicit !== null) {
    const [, words = '', policyArn] = explicit
    return { ...common, ...layerOf(words), effect: 'explicit', ...(policyArn === undefined ? {} : { policyArn }) }
  }
  const implicit = /because no (.*?) allows? the/.exec(message)
  return implicit === null ? common : { ...common, ...layerOf(implicit[1] ?? ''), effect: 'implicit' }
}

function layerOf(words: string): { readonly layer?: DenialLayer } {
  const layer = layers.find(([pattern]) => pattern.test(words))?.[1]
  return layer === undefined ? {} : { layer }
}
