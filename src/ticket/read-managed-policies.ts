import { type MappedText, spanOfText } from '../base/mapped-text.ts'
import { awsManagedPolicies } from '../policy/aws-managed-policy.ts'
import type { Findings } from './findings.ts'

/** An item of a list that is nothing but a name, or a sentence that says what is attached. */
const named =
  /^[ \t]*(?:[-*•+]|\d{1,2}[.)])?[ \t]*["'`]?((?:Amazon|AWS)\w{4,})["'`]?(?:[ \t]*(?:[(,|]?[ \t]*AWS[ \t]managed\b[^\n]*|\||,))?[ \t]*$|\b(?:attached|attach|has|have)(?: is| was| the| only)*(?: managed)?(?: policy)?:? ["'`]?((?:Amazon|AWS)\w{4,})\b|\b((?:Amazon|AWS)\w{4,})["'`]?(?: policy)? (?:is |was )?attached\b/gim

/** Reads the names of AWS's own policies that whoever works with the bucket is said to have. */
export function readManagedPolicies(prose: MappedText, into: Findings): void {
  for (const match of prose.text.matchAll(named)) {
    const name = match[1] ?? match[2] ?? match[3] ?? ''
    const arn = [...awsManagedPolicies().keys()].find((one) => one.endsWith(`/${name}`))
    if (arn === undefined || into.managed.some((one) => one.arn === arn)) continue
    const start = match.index + match[0].indexOf(name)
    const at = spanOfText(prose, start, start + name.length)
    into.managed.push({ arn, at })
    into.understand(at, `AWS's own policy \`${name}\``, 'the text says that it is attached')
  }
}
