import type { Located } from '../base/located.ts'
import { cutText, type MappedText } from '../base/mapped-text.ts'
import type { Span } from '../base/span.ts'
import { listValue, objectValue, textValue } from '../fixture/import/draft.ts'
import { bracketed } from './bracketed.ts'
import { readTicketJson } from './read-json.ts'

/** A policy that a program for the CDK puts together; without a document where it refers to what is elsewhere. */
export interface CdkPolicy {
  readonly start: number
  readonly end: number
  readonly document?: Located
}

/**
 * The statements `new iam.PolicyStatement({ actions: [...] })` and the trust of `new iam.Role(...)`, in TypeScript, JavaScript or Python. Those
 * without principals are one policy of the role, each with principals is one of a resource.
 *
 * @see https://docs.aws.amazon.com/cdk/api/v2/docs/aws-cdk-lib.aws_iam.PolicyStatement.html
 */
export function findCdk(source: MappedText): readonly CdkPolicy[] {
  const reader = new Reader(source)
  const statements = reader
    .calls(/\b(?:new\s+)?(?:\w+\.)?PolicyStatement\s*\(/g)
    .map((call) => ({ ...call, statement: reader.statement(call) }))
  const unknown = statements.filter(({ statement }) => statement === undefined)
  const known = statements.flatMap(({ start, end, statement }) => (statement === undefined ? [] : [{ start, end, statement }]))
  const ofRole = known.filter(({ statement }) => !hasPrincipal(statement))
  const ofResources = known.filter(({ statement }) => hasPrincipal(statement))
  const trusts = reader.calls(/\bnew\s+(?:\w+\.)?Role\s*\(|\b\w+\.Role\s*\(/g).flatMap(({ start, end }) => {
    const statement = reader.trust({ start, end })
    return statement === undefined ? [] : [{ start, end, document: reader.policy([statement], { start, end }) }]
  })
  const [first] = ofRole
  const all: readonly CdkPolicy[] = [
    ...trusts,
    ...(first === undefined
      ? []
      : [
          {
            ...first,
            document: reader.policy(
              ofRole.map(({ statement }) => statement),
              first,
            ),
          },
        ]),
    ...ofResources.map((one) => ({ start: one.start, end: one.end, document: reader.policy([one.statement], one) })),
    ...unknown.map(({ start, end }) => ({ start, end })),
  ]
  return all.toSorted((a, b) => a.start - b.start)
}

const hasPrincipal = (statement: Located): boolean =>
  statement.kind === 'object' && statement.members.some(({ key }) => key === 'Principal')

interface Stretch {
  readonly start: number
  readonly end: number
}

const elements = {
  actions: 'Action',
  not_actions: 'NotAction',
  principals: 'Principal',
  resources: 'Resource',
  not_resources: 'NotResource',
} as const

class Reader {
  private readonly source: MappedText
  private readonly buckets: ReadonlyMap<string, string>
  private readonly words: ReadonlyMap<string, string>

  constructor(source: MappedText) {
    this.source = source
    const { text } = source
    this.buckets = new Map([
      ...Array.from(
        text.matchAll(/(\w+)\s*=\s*(?:new\s+)?(?:\w+\.)?Bucket\s*\([^;]{0,300}?\b(?:bucketName|bucket_name)\s*[:=]\s*["'`]([\w.-]+)["'`]/g),
        pairOf,
      ),
      ...Array.from(
        text.matchAll(/(\w+)\s*=\s*(?:\w+\.)?Bucket\.(?:fromBucketName|from_bucket_name)\s*\([^)]*["'`]([\w.-]+)["'`]\s*\)/g),
        pairOf,
      ),
    ])
    this.words = new Map(Array.from(text.matchAll(/\b(?:const|let|var)?\s*(\w+)(?::\s*string)?\s*=\s*["'`]([\w.:/*@+=,-]+)["'`]/g), pairOf))
  }

  /** The arguments of each call. */
  calls(pattern: RegExp): readonly Stretch[] {
    return Array.from(this.source.text.matchAll(pattern), (match) => {
      const open = match.index + match[0].length - 1
      return { start: open + 1, end: bracketed(this.source.text, open) - 1 }
    })
  }

  policy(statements: readonly Located[], stretch: Stretch): Located {
    const at = this.span(stretch)
    return objectValue(
      [
        ['Version', textValue('2012-10-17', at)],
        ['Statement', listValue(statements, at)],
      ],
      at,
    )
  }

  /** Undefined where one of its values is decided elsewhere. */
  statement(call: Stretch): Located | undefined {
    const at = this.span(call)
    const lists = Object.entries(elements).map(([name, element]) => [element, this.list(call, name)] as const)
    const conditions = this.conditions(call)
    if (conditions === 'unknown' || lists.some(([, list]) => list === 'unknown')) return undefined
    const named = lists.flatMap(([element, list]) => (list === undefined || list === 'unknown' ? [] : [[element, list] as const]))
    if (named.length === 0) return undefined
    const effect = /\beffect\s*[:=]\s*(?:\w+\.)*Effect\.DENY\b/i.test(this.source.text.slice(call.start, call.end)) ? 'Deny' : 'Allow'
    const whom = (list: Located): Located => objectValue([['AWS', list]], list.at)
    return objectValue(
      [
        ['Effect', textValue(effect, at)],
        ...named.map(([element, list]) => [element, element === 'Principal' ? whom(list) : list] as const),
        ['Condition', conditions],
      ],
      at,
    )
  }

  /** Of `new iam.Role(this, 'Reader', { assumedBy: new iam.AccountPrincipal('…'), externalIds: ['…'] })`. */
  trust(call: Stretch): Located | undefined {
    const at = this.span(call)
    const whom = this.list(call, 'assumed_by')
    const ids = this.list(call, 'external_ids')
    if (whom === undefined || whom === 'unknown' || ids === 'unknown') return undefined
    const condition =
      ids === undefined ? undefined : objectValue([['StringEquals', objectValue([['sts:ExternalId', ids]], ids.at)]], ids.at)
    return objectValue(
      [
        ['Effect', textValue('Allow', at)],
        ['Principal', objectValue([['AWS', whom]], whom.at)],
        ['Action', textValue('sts:AssumeRole', at)],
        ['Condition', condition],
      ],
      at,
    )
  }

  /** The value of an argument, by its name in Python; TypeScript writes `notActions`. */
  private argument({ start, end }: Stretch, name: string): Stretch | undefined {
    const spelt = name.replace(/_([a-z])/g, (_, letter: string) => `(?:_${letter}|${letter.toUpperCase()})`)
    const match = new RegExp(`(?<![\\w'"])${spelt}\\s*[:=]\\s*`).exec(this.source.text.slice(start, end))
    if (match === null) return undefined
    const from = start + match.index + match[0].length
    const opens = /^(?:new\s+)?[\w.]*\s*[[({]/.exec(this.source.text.slice(from, end))?.[0]
    const line = this.source.text.slice(from, end).search(/[,\n]/)
    return { start: from, end: opens === undefined ? (line < 0 ? end : from + line) : bracketed(this.source.text, from + opens.length - 1) }
  }

  private list(call: Stretch, name: string): Located | undefined | 'unknown' {
    const argument = this.argument(call, name)
    if (argument === undefined) return undefined
    const written = this.source.text.slice(argument.start, argument.end)
    const items: Located[] = []
    for (const match of written.matchAll(value)) {
      const text = this.valueOf(match)
      if (text === undefined) return 'unknown'
      if (text === '') continue
      const start = argument.start + match.index
      items.push(textValue(text, this.span({ start, end: start + match[0].length })))
    }
    return items.length === 0 ? 'unknown' : listValue(items, this.span(argument))
  }

  /** Undefined for what is decided elsewhere, empty for what says nothing. */
  private valueOf([whole, quoted, arnOf, objectsOf, key, everybody, principal, word]: RegExpExecArray): string | undefined {
    if (quoted !== undefined) return this.resolve(quoted.slice(1, -1))
    if (arnOf !== undefined) return this.arnOf(arnOf)
    if (objectsOf !== undefined) return this.arnOf(objectsOf, key)
    if (everybody !== undefined) return '*'
    if (principal !== undefined) return ''
    return word === undefined ? '' : this.words.get(whole)
  }

  private arnOf(name: string, key?: string): string | undefined {
    const bucket = this.buckets.get(name.replace(/^(?:this|self)\./, ''))
    return bucket === undefined ? undefined : `arn:aws:s3:::${bucket}${key === undefined ? '' : `/${key}`}`
  }

  private resolve(text: string): string | undefined {
    const known = text.replace(/\$?\{([\w.]+)\}/g, (whole, name: string) => {
      const [, bucket, part] = /^(?:this\.|self\.)?(\w+)\.(bucketArn|bucket_arn|bucketName|bucket_name)$/.exec(name) ?? []
      if (bucket === undefined) return /^(?:aws|s3):/.test(name) ? whole : (this.words.get(name) ?? whole)
      return (part?.endsWith('rn') === true ? this.arnOf(bucket) : this.buckets.get(bucket)) ?? whole
    })
    return /\$?\{(?!aws:|s3:)/.test(known) ? undefined : known
  }

  private conditions(call: Stretch): Located | undefined | 'unknown' {
    const argument = this.argument(call, 'conditions')
    if (argument === undefined) return undefined
    const cut = cutText(this.source, argument.start, argument.end)
    const { value: found, source } = readTicketJson(cut, false)
    return found === undefined || source !== cut ? 'unknown' : shifted(found, argument.start)
  }

  /** Only offsets count: the places of the file are found by them. */
  private span({ start, end }: Stretch): Span {
    const position = (offset: number): Span['start'] => ({ line: 1, column: 1, offset })
    return { file: this.source.file, start: position(start), end: position(end) }
  }
}

const pairOf = ([, name = '', value = '']: RegExpExecArray): readonly [string, string] => [name, value]

/** A string, `bucket.bucketArn`, `bucket.arnForObjects('daily/*')`, everybody, the class of a principal, any other word. */
const value =
  /f?("(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|`[^`]*`)|((?:this\.|self\.)?\w+)\.(?:bucketArn|bucket_arn)\b|((?:this\.|self\.)?\w+)\.(?:arnForObjects|arn_for_objects)\s*\(\s*["'`]([^"'`]*)["'`]\s*\)|((?:new\s+)?(?:\w+\.)?(?:AnyPrincipal|StarPrincipal)\s*\(\s*\))|((?:new\s+)?(?:\w+\.)?(?:Arn|Account)Principal\s*(?=\())|(?:\/\/|#)[^\n]*|([A-Za-z_][\w.]*)/g

function shifted(located: Located, by: number): Located {
  const { at } = located
  const move = (position: Span['start']): Span['start'] => ({ ...position, offset: position.offset + by })
  const moved = { ...at, start: move(at.start), end: move(at.end) }
  if (located.kind === 'array') return { ...located, at: moved, items: located.items.map((item) => shifted(item, by)) }
  if (located.kind !== 'object') return { ...located, at: moved }
  return { ...located, at: moved, members: located.members.map((one) => ({ ...one, value: shifted(one.value, by) })) }
}
