"""What a script with boto3 does to AWS: principals, policies, a key, buckets, files; refused, permitted, cleaned up."""
import io
import json
import os
import sys

import boto3
from boto3.s3.transfer import TransferConfig
from botocore.config import Config
from botocore.exceptions import ClientError

ENDPOINT = sys.argv[1]


def clients(key=None, secret=None, token=None):
    session = boto3.Session(aws_access_key_id=key, aws_secret_access_key=secret, aws_session_token=token)
    config = Config(signature_version="s3v4", s3={"addressing_style": "path"})
    return {
        name: session.client(name, endpoint_url=ENDPOINT, config=config if name == "s3" else None)
        for name in ("iam", "sts", "s3", "kms")
    }


def refused(call, code="AccessDenied", **arguments):
    try:
        call(**arguments)
    except ClientError as error:
        assert error.response["Error"]["Code"] == code, error
        return error.response["Error"]["Message"]
    raise AssertionError(f"not refused: {arguments}")


def policy(*statements):
    return json.dumps({"Version": "2012-10-17", "Statement": list(statements)})


def allow(action, resource):
    return {"Effect": "Allow", "Action": action, "Resource": resource}


root = clients()
account = root["sts"].get_caller_identity()["Account"]
root["s3"].create_bucket(Bucket="of-boto3")
key = root["kms"].create_key(Description="of boto3")["KeyMetadata"]["Arn"]

user = root["iam"].create_user(UserName="boto3", Tags=[{"Key": "team", "Value": "data"}])["User"]
secret = root["iam"].create_access_key(UserName="boto3")["AccessKey"]
as_user = clients(secret["AccessKeyId"], secret["SecretAccessKey"])
trust = policy({"Effect": "Allow", "Principal": {"AWS": account}, "Action": "sts:AssumeRole"})
role = root["iam"].create_role(RoleName="boto3-reader", AssumeRolePolicyDocument=trust)["Role"]
root["iam"].get_waiter("role_exists").wait(RoleName="boto3-reader")

message = refused(as_user["sts"].assume_role, RoleArn=role["Arn"], RoleSessionName="one")
assert "sts:AssumeRole on resource: " + role["Arn"] in message, message
managed = root["iam"].create_policy(PolicyName="assume", PolicyDocument=policy(allow("sts:AssumeRole", role["Arn"])))["Policy"]["Arn"]
root["iam"].attach_user_policy(UserName="boto3", PolicyArn=managed)
session = as_user["sts"].assume_role(RoleArn=role["Arn"], RoleSessionName="one")["Credentials"]
reader = clients(session["AccessKeyId"], session["SecretAccessKey"], session["SessionToken"])

large = os.urandom(9 * 1024 * 1024)
transfer = TransferConfig(multipart_threshold=5 * 1024 * 1024, multipart_chunksize=5 * 1024 * 1024, use_threads=True)
encrypted = {"ServerSideEncryption": "aws:kms", "SSEKMSKeyId": key}
refused(reader["s3"].put_object, Bucket="of-boto3", Key="small", Body=b"small")
root["iam"].put_role_policy(
    RoleName="boto3-reader",
    PolicyName="objects",
    PolicyDocument=policy(
        allow("s3:ListBucket", "arn:aws:s3:::of-boto3"),
        allow(["s3:GetObject", "s3:PutObject", "s3:DeleteObject"], "arn:aws:s3:::of-boto3/*"),
    ),
)
reader["s3"].put_object(Bucket="of-boto3", Key="small", Body=b"small")
message = refused(reader["s3"].put_object, Bucket="of-boto3", Key="secret", Body=b"x", **encrypted)
assert "kms:GenerateDataKey" in message, message
root["iam"].put_role_policy(
    RoleName="boto3-reader", PolicyName="key", PolicyDocument=policy(allow(["kms:GenerateDataKey", "kms:Decrypt"], key))
)
reader["s3"].upload_fileobj(io.BytesIO(large), "of-boto3", "large", ExtraArgs=encrypted, Config=transfer)
fetched = io.BytesIO()
reader["s3"].download_fileobj("of-boto3", "large", fetched, Config=transfer)
assert fetched.getvalue() == large
assert reader["s3"].get_object(Bucket="of-boto3", Key="small")["Body"].read() == b"small"
names = [item["Key"] for page in reader["s3"].get_paginator("list_objects_v2").paginate(Bucket="of-boto3", PaginationConfig={"PageSize": 1}) for item in page["Contents"]]
assert names == ["large", "small"], names

deny = {"Effect": "Deny", "Principal": "*", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::of-boto3/large"}
root["s3"].put_bucket_policy(Bucket="of-boto3", Policy=policy(deny))
message = refused(reader["s3"].get_object, Bucket="of-boto3", Key="large")
assert message.endswith("with an explicit deny in a resource-based policy"), message
root["s3"].delete_bucket_policy(Bucket="of-boto3")
simulated = root["iam"].simulate_principal_policy(
    PolicySourceArn=role["Arn"], ActionNames=["s3:GetObject", "s3:PutBucketPolicy"], ResourceArns=["arn:aws:s3:::of-boto3/large"]
)["EvaluationResults"]
assert [result["EvalDecision"] for result in simulated] == ["allowed", "implicitDeny"], simulated

deleted = reader["s3"].delete_objects(Bucket="of-boto3", Delete={"Objects": [{"Key": name} for name in names]})
assert len(deleted["Deleted"]) == 2, deleted
root["s3"].delete_bucket(Bucket="of-boto3")
refused(root["iam"].delete_role, "DeleteConflict", RoleName="boto3-reader")
for name in root["iam"].list_role_policies(RoleName="boto3-reader")["PolicyNames"]:
    root["iam"].delete_role_policy(RoleName="boto3-reader", PolicyName=name)
root["iam"].delete_role(RoleName="boto3-reader")
root["iam"].detach_user_policy(UserName="boto3", PolicyArn=managed)
root["iam"].delete_policy(PolicyArn=managed)
root["iam"].delete_access_key(UserName="boto3", AccessKeyId=secret["AccessKeyId"])
root["iam"].delete_user(UserName="boto3")
root["kms"].schedule_key_deletion(KeyId=key, PendingWindowInDays=7)
print("done")
