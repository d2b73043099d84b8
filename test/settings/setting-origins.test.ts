import { expect, it } from 'vitest'
import { skewOf } from '../../src/deploy/examine-account.ts'
import { parseSettings } from '../../src/settings/parse-settings.ts'
import { settingOrigins } from '../../src/settings/setting-origins.ts'

it('each value of a target has the place at which it stands, or is the default; an external ID is not shown', () => {
  const text = `targets:
  night:
    kind: aws
    regions: [us-east-1]
    window:
      seconds: 9
    accounts:
      vendor: { id: "222233334444", role: "arn:aws:iam::222233334444:role/Deployer", externalId: hush-hush }
`
  const settings = parseSettings(text, 's.yaml')
  const night = settings.ok ? settings.value.targets.get('night') : undefined
  if (!settings.ok || night === undefined) throw new Error('no target')
  const origins = settingOrigins(settings.value, night, text)
  const placed = Object.fromEntries(origins.map(({ name, value, at }) => [name, `${value} ${at?.start.line ?? 'default'}`]))
  expect(placed).toEqual({
    kind: 'aws 3',
    readOnly: 'true default',
    regions: 'us-east-1 4',
    'accounts.vendor.id': '222233334444 8',
    'accounts.vendor.role': 'arn:aws:iam::222233334444:role/Deployer 8',
    'accounts.vendor.externalId': 'is set 8',
    'ceiling.resources': '500 default',
    'ceiling.minutes': '60 default',
    boundary: 'sallyport/SallyportBoundary default',
    'window.seconds': '9 6',
    'window.stableSeconds': '5 default',
    sourceIp: '127.0.0.1 default',
    allowedAccounts: 'none default',
  })
})

it('a Date that may be of the time between request and answer is no skew', () => {
  const begun = Date.UTC(2026, 10, 26, 12, 0, 0, 900)
  const date = (seconds: number): string => new Date(Date.UTC(2026, 10, 26, 12, 0, seconds)).toUTCString()
  expect([0, 1, 2, 3, -1, -60].map((seconds) => skewOf(date(seconds), begun, begun + 1500))).toEqual([0, 0, 0, 1, -1, -60])
  expect([undefined, 'yesterday'].map((text) => skewOf(text, begun, begun))).toEqual([undefined, undefined])
})
