/** The names that the words around a document give: a command with its options, or a heading. */
export interface NamesInWords {
  readonly role?: string
  readonly user?: string
  readonly group?: string
  readonly bucket?: string
  readonly policy?: string
  /** Id, alias or ARN. */
  readonly key?: string
}

const iamName = String.raw`["'\x60“‘*]*((?!--)[\w+=,.@-]*[\w+=,@-])`
const noun = (word: string): RegExp =>
  new RegExp(
    String.raw`--${word}(?:-name)?[ =]+${iamName}|\b${word}(?:[ _-]?name)?\b["'\x60”’*]*\s*[:=]?\s*["'\x60“‘*]*(?<![\w])${iamName}`,
    'gi',
  )

const patterns: Readonly<Record<Exclude<keyof NamesInWords, 'key'>, RegExp>> = {
  role: noun('role'),
  user: noun('user'),
  group: noun('group'),
  bucket: noun('bucket'),
  policy: noun('policy'),
}

/** Words of a heading that are no names. */
const ordinary = new Set(
  'a an the is was of on in to for and or with it its as at by from this that these those has have can cannot could should name names policy policies trust role roles user users bucket buckets group groups permission permissions inline attached below above here looks like document documents json yaml arn statement we our their they which who says said said. file permissions-boundary boundary type types access account not no'.split(
    ' ',
  ),
)

/** Whoever was refused the use of a role: the role that the words are about comes after. */
const refused = /\bUser: \S+ is not authorized to perform: sts:AssumeRole on resource: /g

/** Reads names that stand after the word for their kind; the last of each kind, next to the document, counts. */
export function namesInWords(written: string): NamesInWords {
  const words = written.replace(refused, '')
  const found: Partial<Record<keyof NamesInWords, string>> = {}
  for (const kind of ['role', 'user', 'group', 'bucket', 'policy'] as const) {
    for (const match of words.matchAll(patterns[kind])) {
      const name = (match[1] ?? match[2] ?? '').replace(/^.*\//, '')
      if (name !== '' && !/^\d+$/.test(name) && !ordinary.has(name.toLowerCase()) && (match[1] !== undefined || looksLikeName(name)))
        found[kind] = name
    }
  }
  const key = /--key-id[ =]+["']?([^\s"']+)/.exec(words)?.[1] ?? /\barn:aws[a-z-]*:kms:[^\s"',]+/.exec(words)?.[0]
  const roleArn = /\barn:aws[a-z-]*:iam::\d{12}:role\/([\w+=,.@/-]*[\w+=@-])/.exec(words)?.[1]
  return { ...found, ...(key === undefined ? {} : { key }), ...(roleArn === undefined ? {} : { role: roleArn.replace(/^.*\//, '') }) }
}

/** A word of prose is lower case and has neither digit nor hyphen; a name mostly has one of them. */
const looksLikeName = (word: string): boolean => /[A-Z0-9_-]/.test(word)
