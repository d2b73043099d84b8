import type { User } from '../../fixture/fixture.ts'
import { applyEdits } from '../edit-fixture.ts'
import { bothConnectors, type Fault, type Finding } from '../fault.ts'
import { name, sentence } from '../sentence.ts'

interface InactiveKeyFinding extends Finding {
  readonly user: User
}

export const accessKeyInactive: Fault<InactiveKeyFinding> = {
  id: 'access-key-inactive',
  layer: 'credentials',
  tier: 1,
  confidence: 'knowledge',
  summary: 'the access key is switched off',
  sources: [
    'https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_access-keys.html',
    'https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html',
  ],
  connectors: bothConnectors,
  classes: ['invalid-access-key'],
  verdict: 'ambiguous',
  lookAlikes: ['access-key-unknown'],
  specificity: 3,

  inject: (setUp) => {
    const { caller, accessKeyId } = setUp.connection
    if (accessKeyId !== undefined || !setUp.fixture.users.has(caller)) return undefined
    return applyEdits(setUp, [{ edit: 'accessKeyStatus', user: caller, status: 'Inactive' }])
  },

  recognise: ({ fixture, connection }) => {
    const user = fixture.users.get(connection.caller)
    if (connection.accessKeyId !== undefined || user?.accessKeys[0]?.status !== 'Inactive') return []
    return [{ user, at: user.at, claims: [], steps: ['sts.identity', 'sts.assume', 's3.list', 'im.list', 'im.put', 'im.get', 'im.delete'] }]
  },

  say: ({ user }) => sentence`The access key of the user ${name(user.name)} is switched off.`,

  where: ({ user }) => `IAM > Users > ${user.name} > Security credentials`,

  advise: () => 'Activate the key, or create a new one and enter it.',

  fix: ({ user }) => [{ edit: 'accessKeyStatus', user: user.name, status: 'Active' }],
}
