/**
 * Of VPCs and subnets that are described: nothing can block public access to them here. Recorded from AWS
 * (github.com/radkawar/stackd, testdata/aws/ec2/networking.json).
 *
 * @see https://docs.aws.amazon.com/vpc/latest/userguide/security-vpc-bpa.html
 */
export const blockPublicAccess = { BlockPublicAccessStates: { InternetGatewayBlockMode: 'off' } } as const
