import { cutText, type MappedText, rewriteText } from '../base/mapped-text.ts'

/** A stretch of prose that holds a policy in YAML. */
export interface YamlStretch {
  readonly start: number
  readonly end: number
  /** Without what it is indented by. */
  readonly source: MappedText
}

/**
 * The policies in YAML that stand in prose: from their `Version:` or `Statement:` to the first line that is indented less. The Serverless Framework
 * has only the statements, by names of its own.
 *
 * @see https://www.serverless.com/framework/docs/providers/aws/guide/iam
 */
export function findYaml(prose: MappedText): readonly YamlStretch[] {
  const found: YamlStretch[] = []
  for (const match of prose.text.matchAll(/^([ \t]*)(Statement|Statements|statements|iamRoleStatements):[ \t]*$/gm)) {
    const [, indent = '', key = ''] = match
    const start = startOf(prose.text, match.index, indent)
    const end = endOf(prose.text, match.index + match[0].length, indent)
    const last = found.at(-1)
    if (last !== undefined && start < last.end) continue
    const cut = cutText(prose, start, end)
    if (key !== 'Statement' && !/^[ \t-]*Effect:/m.test(cut.text)) continue
    const flush = indent === '' ? cut : rewriteText(cut, new RegExp(`^${indent}`, 'gm'), () => '')
    found.push({
      start,
      end,
      source: key === 'Statement' ? flush : rewriteText(flush, new RegExp(`^${key}(?=:)`, 'gm'), () => 'Statement'),
    })
  }
  return found
}

/** `Version:` may stand before it, on its own line. */
function startOf(text: string, at: number, indent: string): number {
  const before = text.slice(0, at)
  const version = new RegExp(`(?:^|\\n)(${indent}(?:Version|Id):[^\\n]*\\n)$`).exec(before)?.[1]
  return version === undefined ? at : at - version.length
}

/** List items may stand as far left as the key that they belong to. */
function endOf(text: string, from: number, indent: string): number {
  const lines = /\n([^\n]*)/g
  lines.lastIndex = from
  let end = from
  for (let match = lines.exec(text); match !== null; match = lines.exec(text)) {
    const line = match[1] ?? ''
    if (line.trim() === '') continue
    const isInside = line.startsWith(`${indent} `) || line.startsWith(`${indent}\t`) || line.startsWith(`${indent}- `)
    if (!isInside) return end
    end = match.index + match[0].length
  }
  return end
}
