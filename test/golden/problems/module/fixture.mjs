const account = 'customer'
const trust = {
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: { AWS: 'arn:aws:iam::444455556666:root' }, Action: 'sts:AssumeRole', Resource: '*' }],
}
export default {
  description: 'Mistakes in what a module computes',
  accounts: { vendor: '444455556666', customer: 111122223333 },
  roles: { Reader: { account, trust, maxSession: 1, policies: { read: () => trust } } },
}
