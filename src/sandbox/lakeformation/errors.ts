import type { AwsError } from '../error.ts'

export const lakeError = (code: string, message: string): AwsError => ({ code, message })

export const invalidInput = (message: string): AwsError => lakeError('InvalidInputException', message)

/** The words are inferred. */
export const notThere = lakeError('EntityNotFoundException', 'Entity not found.')
