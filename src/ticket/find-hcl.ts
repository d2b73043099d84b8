import { cutText, type MappedText, replaceText, rewriteText } from '../base/mapped-text.ts'

export interface HclStretch {
  readonly start: number
  readonly end: number
  readonly json: MappedText | undefined
}

/** The documents that `jsonencode(…)` makes in Terraform's language, as JSON; `undefined` in place of one that refers to what is elsewhere. */
export function findHcl(source: MappedText): readonly HclStretch[] {
  const buckets = bucketNames(source.text)
  return Array.from(source.text.matchAll(/\bjsonencode\s*\(/g), (match) => {
    const start = match.index + match[0].length
    const end = closingOf(source.text, start)
    const json = toJson(cutText(source, start, end), buckets)
    return { start: match.index, end, json: hasReference(json.text) ? undefined : json }
  })
}

/** The names that buckets get in the same text, by their name in Terraform. */
const bucketNames = (text: string): ReadonlyMap<string, string> =>
  new Map(
    Array.from(
      text.matchAll(/resource\s+"aws_s3_bucket"\s+"(\w+)"\s*\{[^}]*?\bbucket\s*=\s*"([a-z0-9.-]+)"/g),
      ([, id = '', name = '']) => [id, name],
    ),
  )

/** Where the parenthesis is closed that is open at an offset. */
function closingOf(text: string, start: number): number {
  let depth = 1
  for (const match of text.slice(start).matchAll(/"(?:[^"\\\n]|\\.)*"|[()]/g)) {
    depth += match[0] === '(' ? 1 : match[0] === ')' ? -1 : 0
    if (depth === 0) return start + match.index
  }
  return text.length
}

/** `Effect = "Allow"` is `"Effect": "Allow"`; marks of a plan and comments are left out. */
function toJson(hcl: MappedText, buckets: ReadonlyMap<string, string>): MappedText {
  const unmarked = rewriteText(hcl, /^[ \t]*[-+~](?=[ \t])/gm, () => '')
  const known = rewriteText(unmarked, /(\$\{)?aws_s3_bucket\.(\w+)\.arn(\})?/g, ([whole, open, id = '']) => {
    const name = buckets.get(id)
    if (name === undefined) return whole
    return open === undefined ? `"arn:aws:s3:::${name}"` : `arn:aws:s3:::${name}`
  })
  const changes = Array.from(
    known.text.matchAll(/"(?:[^"\\\n]|\\.)*"|([A-Za-z_]\w*)[ \t]*=(?!=)|=(?!=)|(?:#|\/\/)[^\n]*|\((\w+)\)/g),
  ).flatMap((match) => {
    const [text, key] = match
    if (text.startsWith('"')) return []
    const instead = key !== undefined ? `"${key}":` : text === '=' ? ':' : ''
    return [{ start: match.index, end: match.index + text.length, text: instead }]
  })
  return replaceText(known, changes)
}

/** Something that only Terraform knows; variables of policies are written `$${aws:username}` there. */
const hasReference = (json: string): boolean =>
  /(?<!\$)\$\{(?!aws:|s3:|saml:)|[:[,]\s*(?!true\b|false\b|null\b)[a-z_]\w*[.(]/.test(
    json.replace(/"(?:[^"\\\n]|\\.)*"/g, (text) => (text.includes('${') ? text : '""')),
  )
