import type { Located } from '../base/located.ts'
import type { Span } from '../base/span.ts'
import { listValue, objectValue, textValue } from '../fixture/import/draft.ts'
import { findBlocks, type HclBlock, hclNames } from './hcl-block.ts'

/** A policy that Terraform puts together; without a document where it refers to what is elsewhere. */
export interface PolicyData {
  readonly start: number
  readonly end: number
  readonly document?: Located
}

/** @see https://registry.terraform.io/providers/hashicorp/aws/latest/docs/data-sources/iam_policy_document */
export function findPolicyData(text: string, file: string): readonly PolicyData[] {
  const reader = new Reader(text, file)
  return findBlocks(text)
    .filter(({ type, labels }) => type === 'data' && labels[0] === 'aws_iam_policy_document')
    .map((block) => {
      const document = reader.document(block)
      return { start: block.start, end: block.end, ...(document === undefined ? {} : { document }) }
    })
}

const elements = {
  actions: 'Action',
  not_actions: 'NotAction',
  resources: 'Resource',
  not_resources: 'NotResource',
} as const

class Reader {
  private readonly text: string
  private readonly file: string
  private readonly names: ReadonlyMap<string, string>

  constructor(text: string, file: string) {
    this.text = text
    this.file = file
    this.names = hclNames(text)
  }

  document(block: HclBlock): Located | undefined {
    const inside = this.inside(block)
    const statements = inside.filter(({ type }) => type === 'statement').map((statement) => this.statement(statement))
    const own = this.text.slice(block.inner.start, block.inner.end)
    const isElsewhere = /^\s*(?:source_|override_)(?:policy_documents|json)\s*=|^\s*dynamic\s+"/m.test(own)
    if (isElsewhere || statements.length === 0 || statements.some((statement) => statement === undefined)) return undefined
    const at = this.span(block.start, block.end)
    const version = /^\s*version\s*=\s*"([^"]+)"/m.exec(own)?.[1] ?? '2012-10-17'
    return objectValue(
      [
        ['Version', textValue(version, at)],
        [
          'Statement',
          listValue(
            statements.flatMap((statement) => statement ?? []),
            at,
          ),
        ],
      ],
      at,
    )
  }

  private statement(block: HclBlock): Located | undefined {
    const at = this.span(block.start, block.end)
    const inside = this.inside(block)
    const lists = Object.entries(elements).map(([name, element]) => [element, this.list(block, name)] as const)
    const principals = (type: string): Located | undefined | 'unknown' =>
      this.principals(
        inside.filter((one) => one.type === type),
        at,
      )
    const [whom, notWhom, conditions] = [principals('principals'), principals('not_principals'), this.conditions(inside, at)]
    if ([whom, notWhom, conditions, ...lists.map(([, value]) => value)].includes('unknown')) return undefined
    const known = (value: Located | undefined | 'unknown'): Located | undefined => (value === 'unknown' ? undefined : value)
    return objectValue(
      [
        ['Sid', this.word(block, 'sid')],
        ['Effect', this.word(block, 'effect') ?? textValue('Allow', at)],
        ['Principal', known(whom)],
        ['NotPrincipal', known(notWhom)],
        ...lists.map(([element, value]) => [element, known(value)] as const),
        ['Condition', known(conditions)],
      ],
      at,
    )
  }

  private principals(blocks: readonly HclBlock[], at: Span): Located | undefined | 'unknown' {
    const byType = new Map<string, Located[]>()
    for (const block of blocks) {
      const [type, identifiers] = [this.word(block, 'type'), this.list(block, 'identifiers')]
      if (type?.kind !== 'string' || identifiers === undefined || identifiers === 'unknown' || identifiers.kind !== 'array')
        return 'unknown'
      byType.set(type.value, [...(byType.get(type.value) ?? []), ...identifiers.items])
    }
    const everybody = byType.get('*')
    if (everybody !== undefined) return textValue('*', everybody[0]?.at ?? at)
    return byType.size === 0
      ? undefined
      : objectValue(
          [...byType].map(([type, items]) => [type, listValue(items, at)] as const),
          at,
        )
  }

  private conditions(blocks: readonly HclBlock[], at: Span): Located | undefined | 'unknown' {
    const byTest = new Map<string, Map<string, Located>>()
    for (const block of blocks.filter(({ type }) => type === 'condition')) {
      const [test, variable, values] = [this.word(block, 'test'), this.word(block, 'variable'), this.list(block, 'values')]
      if (test?.kind !== 'string' || variable?.kind !== 'string' || values === undefined || values === 'unknown') return 'unknown'
      byTest.set(test.value, (byTest.get(test.value) ?? new Map<string, Located>()).set(variable.value, values))
    }
    return byTest.size === 0
      ? undefined
      : objectValue(
          [...byTest].map(([test, keys]) => [test, objectValue([...keys], at)] as const),
          at,
        )
  }

  private inside({ inner }: HclBlock): readonly HclBlock[] {
    return findBlocks(this.text, inner.start, inner.end)
  }

  /** The value of an argument of this block, not of one inside. */
  private argument(block: HclBlock, name: string): { readonly text: string; readonly start: number } | undefined {
    const nested = this.inside(block)
    const pattern = new RegExp(String.raw`^[ \t]*${name}[ \t]*=[ \t]*(\[[\s\S]*?\]|[^\n]*)`, 'gm')
    pattern.lastIndex = block.inner.start
    for (let match = pattern.exec(this.text); match !== null && match.index < block.inner.end; match = pattern.exec(this.text)) {
      const at = match.index
      if (!nested.some(({ start, end }) => start <= at && at < end))
        return { text: match[1] ?? '', start: at + match[0].length - (match[1] ?? '').length }
    }
    return undefined
  }

  private word(block: HclBlock, name: string): Located | undefined {
    const list = this.list(block, name)
    return list === undefined || list === 'unknown' || list.kind !== 'array' ? undefined : list.items[0]
  }

  /** `unknown` where one of its values is decided elsewhere. */
  private list(block: HclBlock, name: string): Located | undefined | 'unknown' {
    const argument = this.argument(block, name)
    if (argument === undefined) return undefined
    const items: Located[] = []
    for (const match of argument.text.matchAll(/"((?:[^"\\\n]|\\.)*)"|(?:#|\/\/)[^\n]*|([a-z]\w*(?:\.\w+)+)|([^\s,[\]]+)/g)) {
      const [whole, quoted, name = '', other] = match
      if (other !== undefined) return 'unknown'
      if (quoted === undefined && name === '') continue
      const value = quoted === undefined ? this.names.get(name) : this.resolve(quoted)
      if (value === undefined) return 'unknown'
      const start = argument.start + match.index
      items.push(textValue(value, this.span(start, start + whole.length)))
    }
    return listValue(items, this.span(argument.start, argument.start + argument.text.length))
  }

  /** Variables of policies are written `&{aws:username}` here, or `$${aws:username}`. */
  private resolve(quoted: string): string | undefined {
    const known = quoted.replace(/(?<!\$)\$\{([\w.]+)\}/g, (whole, name: string) => this.names.get(name) ?? whole)
    if (/(?<!\$)\$\{/.test(known)) return undefined
    return known.replace(/&\{/g, '${').replace(/\$\$\{/g, '${')
  }

  /** Only offsets count: the places of the file are found by them. */
  private span(start: number, end: number): Span {
    const position = (offset: number): Span['start'] => ({ line: 1, column: 1, offset })
    return { file: this.file, start: position(start), end: position(end) }
  }
}
