import type { Located, Member } from '../base/located.ts'
import { didYouMean } from '../base/suggest.ts'
import { conditionOperatorSpellings, parseConditionOperator } from './condition-operator.ts'
import type { Condition, Text } from './policy.ts'
import { kindOf, type PolicyReader } from './policy-reader.ts'

/**
 * Reads a Condition block. An operator without keys says nothing, and IAM takes it whatever its name is.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition.html
 */
export function readConditions(reader: PolicyReader, block: Located | undefined): readonly Condition[] {
  if (block === undefined) return []
  if (block.kind === 'object') return block.members.flatMap((operator) => readOperator(reader, operator))
  reader.report('wrong-type', block.at, `\`Condition\` is an object, not ${kindOf(block)}`, {
    help: 'write `{ "StringEquals": { "aws:username": "ana" } }`',
  })
  return []
}

function readOperator(reader: PolicyReader, { key: written, keyAt, value }: Member): readonly Condition[] {
  if (value.kind !== 'object') {
    const help = 'an operator holds keys with their values: `{ "StringEquals": { "aws:username": "ana" } }`'
    reader.report('wrong-type', value.at, `\`${written}\` holds an object, not ${kindOf(value)}`, { help })
    return []
  }
  if (value.members.length === 0) return []
  const operator = parseConditionOperator(written)
  if (operator === undefined) {
    reader.report('unknown-operator', keyAt, `\`${written}\` is no condition operator`, didYouMean(written, conditionOperatorSpellings()))
    return []
  }
  return value.members.map(({ key, keyAt: at, value: values }) => ({
    at: values.at,
    operator,
    operatorAt: keyAt,
    key,
    keyAt: at,
    values: readValues(reader, values, key),
  }))
}

/** Booleans and numbers may stand unquoted. */
function readValues(reader: PolicyReader, value: Located, key: string): readonly Text[] {
  const items = value.kind === 'array' ? value.items : [value]
  return items.flatMap((item) => {
    if (item.kind === 'string') return [{ text: item.value, at: item.at }]
    if (item.kind === 'boolean') return [{ text: String(item.value), at: item.at }]
    if (item.kind === 'number') return [{ text: item.text, at: item.at }]
    reader.report('wrong-type', item.at, `the values of \`${key}\` are text, not ${kindOf(item)}`)
    return []
  })
}
