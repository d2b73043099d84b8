import {
  type Alias,
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  type Pair,
  parseDocument,
  type YAMLError,
  type YAMLMap,
} from 'yaml'
import type { Located, Member } from './located.ts'
import { notText } from './not-text.ts'
import { escapePointer } from './pointer.ts'
import type { Problem } from './problem.ts'
import { err, ok, type Result } from './result.ts'
import type { Position, Span } from './span.ts'

/** More than any hand-written file repeats, far less than a "billion laughs" text. */
const maxAliasedNodes = 10_000

/**
 * Reads one YAML 1.2 document (core schema) as located values. What YAML lets pass and a reader would not expect is a problem: duplicate keys,
 * tags, merge keys, several documents, the 1.1 directive, keys that are not text. All problems are collected.
 *
 * A value with one of `tags`, as `!Sub`, is read as an object with that tag as its only key.
 *
 * @see https://yaml.org/spec/1.2.2/#103-core-schema
 */
export function parseYaml(text: string, file: string, tags: ReadonlySet<string> = noTags): Result<Located, readonly Problem[]> {
  const isOther = notText(text, file, 'yaml')
  if (isOther !== undefined) return err([isOther])
  const lines = new LineCounter()
  const document = parseText(text, lines)
  if (document === undefined) return err([tooDeep(file)])
  const place: Place = { file, lines, length: text.length }
  const warnings = document.warnings.filter(({ code, pos }) => code !== 'TAG_RESOLVE_FAILED' || !tags.has(text.slice(...pos)))
  const problems = [...document.errors, ...warnings].map((error) => syntaxProblem(error, place))
  if (document.directives?.yaml.explicit && document.directives.yaml.version !== '1.2') problems.push(oldVersion(text, place))
  if (problems.length > 0) return err(problems)
  const reader = new Reader(document, place)
  const value = reader.read(document.contents, '', [])
  return reader.problems.length > 0 ? err(reader.problems) : ok(value)
}

const noTags: ReadonlySet<string> = new Set()

interface Place {
  readonly file: string
  readonly lines: LineCounter
  readonly length: number
}

function parseText(text: string, lineCounter: LineCounter): Document.Parsed | undefined {
  try {
    // Duplicate keys are found below: the parser compares values, so that `1` and `"1"` would pass.
    return parseDocument(text, {
      lineCounter,
      prettyErrors: false,
      uniqueKeys: false,
      version: '1.2',
      schema: 'core',
      merge: false,
      resolveKnownTags: false,
    })
  } catch (error) {
    if (error instanceof RangeError) return undefined
    throw error
  }
}

/** The YAML parser sees the end of a text one character late. */
function positionAt({ lines, length }: Place, seen: number): Position {
  const offset = Math.min(seen, length)
  const { line, col } = lines.linePos(offset)
  return line === 0 ? { line: 1, column: 1, offset } : { line, column: col, offset }
}

const spanOf = (place: Place, start: number, end: number, pointer?: string): Span => ({
  file: place.file,
  start: positionAt(place, start),
  end: positionAt(place, end),
  ...(pointer === undefined ? {} : { pointer }),
})

const step = (pointer: string, key: string | number): string => `${pointer}/${escapePointer(key)}`

class Reader {
  readonly problems: Problem[] = []
  private readonly document: Document
  private readonly place: Place
  private aliasedNodes = 0

  constructor(document: Document, place: Place) {
    this.document = document
    this.place = place
  }

  /** `through` are the aliased nodes around this one: an alias to one of them would never end. */
  read(node: Node | null, pointer: string, through: readonly Node[]): Located {
    if (through.length > 0) this.aliasedNodes += 1
    const at = this.span(node, pointer)
    // What is left of the tags after the parser's warnings are those that the caller asked for.
    const tag = isAlias(node) ? undefined : node?.tag
    if (tag === undefined || !tag.startsWith('!')) return this.readUntagged(node, pointer, through, at)
    const value = this.readUntagged(node, step(pointer, tag), through, this.span(node, step(pointer, tag)))
    return { kind: 'object', at, members: [{ key: tag, keyAt: at, value }] }
  }

  private readUntagged(node: Node | null, pointer: string, through: readonly Node[], at: Span): Located {
    if (isAlias(node)) return this.readAlias(node, pointer, through)
    if (isMap<Node | null, Node | null>(node)) return { kind: 'object', at, members: this.readMembers(node, pointer, through) }
    if (isSeq<Node>(node)) {
      return { kind: 'array', at, items: node.items.map((item, index) => this.read(item, step(pointer, index), through)) }
    }
    return isScalar(node) ? scalar(node.value, node.source, at) : { kind: 'null', at }
  }

  private readAlias(node: Alias, pointer: string, through: readonly Node[]): Located {
    const at = this.span(node, pointer)
    const target = node.resolve(this.document)
    if (target === undefined) {
      this.report('yaml/unknown-alias', at, `there is no anchor \`&${node.source}\` before \`*${node.source}\``, plainStarHelp)
    } else if (through.includes(target)) {
      this.report('yaml/endless-alias', at, `\`*${node.source}\` stands inside its own anchor`)
    } else if (this.aliasedNodes <= maxAliasedNodes) {
      const value = this.read(target, pointer, [...through, target])
      if (this.aliasedNodes > maxAliasedNodes) {
        this.report('yaml/too-many-aliases', at, `aliases repeat more than ${maxAliasedNodes} values`)
      }
      return value
    }
    return { kind: 'null', at }
  }

  private readMembers(node: YAMLMap<Node | null, Node | null>, pointer: string, through: readonly Node[]): Member[] {
    const members = new Map<string, Member>()
    for (const pair of node.items) {
      const key = this.readKey(pair, pointer)
      if (key === undefined) continue
      const first = members.get(key.text)
      if (first === undefined) {
        const value: Located = pair.value === null ? { kind: 'null', at: key.at } : this.read(pair.value, step(pointer, key.text), through)
        members.set(key.text, { key: key.text, keyAt: key.at, value })
      } else {
        const help = `it stands on line ${first.keyAt.start.line} already: remove one of them`
        this.report('yaml/duplicate-key', key.at, `duplicate key \`${key.text}\``, help)
      }
    }
    return [...members.values()]
  }

  private readKey({ key }: Pair<Node | null, Node | null>, pointer: string): { readonly text: string; readonly at: Span } | undefined {
    if (!isScalar(key) || (key.value === null && key.source === '')) {
      this.report('yaml/key-not-text', this.span(key, pointer), 'a key must be text')
      return undefined
    }
    const text = typeof key.value === 'string' ? key.value : (key.source ?? String(key.value))
    const at = this.span(key, step(pointer, text))
    if (text !== '<<' || key.type !== 'PLAIN') return { text, at }
    this.report('yaml/merge-key', at, 'merge keys (`<<`) are not supported', 'YAML 1.2 has none: write the members out')
    return undefined
  }

  private span(node: Node | null, pointer: string): Span {
    const [start, end] = node?.range ?? [0, 0]
    return spanOf(this.place, start, end, pointer)
  }

  private report(code: string, at: Span, message: string, help?: string): void {
    this.problems.push({ code, at, message, ...(help === undefined ? {} : { help }) })
  }
}

function scalar(value: unknown, source: string | undefined, at: Span): Located {
  switch (typeof value) {
    case 'string':
      return { kind: 'string', at, value }
    case 'boolean':
      return { kind: 'boolean', at, value }
    case 'number':
      return { kind: 'number', at, value, text: source ?? String(value) }
    default:
      return { kind: 'null', at }
  }
}

const plainStarHelp = 'a text that starts with `*` needs quotes: "*"'

/** What to do, by the code of the YAML parser. */
const advice: Partial<Record<YAMLError['code'], string>> = {
  BAD_INDENT: 'check the indentation and that each bracket is closed; `${name}` between braces or brackets needs quotes',
  BAD_SCALAR_START: 'put the text in quotes',
  BLOCK_AS_IMPLICIT_KEY: 'put a text that contains `: ` in quotes, or begin a new line',
  MISSING_CHAR: 'close the quote or bracket, or put the text in quotes',
  MULTILINE_IMPLICIT_KEY: 'is a `:` missing after the key, or a quote not closed?',
  MULTIPLE_DOCS: 'write one document per file: remove the `---` and what follows',
  TAB_AS_INDENT: 'indent with spaces',
  TAG_RESOLVE_FAILED: 'tags have no meaning here: remove it, or put a text that starts with `!` in quotes',
  UNEXPECTED_TOKEN: 'check the indentation, or put the text in quotes',
}

function syntaxProblem(error: YAMLError, place: Place): Problem {
  const help = advice[error.code]
  const message = error.code === 'MULTIPLE_DOCS' ? 'more than one document in the file' : sentence(error.message)
  const code = `yaml/${error.code.toLowerCase().replaceAll('_', '-')}`
  return { code, at: spanOf(place, ...error.pos), message, ...(help === undefined ? {} : { help }) }
}

/** The parser's own words in our form: a lower-case start, one line, no full stop. */
const sentence = (message: string): string => message.charAt(0).toLowerCase() + message.slice(1).replaceAll('\n', ' ').replace(/\.$/, '')

function oldVersion(text: string, place: Place): Problem {
  const start = text.indexOf('%YAML')
  const help = 'remove the `%YAML` line: in YAML 1.1 `yes` is a boolean and `2012-10-17` a date'
  return { code: 'yaml/version', at: spanOf(place, start, start + '%YAML'.length), message: 'only YAML 1.2 is read here', help }
}

function tooDeep(file: string): Problem {
  const start = { line: 1, column: 1, offset: 0 }
  return { code: 'yaml/too-deep', at: { file, start, end: start }, message: 'the text is nested too deeply to be read' }
}
