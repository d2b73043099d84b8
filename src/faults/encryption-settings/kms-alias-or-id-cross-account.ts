import { decideSetUp } from '../break-grant.ts'
import { editDocument } from '../edit-document.ts'
import { isMet } from '../find-causes.ts'
import { accountOfWorker } from '../holder.ts'
import { keySettingFault } from '../key-setting-fault.ts'
import { accountOfArn, isFoundFrom, isWithoutAccount } from '../meant-key.ts'
import { moveKey } from '../move-key.ts'
import { name, sentence } from '../sentence.ts'

export const kmsAliasOrIdCrossAccount = keySettingFault({
  id: 'kms-alias-or-id-cross-account',
  layer: 'encryption-settings',
  tier: 2,
  confidence: 'documented',
  summary: 'the connection names the key by alias or id, which AWS looks up in the account of the role, and the key is in another',
  sources: [
    'https://docs.aws.amazon.com/AmazonS3/latest/API/API_ServerSideEncryptionByDefault.html',
    'https://github.com/aws/aws-cdk/pull/17668',
  ],
  classes: ['kms-notfound'],
  verdict: 'extra-probe',
  lookAlikes: ['kms-key-deleted', 'kms-wrong-region-key'],

  /** The key is in an account of its own and lets the role use it, so that its whole ARN would do. */
  prepare: (setUp, key) => {
    const document = { place: { kind: 'keyPolicy', key: key.name }, file: key.policy } as const
    const moved = moveKey(setUp, key, (ofAccount) =>
      editDocument(document, [{ change: 'append', pointer: '/Statement', value: ofAccount }]),
    )
    return decideSetUp(moved).every(isMet) ? moved : undefined
  },

  spoil: (arn) => `alias/${arn.replace(/^.*:key\//, '')}`,

  isWrong: (typed, evidence, region) => {
    const account = accountOfWorker(evidence)
    const isElsewhere = accountOfArn(evidence.connection.kmsKeyArn ?? '') !== account
    return isWithoutAccount(typed) && isElsewhere && !isFoundFrom(evidence.fixture, account, typed, region)
  },

  say: ({ typed }, evidence) =>
    sentence`AWS looks for the key ${name(typed)} in account ${name(accountOfWorker(evidence))}, but the key of ${name(evidence.connection.bucket)} is in ${name(accountOfArn(evidence.connection.kmsKeyArn ?? ''))}.`,
})
