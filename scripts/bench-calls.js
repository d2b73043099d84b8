/*
 * What `bench-sandbox.js` calls, which its contenders must know too.
 */
export const account = '111122223333'
export const credentials = { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY' }
export const Bucket = 'bench'
export const kibibyte = Buffer.alloc(1024, 'k')
/** Keys of the bucket, which are one page. */
export const listed = 1000
export const keyOf = (index) => `key-${String(index).padStart(6, '0')}`
export const trust = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: { AWS: account }, Action: 'sts:AssumeRole' }],
})
export const policy = JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: ['s3:*', 'sts:*'], Resource: '*' }] })

/** One call of each part, given the clients of a contender. */
export const calls = {
  put:
    ({ s3 }) =>
    (n) =>
      s3.putObject({ Bucket, Key: keyOf(n % listed), Body: kibibyte }),
  get:
    ({ s3 }) =>
    async (n) =>
      (await s3.getObject({ Bucket, Key: keyOf(n % listed) })).Body.transformToByteArray(),
  list:
    ({ s3 }) =>
    () =>
      s3.listObjectsV2({ Bucket }),
  assume:
    ({ sts }) =>
    () =>
      sts.assumeRole({ RoleArn: `arn:aws:iam::${account}:role/bench`, RoleSessionName: 'bench' }),
  role: ({ iam }) => {
    const made = []
    const call = async () => {
      const RoleName = `role-${Math.random().toString(36).slice(2)}`
      await iam.createRole({ RoleName, AssumeRolePolicyDocument: trust })
      await iam.putRolePolicy({ RoleName, PolicyName: 'p', PolicyDocument: policy })
      made.push(RoleName)
    }
    // An account has room for 1,000 roles.
    call.tidy = async () => {
      for (const RoleName of made.splice(0)) {
        await iam.deleteRolePolicy({ RoleName, PolicyName: 'p' })
        await iam.deleteRole({ RoleName })
      }
    }
    return call
  },
}
