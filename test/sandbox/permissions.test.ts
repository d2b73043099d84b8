import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { findAction, findConditionKey } from '../../src/policy/reference.ts'

const root = join(import.meta.dirname, '../../src/sandbox')
const files = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts') && !file.endsWith('.data.ts'))

/** `s3:GetObject` and `s3:prefix` as they stand in the code. */
const named: readonly (readonly [name: string, path: string, file: string])[] = files.flatMap((file) =>
  [
    ...readFileSync(join(root, file), 'utf8').matchAll(/'((?:iam|sts|s3|kms|organizations|ec2|glue|lakeformation|aws):[\w-]+)(\/[^']*)?'/g),
  ].map(([, name = '', slash = '']) => [name, slash, file] as const),
)

/** Texts of this form that are values: encryption algorithms and a key of encryption contexts. */
const valuesLikeKeys = new Set(['aws:kms', 'aws:s3'])

it('every action and condition key that an operation names is one of AWS', () => {
  const unknown = named.filter(
    ([name, slash]) =>
      !valuesLikeKeys.has(name) && findAction(name) === undefined && findConditionKey(slash === '' ? name : `${name}/x`) === undefined,
  )
  expect(unknown.map(([name, , file]) => `${name} in ${file}`)).toEqual([])
  expect(named.length).toBeGreaterThan(100)
})

it('actions are in AWS’s spelling', () => {
  const misspelt = named.filter(([name]) => {
    const action = findAction(name)
    return action !== undefined && findConditionKey(name) === undefined && action.action !== name
  })
  expect(misspelt.map(([name, , file]) => `${name} in ${file}`)).toEqual([])
})
