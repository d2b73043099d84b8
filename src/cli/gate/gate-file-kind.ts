import { isForeign } from '../../fixture/import/import-fixture.ts'

/*
 * What a file may be, by its name and a quick look at its text: most files of a repository are none of these, and are not read further.
 */

export const isFixtureName = (path: string): boolean => /(?:^|\/)fixture\.(?:ya?ml|m?js)$/.test(path)
export const isNetworkName = (path: string): boolean => /(?:^|\/)network\.(?:ya?ml|json)$/.test(path)

export const isFixtureText = (text: string): boolean => /^accounts\s*:/m.test(text)
export const isNetworkText = (text: string): boolean => /^(?:network|vpcs)\s*:|^\s*\{?\s*"(?:network|vpcs)"\s*:/m.test(text)

/** What `aws ec2 describe-*` prints. @see https://docs.aws.amazon.com/cli/latest/reference/ec2/ */
export const mayBeAnswer = (text: string): boolean =>
  /"(?:Vpcs|Subnets|SecurityGroups|SecurityGroupRules|NetworkAcls|RouteTables|NetworkInterfaces|InternetGateways|VpcEndpoints|PrefixLists)"\s*:\s*\[/.test(
    text,
  )

export const mayBePolicy = (text: string): boolean => /["']?Statement["']?\s*:/.test(text) && /["']?Effect["']?\s*:/.test(text)

/** A policy document in a string, as `aws s3api get-bucket-policy` prints it, or in the encoding of URLs. */
export const mayHoldPolicy = (text: string): boolean => /\\"Statement\\"\s*:|%22Statement%22/.test(text)

/** Whether a file that somebody names is meant as one policy document, broken or not. */
export const isMeantAsPolicy = (text: string): boolean =>
  !isForeign(text) && !isFixtureText(text) && !isNetworkText(text) && !mayBeAnswer(text)
