import { pathOfRun, runOfName, runOfPath, runOfTags } from './run.ts'

/**
 * The last check before a call leaves: whatever the code above it got wrong, nothing is written that does not carry the id of a run whose turn it
 * is. It looks at the input of the call alone.
 */
export class Fence {
  /** Ids of the runs whose things may be created, changed and removed. */
  readonly runs = new Set<string>()
  /** Ids and ARNs of KMS keys that are known to belong to one of them: keys have no name. */
  readonly keys = new Set<string>()
  /** The bucket in which leases of accounts are written down, where accounts come from a pool. */
  leaseBucket: string | undefined

  /** Why the call must not be made, if so. `operation` is the SDK's name: `CreateRole`. */
  refuse(operation: string, input: Readonly<Record<string, unknown>>): string | undefined {
    if (isReading(operation) || this.isLease(operation, input)) return undefined
    const claims = claimsOf(input)
    if (operation === 'CreateKey') return this.ofTags(input.Tags) ? undefined : 'the key would not carry the tag of the run'
    if (claims.length === 0) return `${operation} names nothing that could carry the id of a run`
    return (
      claims.map(([what, name]) => this.refuseClaim(what, name)).find((reason) => reason !== undefined) ?? this.refusePath(operation, input)
    )
  }

  private isLease(operation: string, { Bucket, Key }: Readonly<Record<string, unknown>>): boolean {
    const isBook = this.leaseBucket !== undefined && Bucket === this.leaseBucket
    return isBook && operation === 'PutObject' && typeof Key === 'string' && Key.startsWith('leases/')
  }

  private refuseClaim(what: Claim, name: string): string | undefined {
    const run = what === 'policyArn' ? runOfArn(name) : what === 'key' ? undefined : runOfName(name.replace(/^alias\//, ''))
    const ours = what === 'key' ? this.keys.has(name) : run !== undefined && this.runs.has(run)
    return ours ? undefined : `\`${name}\` does not belong to this run`
  }

  private refusePath(operation: string, { Path }: Readonly<Record<string, unknown>>): string | undefined {
    if (!/^Create(User|Role|Group|Policy)$/.test(operation)) return undefined
    const run = typeof Path === 'string' ? runOfPath(Path) : undefined
    return run !== undefined && this.runs.has(run) ? undefined : `the path is not \`${[...this.runs].map(pathOfRun).join('` or `')}\``
  }

  private ofTags(tags: unknown): boolean {
    const run = Array.isArray(tags) ? runOfTags(tags.map(({ TagKey: Key, TagValue: Value }) => ({ Key, Value }))) : undefined
    return run !== undefined && this.runs.has(run)
  }
}

/** `AssumeRole` is signing in. */
const isReading = (operation: string): boolean => /^(Get|List|Head|Describe|AssumeRole)/.test(operation)

type Claim = 'name' | 'policyArn' | 'key'

/** The members of an input that say what is written to. `PolicyArn` beside an identity says what it gets, not what is changed. */
function claimsOf(input: Readonly<Record<string, unknown>>): readonly (readonly [Claim, string])[] {
  const found = (members: readonly string[], claim: Claim): (readonly [Claim, string])[] =>
    members.flatMap((member) => (typeof input[member] === 'string' ? [[claim, input[member]] as const] : []))
  const identities = found(['UserName', 'RoleName', 'GroupName'], 'name')
  const policies = identities.length > 0 ? [] : [...found(['PolicyName'], 'name'), ...found(['PolicyArn'], 'policyArn')]
  return [...identities, ...policies, ...found(['Bucket', 'AliasName'], 'name'), ...found(['KeyId', 'TargetKeyId'], 'key')]
}

const runOfArn = (arn: string): string | undefined => {
  const path = /^arn:[^:]*:iam::\d{12}:policy(\/.*)$/.exec(arn)?.[1]
  return path === undefined ? undefined : runOfPath(path)
}
