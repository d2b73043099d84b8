resource "aws_iam_policy" "p" {
  policy = <<EOF
{
  "Version": "2012-10-17",
  "Statement": [
    { "Effect": "Allow", "Action": ["s3:Get*"], "Resource": ["arn:aws:s3:::gimel-data", "arn:aws:s3:::gimel-data/*"] }
  ]
}
EOF
}
Error: User: arn:aws:sts::686868686868:assumed-role/GimelReader/etl is not authorized to perform: s3:ListBucket on resource: "arn:aws:s3:::gimel-data" because no identity-based policy allows the s3:ListBucket action
