import { expect, it } from 'vitest'
import { loadService } from '../../../src/sandbox/services.ts'
import { writeQuery } from '../../../src/sandbox/wire/query.ts'

const iam = await loadService('iam')

const answer = (operation: string): string => {
  const shape = iam.model.operation(operation)
  if (shape === undefined) throw new Error(`no operation ${operation}`)
  return writeQuery(shape, Object.create(null), 'urn:iam', 'id')
}

it('an answer that the model declares stands there though it is empty: botocore looks for it', () => {
  expect(answer('UpdateRole')).toContain('<UpdateRoleResult></UpdateRoleResult>')
  expect(answer('TagRole')).not.toContain('Result')
})
