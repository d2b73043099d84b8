import { describe, expect, it } from 'vitest'
import { err } from '../../../src/base/result.ts'
import { loadService } from '../../../src/sandbox/services.ts'
import { parseParameters, readQuery, writeQuery } from '../../../src/sandbox/wire/query.ts'

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

describe('what cannot be read is malformed, in the words that were recorded', () => {
  const read = (operation: string, form: string) => {
    const shape = iam.model.operation(operation)
    if (shape === undefined) throw new Error(`no operation ${operation}`)
    return readQuery(shape, parseParameters(form))
  }
  const listed = (...numbers: string[]) =>
    read('GetContextKeysForCustomPolicy', numbers.map((number) => `PolicyInputList.member.${encodeURIComponent(number)}=x`).join('&'))
  const malformed = (message: unknown) => err({ code: 'MalformedInput', message, status: 400 })

  it.each([
    [['+1'], 'Start of list found where not expected'],
    [['one'], 'Start of list found where not expected'],
    [['0'], '0 is not a valid index'],
    [['-1'], "Key -1 may not have a leading '-'"],
    [['12'], 'Excessively sparse input would skip 11 list elements'],
    [['12', '1'], 'Excessively sparse input would skip 11 list elements'],
    [['1', '22', '43'], 'Excessively sparse input would skip 21 list elements'],
    [['1', '2', '3', '4', '5', '6', '7', '8', '9', '10', '22'], 'Excessively sparse input would skip 12 list elements'],
  ])('members %j of a list', (numbers, message) => {
    expect(listed(...numbers)).toEqual(malformed(message))
  })

  it.each([['1'], ['01'], ['11'], ['1', '8', '15']])('members %j of a list are read', (...numbers) => {
    expect(listed(...numbers)).toMatchObject({ value: { PolicyInputList: numbers.map(() => 'x') } })
  })

  it('numbers and booleans', () => {
    for (const text of ['1', '01', '%2B1']) expect(read('ListUsers', `MaxItems=${text}`)).toMatchObject({ value: { MaxItems: 1 } })
    for (const text of ['+1+', '1.0', '1e0', '2147483648', ''])
      expect(read('ListUsers', `MaxItems=${text}`)).toEqual(malformed(expect.any(String)))
    for (const [text, AllUsers] of [
      ['true', true],
      ['1', true],
      ['false', false],
      ['0', false],
    ] as const)
      expect(read('ListServiceSpecificCredentials', `AllUsers=${text}`)).toMatchObject({ value: { AllUsers } })
    for (const text of ['True', '', '+true']) {
      expect(read('ListServiceSpecificCredentials', `AllUsers=${text}`)).toEqual(malformed(expect.any(String)))
    }
  })

  it('a text with members', () => {
    expect(read('GetUser', 'UserName.member.1=x')).toEqual(malformed('Start of list found where not expected'))
  })
})
