/**
 * Whether some resource of a type can match a pattern of `Resource`: `arn:aws:s3:::b` names a bucket and no object.
 *
 * Variables of the policy may become anything. A name in the type's ARN is one character or more; names of S3, keys of objects apart, have no
 * slash, so that `arn:aws:s3:::b/x` is never a bucket.
 *
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html
 */
export const mayNameResource = (pattern: string, format: string): boolean => resourceNamer(pattern)(format)

/** `mayNameResource` for many types: the pattern is taken apart once, and each type is decided once. */
export function resourceNamer(pattern: string): (format: string) => boolean {
  if (pattern === '*') return () => true
  const segments = splitSegments(pattern.replace(/\$\{[^}]*\}/g, '*')).map(patternTokens)
  const known = new Map<string, boolean>()
  return (format) => {
    const answer = known.get(format) ?? formatSegments(format).every((tokens, index) => overlaps(segments[index] ?? [anyRun], tokens))
    known.set(format, answer)
    return answer
  }
}

const knownFormats = new Map<string, readonly (readonly Token[])[]>()

/** There are some thousand formats, all in the reference data. */
function formatSegments(format: string): readonly (readonly Token[])[] {
  const segments = knownFormats.get(format) ?? splitSegments(format).map(formatTokens)
  knownFormats.set(format, segments)
  return segments
}

/** One position of a segment: a character, any one character, or a run of them. */
type Token = { readonly kind: 'character'; readonly character: string } | { readonly kind: 'one' | 'run'; readonly slash: boolean }

/** At most six segments; colons inside `${…}` do not count. */
function splitSegments(arn: string): readonly string[] {
  const pieces = arn.split(':')
  return pieces.length <= 6 ? pieces : [...pieces.slice(0, 5), pieces.slice(5).join(':')]
}

const anyRun: Token = { kind: 'run', slash: true }

const patternTokens = (segment: string): readonly Token[] =>
  Array.from(segment, (character) =>
    character === '*' ? anyRun : character === '?' ? { kind: 'one', slash: true } : { kind: 'character', character },
  )

function formatTokens(segment: string): readonly Token[] {
  return segment.split(/(\$\{[^}]*\})/).flatMap((piece, index) => {
    if (index % 2 === 0) return patternTokens(piece)
    const slash = !/^\$\{(?:BucketName|AccessPointName|AccessPointAlias|Token|JobId|ConfigId|Partition|Region|Account)\}$/.test(piece)
    return [
      { kind: 'one', slash },
      { kind: 'run', slash },
    ]
  })
}

/** Whether some text fits both: the states are pairs of positions, each visited once. */
function overlaps(a: readonly Token[], b: readonly Token[]): boolean {
  const width = b.length + 1
  const seen = new Set<number>()
  const waiting: (readonly [number, number])[] = [[0, 0]]
  for (let state = waiting.pop(); state !== undefined; state = waiting.pop()) {
    const [i, j] = state
    if (seen.has(i * width + j)) continue
    seen.add(i * width + j)
    const [left, right] = [a[i], b[j]]
    if (left === undefined && right === undefined) return true
    if (left?.kind === 'run') waiting.push([i + 1, j])
    if (right?.kind === 'run') waiting.push([i, j + 1])
    if (left !== undefined && right !== undefined && shareCharacter(left, right))
      waiting.push([left.kind === 'run' ? i : i + 1, right.kind === 'run' ? j : j + 1])
  }
  return false
}

function shareCharacter(a: Token, b: Token): boolean {
  if (a.kind === 'character' && b.kind === 'character') return a.character === b.character
  if (a.kind === 'character') return accepts(b, a.character)
  return b.kind === 'character' ? accepts(a, b.character) : true
}

const accepts = (token: Token, character: string): boolean => token.kind === 'character' || token.slash || character !== '/'
