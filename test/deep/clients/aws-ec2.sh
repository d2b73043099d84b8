# A network by the AWS CLI; $1 is the endpoint. Ends at the first answer that is not as it should be.
set -eu
ec2() { aws --endpoint-url "$endpoint" ec2 "$@"; }
endpoint=$1
vpc=$(ec2 create-vpc --cidr-block 10.6.0.0/16 --tag-specifications 'ResourceType=vpc,Tags=[{Key=Name,Value=cli}]' --query Vpc.VpcId --output text)
subnet=$(ec2 create-subnet --vpc-id "$vpc" --cidr-block 10.6.1.0/24 --query Subnet.SubnetId --output text)
group=$(ec2 create-security-group --vpc-id "$vpc" --group-name database --description database --query GroupId --output text)
ec2 wait vpc-available --vpc-ids "$vpc"
ec2 authorize-security-group-ingress --group-id "$group" --protocol tcp --port 5432 --cidr 203.0.113.7/24 > rules.json
if ec2 authorize-security-group-ingress --group-id "$group" --protocol tcp --port 5432 --cidr 203.0.113.0/24 2> refused; then exit 1; fi
grep -q 'InvalidPermission.Duplicate' refused
test "$(ec2 describe-security-group-rules --filters "Name=group-id,Values=$group" --query 'length(SecurityGroupRules)')" = 2
if ec2 create-subnet --vpc-id "$vpc" --cidr-block 10.6.2.0/24 --dry-run 2> dry; then exit 1; fi
grep -q 'DryRunOperation' dry
interface=$(ec2 create-network-interface --subnet-id "$subnet" --groups "$group" --query NetworkInterface.NetworkInterfaceId --output text)
if ec2 delete-security-group --group-id "$group" 2> used; then exit 1; fi
grep -q 'DependencyViolation' used
ec2 describe-vpcs > vpcs.json
ec2 describe-subnets > subnets.json
ec2 describe-security-groups > groups.json
ec2 describe-network-interfaces > interfaces.json
ec2 delete-network-interface --network-interface-id "$interface"
ec2 delete-security-group --group-id "$group"
ec2 delete-subnet --subnet-id "$subnet"
ec2 delete-vpc --vpc-id "$vpc"
test "$(ec2 describe-vpcs --filters Name=tag:Name,Values=cli --query 'length(Vpcs)')" = 0
echo "the network is gone again"
