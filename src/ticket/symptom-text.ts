/** An answer of AWS without the names in it, so that answers of different customers can be compared. */
export function symptomText(message: string): string {
  return replacements
    .reduce((text, [pattern, instead]) => text.replace(pattern, instead), withoutRequest(message).replace(/\s+/g, ' ').trim())
    .replace(/\.$/, '')
}

/** What KMS says, without which request it was: Glue passes both on. */
export const withoutRequest = (message: string): string => message.replace(/ \(Service: AWSKMS; [^)]*\)$/, '')

const replacements: readonly (readonly [RegExp, string])[] = [
  // Newer answers name the policy that denies.
  [/(with an explicit deny in (?:an?|the) [\w -]+?(?:policy|boundary)): arn:\S+/g, '$1'],
  [/arn:aws:sts::\d{12}:assumed-role\/[^\s"/]+\/[^\s"]+/g, '{who}'],
  [/arn:aws:iam::\d{12}:user\/[^\s"]+/g, '{who}'],
  [/arn:aws:iam::\d{12}:role\/[^\s"]+/g, '{role}'],
  [/"?arn:aws:s3:::[^\s"/]+\/[^\s"]*"?/g, '{object}'],
  [/"?arn:aws:s3:::[^\s"/]+"?/g, '{bucket}'],
  [/"?arn:aws:kms:[\w-]*:\d{12}:(?:key|alias)\/[\w/-]+"?/g, '{key}'],
  [/"?arn:aws:glue:[\w-]*:\d{12}:(catalog|database|table|userDefinedFunction)[^\s"]*"?/g, '{$1}'],
  [/(Lake Formation permission\(s\)) on s3:\S+/g, '$1 on {location}'],
  [/(Lake Formation permission\(s\): Required [A-Z][a-z]*(?: [A-Z][a-z]*)*) on (?!Catalog\b)\S+/g, '$1 on {thing}'],
  [/(Lake Formation permission\(s\)) on (?!\{)\S+/g, '$1 on {thing}'],
  [/\bDatabase \S+ not found/g, 'Database {database} not found'],
  [/'[a-z]{2}(?:-[a-z]+)+-\d'/g, '{region}'],
  [/\baccount:\d{12}\b/g, 'account:{account}'],
  [/Value '[^']*' at/g, 'Value {value} at'],
  [/\b\d{8}T\d{6}Z\b/g, '{time}'],
]

/** Operations that differ in nothing that a refusal shows: version 1 lists as version 2 does, and a HEAD needs what the GET needs. */
export const plainOperation = (operation: string): string => operation.replace(/V2$/, '').replace('HeadObject', 'GetObject')
