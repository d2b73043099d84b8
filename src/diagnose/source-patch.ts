import { type Located, plain } from '../base/located.ts'
import { parseJson } from '../base/parse-json.ts'
import type { Span } from '../base/span.ts'
import { unifiedDiff } from '../base/unified-diff.ts'
import { documentsOf } from '../faults/placed-document.ts'
import type { Fixture } from '../fixture/fixture.ts'
import type { Patch } from './diagnosis.ts'

/** A stretch of a source, and what takes its place. */
interface Change {
  readonly at: Span
  readonly text: string
}

/**
 * The patches of documents that stand inside another tool's file, as patches of that file: where everything that changes is written out there and
 * means nothing else. Undefined where that is not so, or nothing stands in such a file.
 */
export function patchesOfSources(fixture: Fixture, patches: readonly Patch[]): readonly Patch[] | undefined {
  const { sources } = fixture
  const documents = new Map(documentsOf(fixture).map(({ file }) => [file.file, file]))
  if (sources === undefined || !patches.some(({ file }) => documents.get(file)?.origin !== undefined)) return undefined
  const changes: Change[] = []
  for (const { file, document } of patches) {
    const origin = documents.get(file)?.origin
    const source = origin && sources.get(origin.at.file)
    const wanted = parseJson(document, file)
    if (origin === undefined || source === undefined || !wanted.ok) return undefined
    const own = changesOf(origin, wanted.value, { source, statement: undefined })
    if (own === undefined) return undefined
    changes.push(...own)
  }
  const distinct = [...new Map(changes.map((change) => [`${keyOf(change.at)} ${change.text}`, change])).values()]
  const places = new Set(distinct.map(({ at }) => keyOf(at)))
  if (places.size !== distinct.length || isUsedElsewhere(fixture, patches, places)) return undefined
  return [...new Set(distinct.map(({ at }) => at.file))].map((file) => {
    const before = sources.get(file) ?? ''
    const after = spliced(
      before,
      distinct.filter(({ at }) => at.file === file),
    )
    return { file, diff: unifiedDiff(before, after, file), document: after }
  })
}

const keyOf = ({ file, start, end }: Span): string => `${file} ${start.offset} ${end.offset}`

/** A text may be written once and used by many documents, which shall stay as they are. */
function isUsedElsewhere(fixture: Fixture, patches: readonly Patch[], places: ReadonlySet<string>): boolean {
  const patched = new Set(patches.map(({ file }) => file))
  const seen = new Set<string>()
  const isShared = (value: Located, own: boolean): boolean => {
    const key = keyOf(value.at)
    if (places.has(key) && (!own || seen.has(key))) return true
    if (places.has(key)) seen.add(key)
    const children = value.kind === 'array' ? value.items : value.kind === 'object' ? value.members.map((each) => each.value) : []
    return children.some((child) => isShared(child, own))
  }
  const origins = new Map(
    documentsOf(fixture).flatMap(({ file }) => (file.origin === undefined ? [] : [[file.file, file.origin] as const])),
  )
  return [...origins].some(([file, origin]) => isShared(origin, patched.has(file)))
}

const spliced = (text: string, changes: readonly Change[]): string =>
  changes
    .toSorted((a, b) => b.at.start.offset - a.at.start.offset)
    .reduce((current, { at, text: next }) => current.slice(0, at.start.offset) + next + current.slice(at.end.offset), text)

interface Writing {
  readonly source: string
  /** The statement around, once there is one: what stands outside of it belongs to others too. */
  readonly statement: StatementAt | undefined
}

interface StatementAt {
  readonly at: Span
  /** A block of `aws_iam_policy_document`, whose arguments are lists where a document may have one text. */
  readonly isBlock: boolean
}

/** All of a statement: of a block only the word before it is known, up to its brace. */
function statementAt(at: Span, source: string): StatementAt | undefined {
  if (!isBlockAt(at, source)) return { at, isBlock: false }
  const end = endOfBlock(source, at.start.offset)
  return end === undefined ? undefined : { at: { ...at, end: { ...at.end, offset: end } }, isBlock: true }
}

const isBlockAt = ({ start }: Span, source: string): boolean => /^statement\s*\{/.test(source.slice(start.offset, start.offset + 100))

/** Behind the brace that closes a block; undefined where a heredoc stands in the way, in which braces mean nothing. */
function endOfBlock(source: string, from: number): number | undefined {
  const piece = /"(?:[^"\\]|\\.)*"|#.*|\/\/.*|\/\*[\s\S]*?\*\/|<<|[{}]/g
  piece.lastIndex = from
  let depth = 0
  for (let found = piece.exec(source); found !== null; found = piece.exec(source)) {
    if (found[0] === '<<') return undefined
    depth += found[0] === '{' ? 1 : found[0] === '}' ? -1 : 0
    if (found[0] === '}' && depth === 0) return piece.lastIndex
  }
  return undefined
}

/** What must change in the source so that it says what is wanted; undefined where it is not written out. */
function changesOf(origin: Located, wanted: Located, writing: Writing): readonly Change[] | undefined {
  if (same(origin, wanted)) return []
  if (origin.kind === 'string') return replaced(origin, wanted, writing)
  if (origin.kind === 'array' && wanted.kind === 'array') return listChanges(origin, wanted, writing)
  if (origin.kind !== 'object' || wanted.kind !== 'object') return undefined
  const isStatement = origin.members.some(({ key }) => key === 'Effect')
  const inner = { ...writing, statement: writing.statement ?? (isStatement ? statementAt(origin.at, writing.source) : undefined) }
  if (origin.members.length !== wanted.members.length) return undefined
  return all(
    origin.members.map(({ key, value }) => {
      const next = wanted.members.find((each) => each.key === key)
      return next && changesOf(value, next.value, inner)
    }),
  )
}

type Items = Located & { readonly kind: 'array' }

/** Items that are others, and items more at the end. */
function listChanges(origin: Items, wanted: Items, writing: Writing): readonly Change[] | undefined {
  const added = wanted.items.slice(origin.items.length)
  const changed = origin.items.map((item, index) => {
    const next = wanted.items[index]
    return next && changesOf(item, next, writing)
  })
  const last = origin.items.at(-1)
  if (added.length === 0) return all(changed)
  const more = last && appended(last, added, origin, writing)
  return more === undefined ? undefined : all([...changed, [more]])
}

const all = (parts: readonly (readonly Change[] | undefined)[]): readonly Change[] | undefined => {
  const found = parts.filter((part) => part !== undefined)
  return found.length === parts.length ? found.flat() : undefined
}

const same = (a: Located, b: Located): boolean => JSON.stringify(plain(a)) === JSON.stringify(plain(b))

const sliceOf = (source: string, { start, end }: Span): string => source.slice(start.offset, end.offset)

const isInside = (inner: Span, outer: Span): boolean =>
  inner.file === outer.file && outer.start.offset <= inner.start.offset && inner.end.offset <= outer.end.offset

/** A text in quotes, with nothing in it that another language would read. */
const literalOf = (text: string): string | undefined => (/[$%\\]|[^\x20-\x7e]/.test(text) ? undefined : JSON.stringify(text))

function replaced(
  origin: Located & { readonly kind: 'string' },
  wanted: Located,
  { source, statement }: Writing,
): readonly Change[] | undefined {
  const isWritten = statement !== undefined && isInside(origin.at, statement.at) && sliceOf(source, origin.at) === literalOf(origin.value)
  const items = wanted.kind === 'array' ? wanted.items : [wanted]
  const literals = items.map((item) => (item.kind === 'string' ? literalOf(item.value) : undefined))
  if (!isWritten || literals.includes(undefined)) return undefined
  const text = literals.join(', ')
  return [{ at: origin.at, text: wanted.kind === 'array' && !statement.isBlock ? `[${text}]` : text }]
}

/** Items behind the last one of a list that is written out. */
function appended(last: Located, added: readonly Located[], list: Items, { source, statement }: Writing): Change | undefined {
  const behind = (offset: number, text: string): Change => ({
    at: { ...last.at, start: { ...last.at.end, offset }, end: { ...last.at.end, offset } },
    text,
  })
  if (statement === undefined) {
    const end = isBlockAt(last.at, source) ? endOfBlock(source, last.at.start.offset) : undefined
    const blocks = statementBlocks(last, added, source)
    return end === undefined || blocks === undefined ? undefined : behind(end, blocks)
  }
  const written = sliceOf(source, list.at)
  const literals = added.map((item) => (item.kind === 'string' ? literalOf(item.value) : undefined))
  const isList = /^\[(?!\s*for\b)/.test(written) && written.endsWith(']') && isInside(last.at, list.at) && isInside(list.at, statement.at)
  if (!isList || literals.includes(undefined)) return undefined
  const between = written.includes('\n') ? `,\n${indentAt(source, last.at.start.offset)}` : ', '
  return behind(last.at.end.offset, literals.map((literal) => between + literal).join(''))
}

const indentAt = (source: string, offset: number): string =>
  /^[ \t]*/.exec(source.slice(source.lastIndexOf('\n', offset - 1) + 1, offset))?.[0] ?? ''

/** Blocks of `aws_iam_policy_document`, for statements without principals and conditions. */
function statementBlocks(last: Located, added: readonly Located[], source: string): string | undefined {
  const indent = indentAt(source, last.at.start.offset)
  const blocks = added.map((statement) => (statement.kind === 'object' ? statementBlock(statement, indent) : undefined))
  return blocks.includes(undefined) ? undefined : blocks.map((block) => `\n${indent}${block}`).join('')
}

/** @see https://registry.terraform.io/providers/hashicorp/aws/latest/docs/data-sources/iam_policy_document */
const argumentNames: Readonly<Record<string, string>> = {
  Sid: 'sid',
  Effect: 'effect',
  Action: 'actions',
  NotAction: 'not_actions',
  Resource: 'resources',
  NotResource: 'not_resources',
}

function statementBlock({ members }: Located & { readonly kind: 'object' }, indent: string): string | undefined {
  const rows = members.map(({ key, value }) => {
    const name = argumentNames[key]
    const items = value.kind === 'array' ? value.items : [value]
    const literals = items.map((item) => (item.kind === 'string' ? literalOf(item.value) : undefined))
    if (name === undefined || literals.includes(undefined)) return undefined
    return [name, name.endsWith('s') ? `[${literals.join(', ')}]` : (literals[0] ?? '')] as const
  })
  const found = rows.filter((row) => row !== undefined)
  if (found.length !== rows.length) return undefined
  const width = Math.max(...found.map(([name]) => name.length))
  return `statement {\n${found.map(([name, text]) => `${indent}  ${name.padEnd(width)} = ${text}\n`).join('')}${indent}}`
}
