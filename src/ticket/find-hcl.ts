import { cutText, type MappedText, replaceText, rewriteText } from '../base/mapped-text.ts'
import { hclNames } from './hcl-block.ts'

export interface HclStretch {
  readonly start: number
  readonly end: number
  readonly json: MappedText | undefined
}

/** The documents that `jsonencode(…)` makes in Terraform's language, as JSON; `undefined` in place of one that refers to what is elsewhere. */
export function findHcl(source: MappedText): readonly HclStretch[] {
  const names = hclNames(source.text)
  return Array.from(source.text.matchAll(/\bjsonencode\s*\(/g), (match) => {
    const start = match.index + match[0].length
    const end = closingOf(source.text, start)
    const json = toJson(cutText(source, start, end), names)
    return { start: match.index, end, json: hasReference(json.text) ? undefined : json }
  })
}

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
function toJson(hcl: MappedText, names: ReadonlyMap<string, string>): MappedText {
  const unmarked = rewriteText(hcl, /^[ \t]*[-+~](?=[ \t])/gm, () => '')
  const known = rewriteText(unmarked, /(\$\{)?(?<![\w.-])((?:aws_s3_bucket|var|local)(?:\.\w+)+)(\})?/g, ([whole, open, name = '']) => {
    const value = names.get(name)
    return value === undefined ? whole : open === undefined ? `"${value}"` : value
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
