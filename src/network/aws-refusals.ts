/**
 * What EC2 answers to the same mistake, by the second half of our code. Codes are those of the documented list; where the page does not tie the code
 * to the case, the entry is marked.
 *
 * @see https://docs.aws.amazon.com/AWSEC2/latest/APIReference/errors-overview.html
 */
export const awsRefusals = {
  // Recorded in public transcripts: `CIDR block 203.0.113.7 is malformed`.
  'malformed-cidr': 'InvalidParameterValue',
  'malformed-address': 'InvalidParameterValue',
  // inferred: the page names no code for addresses of the other notation.
  'ipv4-mapped': 'InvalidParameterValue',
  // inferred: the page names no code for ports.
  'port-range': 'InvalidParameterValue',
  'icmp-code': 'InvalidParameterValue',
  protocol: 'InvalidParameterValue',
  'rule-number': 'InvalidParameterValue',
  'vpc-range': 'InvalidVpc.Range',
  'vpc-cidr-conflict': 'InvalidVpc.Range',
  'subnet-range': 'InvalidSubnet.Range',
  'subnet-conflict': 'InvalidSubnet.Conflict',
  'address-outside-subnet': 'InvalidParameterValue',
  'address-in-use': 'InvalidIPAddress.InUse',
  'rule-number-taken': 'NetworkAclEntryAlreadyExists',
  'duplicate-rule': 'InvalidPermission.Duplicate',
  'duplicate-route': 'RouteAlreadyExists',
  'local-route': 'InvalidParameterValue',
  'rule-peer': 'InvalidPermission.Malformed',
  'group-in-other-vpc': 'InvalidGroup.NotFound',
  'reserved-group': 'InvalidGroup.Reserved',
  'peering-overlap': 'InvalidParameterValue',
  'already-attached': 'Resource.AlreadyAssociated',
  'unknown-vpc': 'InvalidVpcID.NotFound',
  'unknown-subnet': 'InvalidSubnetID.NotFound',
  'unknown-route-table': 'InvalidRouteTableID.NotFound',
  'unknown-network-acl': 'InvalidNetworkAclID.NotFound',
  'unknown-security-group': 'InvalidGroup.NotFound',
  'unknown-prefix-list': 'InvalidPrefixListId.NotFound',
  'unknown-target': 'InvalidGatewayID.NotFound',
  'unknown-attachment': 'InvalidTransitGatewayAttachmentID.NotFound',
  'unknown-network-interface': 'InvalidNetworkInterfaceID.NotFound',
} as const satisfies Record<string, string>

export type AwsRefusal = keyof typeof awsRefusals

/** The help of a problem: what to do, and AWS's own code for whoever looks it up. */
export const helpWith = (refusal: AwsRefusal, advice?: string): string => {
  const answer = `EC2 answers \`${awsRefusals[refusal]}\``
  return advice === undefined ? answer : `${advice} (${answer})`
}
