"""Small checks after the cases that suites for S3-compatible servers and emulators are made of, as a user of boto3 sees them.

What is expected was observed on AWS or stands in its documentation; with the argument `legacy`, what suites for older servers expect.
Prints each check that fails, and ends with their number.
"""
import base64
import datetime
import hashlib
import hmac
import json
import re
import sys
import traceback
import urllib.error
import urllib.request
import uuid

import boto3
import botocore.handlers
from botocore import UNSIGNED
from botocore.config import Config
from botocore.exceptions import ClientError

ENDPOINT, PROFILE = sys.argv[1], sys.argv[2]
ACCOUNTS = ("111122223333", "444455556666")


def client(service, name="one", **more):
    config = {"signature_version": "s3v4", "s3": {"addressing_style": "path"}, "retries": {"max_attempts": 0}} if service == "s3" else {}
    keys = {} if name is None else {"aws_access_key_id": f"ROOTKEYOF{name.upper()}", "aws_secret_access_key": f"secret of {name}"}
    if name is None:
        config["signature_version"] = UNSIGNED
    return boto3.client(service, endpoint_url=ENDPOINT, region_name="us-east-1", config=Config(**config), **{**keys, **more})


s3, other, anonymous, iam, kms = client("s3"), client("s3", "two"), client("s3", None), client("iam"), client("kms")
checks = []


def check(*profiles):
    return lambda run: checks.append(run) if PROFILE in profiles else run


both = ("current", "legacy")


def refusal(call, **arguments):
    """Status and code of a refusal, and its message."""
    try:
        call(**arguments)
    except ClientError as error:
        return error.response["ResponseMetadata"]["HTTPStatusCode"], error.response["Error"]["Code"], error.response["Error"].get("Message")
    return "allowed"


def same(got, wanted):
    assert got == wanted, f"{got!r} is not {wanted!r}"


def new_bucket(**more):
    name = f"checks-{uuid.uuid4().hex}"
    s3.create_bucket(Bucket=name, **more)
    return name


def open_bucket():
    """A bucket with ACLs on that may be public."""
    name = new_bucket()
    s3.delete_bucket_ownership_controls(Bucket=name)
    s3.delete_public_access_block(Bucket=name)
    return name


def put(bucket, *keys, **more):
    for key in keys:
        s3.put_object(Bucket=bucket, Key=key, Body=key, **more)


def with_headers(headers, call, **arguments):
    """A call with headers that this boto3 may not know yet."""
    def add(request, **_):
        for name, value in headers.items():
            request.headers[name] = value
    s3.meta.events.register("before-sign.s3", add)
    try:
        return call(**arguments)
    finally:
        s3.meta.events.unregister("before-sign.s3", add)


def send(method, url, body=None, headers=None):
    request = urllib.request.Request(url, data=body, method=method, headers=headers or {})
    try:
        with urllib.request.urlopen(request) as answer:
            return answer.status, answer.read().decode(), dict(answer.headers)
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode(), dict(error.headers)


def versioned(bucket, status="Enabled"):
    s3.put_bucket_versioning(Bucket=bucket, VersioningConfiguration={"Status": status})


def policy(*statements):
    return json.dumps({"Version": "2012-10-17", "Statement": list(statements)})


@check(*both)
def listings_go_on_where_they_ended():
    bucket = new_bucket()
    put(bucket, "asdf", "boo/bar", "boo/baz/xyzzy", "cquux/thud", "cquux/bla")
    first = s3.list_objects(Bucket=bucket, Delimiter="/", MaxKeys=1)
    same((first["IsTruncated"], first["NextMarker"]), (True, "asdf"))
    second = s3.list_objects(Bucket=bucket, Delimiter="/", MaxKeys=1, Marker="asdf")
    same(([each["Prefix"] for each in second["CommonPrefixes"]], second["NextMarker"]), (["boo/"], "boo/"))
    third = s3.list_objects(Bucket=bucket, Delimiter="/", MaxKeys=1, Marker="boo/")
    same(([each["Prefix"] for each in third["CommonPrefixes"]], third["IsTruncated"]), (["cquux/"], False))
    for operation, kind in (("list_objects", "Contents"), ("list_objects_v2", "Contents"), ("list_object_versions", "Versions")):
        pages = s3.get_paginator(operation).paginate(Bucket=bucket, PaginationConfig={"PageSize": 2})
        same([len(page[kind]) for page in pages], [2, 2, 1])
    same(s3.list_objects_v2(Bucket=bucket, MaxKeys=0)["IsTruncated"], False)
    same(refusal(s3.list_objects_v2, Bucket=bucket, ContinuationToken="bad")[:2], (400, "InvalidArgument"))


@check(*both)
def writes_are_conditional():
    bucket = new_bucket()
    tag = s3.put_object(Bucket=bucket, Key="k", Body="1")["ETag"]
    same(refusal(lambda: with_headers({"If-None-Match": "*"}, s3.put_object, Bucket=bucket, Key="k", Body="2"))[:2], (412, "PreconditionFailed"))
    same(refusal(lambda: with_headers({"If-Match": '"x"'}, s3.put_object, Bucket=bucket, Key="k", Body="2"))[:2], (412, "PreconditionFailed"))
    with_headers({"If-Match": tag.strip('"')}, s3.put_object, Bucket=bucket, Key="k", Body="2")
    same(refusal(lambda: with_headers({"If-Match": tag}, s3.put_object, Bucket=bucket, Key="none", Body="2"))[:2], (404, "NoSuchKey"))
    same(refusal(s3.get_object, Bucket=bucket, Key="k", IfNoneMatch=s3.head_object(Bucket=bucket, Key="k")["ETag"])[0], 304)
    tomorrow = datetime.datetime.utcnow() + datetime.timedelta(days=1)
    if PROFILE == "legacy":
        same(refusal(s3.get_object, Bucket=bucket, Key="k", IfModifiedSince=tomorrow)[0], 304)
    else:
        s3.get_object(Bucket=bucket, Key="k", IfModifiedSince=tomorrow)


@check(*both)
def copies_keep_and_replace():
    bucket = new_bucket()
    for key in ("the-unicode-💩-key", "key-with?question-mark", "key-with%2Fembedded%2Furl", "a+b c"):
        put(bucket, key)
        s3.copy_object(Bucket=bucket, Key="copy", CopySource={"Bucket": bucket, "Key": key})
        same(s3.get_object(Bucket=bucket, Key="copy")["Body"].read().decode(), key)
    put(bucket, "a", Metadata={"of": "a"}, Tagging="tag=old")
    same(refusal(s3.copy_object, Bucket=bucket, Key="a", CopySource=f"{bucket}/a")[:2], (400, "InvalidRequest"))
    s3.copy_object(Bucket=bucket, Key="a", CopySource=f"{bucket}/a", StorageClass="STANDARD")
    s3.copy_object(Bucket=bucket, Key="b", CopySource=f"{bucket}/a", TaggingDirective="REPLACE", Tagging="tag=new")
    same(s3.get_object_tagging(Bucket=bucket, Key="b")["TagSet"], [{"Key": "tag", "Value": "new"}])
    same(refusal(s3.copy_object, Bucket=bucket, Key="c", CopySource=f"{bucket}/none")[:2], (404, "NoSuchKey"))


@check(*both)
def versions_come_and_go():
    bucket = new_bucket()
    versioned(bucket)
    ids = [s3.put_object(Bucket=bucket, Key="k", Body=str(number))["VersionId"] for number in range(3)]
    versioned(bucket, "Suspended")
    put(bucket, "k")
    put(bucket, "k")
    same([version["VersionId"] for version in s3.list_object_versions(Bucket=bucket)["Versions"]], ["null", *reversed(ids)])
    s3.delete_object(Bucket=bucket, Key="k")
    listed = s3.list_object_versions(Bucket=bucket)
    same((len(listed["Versions"]), listed["DeleteMarkers"][0]["VersionId"]), (3, "null"))
    same(refusal(s3.get_object, Bucket=bucket, Key="k", VersionId="null")[:2], (405, "MethodNotAllowed"))
    s3.delete_object(Bucket=bucket, Key="k", VersionId="null")
    same(s3.get_object(Bucket=bucket, Key="k")["Body"].read(), b"2")
    same(refusal(s3.delete_bucket, Bucket=bucket)[:2], (409, "BucketNotEmpty"))


@check(*both)
def versions_and_markers_are_mixed_in_the_document():
    bucket = new_bucket()
    versioned(bucket)
    for key in "ab":
        put(bucket, key)
        s3.delete_object(Bucket=bucket, Key=key)
    document = send("GET", s3.generate_presigned_url("list_object_versions", Params={"Bucket": bucket}))[1]
    same(re.findall(r"<(Version|DeleteMarker)>.*?<Key>(.)", document), [("DeleteMarker", "a"), ("Version", "a"), ("DeleteMarker", "b"), ("Version", "b")])


@check(*both)
def checksums_of_checksums_may_lack_their_count():
    bucket = new_bucket()
    upload = {"Bucket": bucket, "Key": "k", "UploadId": s3.create_multipart_upload(Bucket=bucket, Key="k", ChecksumAlgorithm="SHA256")["UploadId"]}
    part = base64.b64encode(hashlib.sha256(b"1").digest()).decode()
    tag = s3.upload_part(PartNumber=1, Body=b"1", ChecksumSHA256=part, **upload)["ETag"]
    whole = base64.b64encode(hashlib.sha256(hashlib.sha256(b"1").digest()).digest()).decode()
    parts = {"Parts": [{"ETag": tag, "PartNumber": 1, "ChecksumSHA256": part}]}
    same(refusal(s3.complete_multipart_upload, MultipartUpload=parts, ChecksumSHA256=part, **upload)[:2], (400, "BadDigest"))
    same(s3.complete_multipart_upload(MultipartUpload=parts, ChecksumSHA256=whole, **upload)["ChecksumSHA256"], f"{whole}-1")


@check("current")
def parts_are_counted_as_they_stand():
    bucket = new_bucket()
    upload = {"Bucket": bucket, "Key": "k", "UploadId": s3.create_multipart_upload(Bucket=bucket, Key="k")["UploadId"]}
    tags = {number: s3.upload_part(PartNumber=number, Body=b"a" * 5242880, **upload)["ETag"] for number in (1, 1000)}
    parts = {"Parts": [{"ETag": tag, "PartNumber": number} for number, tag in tags.items()]}
    same(refusal(s3.complete_multipart_upload, MultipartUpload={"Parts": [{"PartNumber": 1}]}, **upload)[:2], (400, "MalformedXML"))
    s3.complete_multipart_upload(MultipartUpload=parts, **upload)
    same(s3.head_object(Bucket=bucket, Key="k", PartNumber=2)["ContentLength"], 5242880)
    same(refusal(s3.get_object, Bucket=bucket, Key="k", PartNumber=1000)[:2], (416, "InvalidPartNumber"))
    same(refusal(s3.get_object, Bucket=bucket, Key="k", PartNumber=0)[:2], (400, "InvalidArgument"))
    s3.delete_object(Bucket=bucket, Key="k")
    same(refusal(s3.complete_multipart_upload, MultipartUpload=parts, **upload)[:2], (404, "NoSuchUpload"))


@check(*both)
def delete_markers_may_be_deleted_and_locks_need_a_body():
    bucket = new_bucket()
    same(refusal(s3.put_object_lock_configuration, Bucket=bucket)[:2], (400, "MissingRequestBodyError"))
    versioned(bucket)
    marker = s3.delete_object(Bucket=bucket, Key="k")["VersionId"]
    try:
        s3.head_object(Bucket=bucket, Key="k", VersionId=marker)
    except ClientError as error:
        same(error.response["ResponseMetadata"]["HTTPHeaders"]["allow"], "DELETE")


@check("legacy")
def older_servers_have_buckets_once_where_they_are_told():
    bucket = f"checks-{uuid.uuid4().hex}"
    there = {"Bucket": bucket, "CreateBucketConfiguration": {"LocationConstraint": "eu-west-1"}}
    s3.create_bucket(**there)
    same(refusal(s3.create_bucket, **there)[:2], (409, "BucketAlreadyOwnedByYou"))
    new_bucket(ACL="public-read")


def with_query(query, call, **arguments):
    """A call with parameters that boto3 does not know."""
    def add(request, **_):
        request.url += ("&" if "?" in request.url else "?") + query
    s3.meta.events.register("before-sign.s3", add)
    try:
        return call(**arguments)
    finally:
        s3.meta.events.unregister("before-sign.s3", add)


@check(*both)
def an_expiry_that_is_no_date_is_kept():
    bucket = new_bucket()
    for expires in ("a valid HTTP-date timestamp", "Thu, 01 Dec 1994 16:00:00 GMT", "Fri, 21 Mar 2026 00:00:00 GMT"):
        with_headers({"Expires": expires}, s3.put_object, Bucket=bucket, Key="k")
        s3.copy_object(Bucket=bucket, Key="copy", CopySource=f"{bucket}/k")
        url = s3.generate_presigned_url("get_object", Params={"Bucket": bucket, "Key": "copy"})
        same(send("GET", url)[2]["expires"], expires)


@check(*both)
def conditions_on_what_is_no_date_do_not_count():
    bucket = new_bucket()
    put(bucket, "k")
    for date in ("garbage", "Fri, 01 Jan 2100 00:00:00 -0000"):
        with_headers({"If-Modified-Since": date}, s3.get_object, Bucket=bucket, Key="k")
        with_headers({"x-amz-copy-source-if-unmodified-since": date}, s3.copy_object, Bucket=bucket, Key="c", CopySource=f"{bucket}/k")


@check(*both)
def answers_without_a_body_say_its_type():
    bucket = new_bucket()
    same(s3.head_bucket(Bucket=bucket)["ResponseMetadata"]["HTTPHeaders"]["content-type"], "application/xml")
    try:
        s3.head_object(Bucket=bucket, Key="none")
    except ClientError as error:
        same(error.response["ResponseMetadata"]["HTTPHeaders"]["content-type"], "application/xml")


@check(*both)
def documents_begin_as_the_first_schema_says():
    bucket = new_bucket()
    put(bucket, "k")
    names = lambda operation, **more: re.findall(r"<([A-Z]\w+)/?>", send("GET", s3.generate_presigned_url(operation, Params={"Bucket": bucket, **more}))[1])
    same(names("list_objects")[:8], "Name Prefix Marker MaxKeys EncodingType IsTruncated Contents Key".split())
    same(names("list_objects_v2", Delimiter="/")[:7], "Name Prefix KeyCount MaxKeys Delimiter EncodingType IsTruncated".split())
    same(names("list_object_versions")[:12], "Name Prefix KeyMarker VersionIdMarker MaxKeys EncodingType IsTruncated Version Key VersionId IsLatest LastModified".split())
    copy = s3.generate_presigned_url("copy_object", Params={"Bucket": bucket, "Key": "c", "CopySource": f"{bucket}/k"})
    document = send("PUT", copy, headers={"x-amz-copy-source": f"{bucket}/k"})[1]
    same(re.findall(r"<([A-Z]\w+)>", document)[:2], ["LastModified", "ETag"])


@check(*both)
def only_writes_copy():
    bucket = new_bucket()
    put(bucket, "k")
    message = "You can only specify a copy source header for copy requests."
    for call, key in ((s3.get_object, {"Key": "k"}), (s3.delete_object, {"Key": "k"}), (s3.list_objects_v2, {})):
        same(refusal(lambda: with_headers({"x-amz-copy-source": f"{bucket}/k"}, call, Bucket=bucket, **key)), (400, "InvalidArgument", message))


@check(*both)
def sub_resources_have_their_place():
    bucket = new_bucket()
    put(bucket, "k")
    for query, code in (("versions", "InvalidRequest"), ("uploads", "InvalidRequest"), ("logging", "NoLoggingStatusForKey")):
        same(refusal(lambda: with_query(f"{query}=", s3.get_object, Bucket=bucket, Key="k"))[:2], (400, code))
    refused = refusal(lambda: with_query("partNumber=1", s3.put_object, Bucket=bucket, Key="k", Body="2"))
    same(refused, (400, "InvalidArgument", "This operation does not accept partNumber without uploadId"))


@check(*both)
def no_bucket_has_an_impossible_name():
    unchecked = client("s3")
    unchecked.meta.events.unregister("before-parameter-build.s3", botocore.handlers.validate_bucket_name)
    for name, code in (("a", "InvalidBucketName"), ("not!a(name", "InvalidBucketName"), (f"Checks_{uuid.uuid4().hex}", "NoSuchBucket")):
        same(refusal(unchecked.get_object, Bucket=name, Key="k")[1], code)
    refused = refusal(s3.copy_object, Bucket=new_bucket(), Key="k", CopySource="a/k")
    same(refused, (400, "InvalidArgument", "Invalid copy source bucket name"))


@check(*both)
def some_headers_of_answers_may_be_chosen():
    bucket = new_bucket()
    put(bucket, "k")
    same(s3.get_object(Bucket=bucket, Key="k", ResponseCacheControl="no-store")["CacheControl"], "no-store")
    refused = refusal(lambda: with_query("response-etag=x", s3.get_object, Bucket=bucket, Key="k"))
    same((refused[:2], refused[2][:56]), ((400, "InvalidArgument"), "response-etag is not in the set of overridable response "))


@check(*both)
def deletions_are_vouched_for():
    bucket = new_bucket()
    def bare(request, **_):
        for name in ("Content-MD5", "x-amz-checksum-crc32", "x-amz-sdk-checksum-algorithm"):
            del request.headers[name]
    s3.meta.events.register("before-sign.s3", bare)
    try:
        refused = refusal(s3.delete_objects, Bucket=bucket, Delete={"Objects": [{"Key": "k"}]})
        same(refused, (400, "InvalidRequest", "Missing required header for this request: Content-MD5 OR x-amz-checksum-*"))
    finally:
        s3.meta.events.unregister("before-sign.s3", bare)


@check(*both)
def numbers_of_parts_begin_at_one():
    bucket = new_bucket()
    upload = {"Bucket": bucket, "Key": "k", "UploadId": s3.create_multipart_upload(Bucket=bucket, Key="k")["UploadId"]}
    parts = {"Parts": [{"ETag": '"0"', "PartNumber": 0}]}
    same(refusal(s3.complete_multipart_upload, MultipartUpload=parts, **upload), (400, "InvalidArgument", "PartNumber must be >= 1"))


@check("current")
def completions_name_one_checksum_a_part():
    bucket = new_bucket()
    upload = {"Bucket": bucket, "Key": "k", "UploadId": s3.create_multipart_upload(Bucket=bucket, Key="k", ChecksumAlgorithm="SHA256")["UploadId"]}
    good, bad = (base64.b64encode(hashlib.sha256(body).digest()).decode() for body in (b"1", b"2"))
    tag = s3.upload_part(PartNumber=1, Body=b"1", ChecksumSHA256=good, **upload)["ETag"]
    complete = lambda value, **more: refusal(s3.complete_multipart_upload, MultipartUpload={"Parts": [{"ETag": tag, "PartNumber": 1, "ChecksumSHA256": value}]}, **more, **upload)
    same(complete("none")[:2], (400, "InvalidArgument"))
    same(complete(bad)[:2], (400, "InvalidPart"))
    for value in ("bad", f"{good}-x", f"{good}-1-2"):
        same(complete(good, ChecksumSHA256=value), (400, "InvalidRequest", "Value for x-amz-checksum-sha256 header is invalid."))
    same(complete(good), "allowed")


@check("current")
def tags_in_headers_are_parameters():
    bucket = new_bucket()
    for tagging, expected in (("&", []), ("key&", [("key", "")]), ("a=1&&b=2", [("a", "1"), ("b", "2")]), ("key++key=value%2B", [("key  key", "value+")])):
        put(bucket, "k", Tagging=tagging)
        same([(tag["Key"], tag["Value"]) for tag in s3.get_object_tagging(Bucket=bucket, Key="k")["TagSet"]], expected)
    for tagging, code in (("=", "InvalidArgument"), ("key%", "InvalidArgument"), ("a=1&a=2", "InvalidArgument"), ("a?=1", "InvalidTag"), ("a=%FF", "InvalidTag")):
        same(refusal(s3.put_object, Bucket=bucket, Key="k", Tagging=tagging)[:2], (400, code))


@check(*both)
def what_no_write_knows_changes_nothing():
    bucket = new_bucket()
    put(bucket, "k")
    for query, call, more, resource in (("uploadId=none", s3.put_object, {"Body": b"2"}, "UPLOAD"), ("torrent=", s3.put_object, {"Body": b"2"}, "TORRENT"), ("torrent=", s3.delete_object, {}, "TORRENT")):
        try:
            with_query(query, call, Bucket=bucket, Key="k", **more)
            assert False, query
        except ClientError as error:
            same((error.response["Error"]["Code"], error.response["Error"]["ResourceType"]), ("MethodNotAllowed", resource))
    for query in ("renameObject=",):
        same(refusal(lambda: with_query(query, s3.put_object, Bucket=bucket, Key="k", Body=b"2"))[:2], (501, "NotImplemented"))
    same(s3.get_object(Bucket=bucket, Key="k")["Body"].read(), b"k")


@check("current")
def forms_are_refused_in_their_own_words():
    bucket = new_bucket()
    made = s3.generate_presigned_post(Bucket=bucket, Key="k")
    day, name = made["fields"]["x-amz-date"][:8], "x-amz-credential"
    for field, value, message in (
        ("x-amz-algorithm", "AWS4", "Only AWS4-HMAC-SHA256 is supported"),
        ("x-amz-date", "today", "X-Amz-Date must be formated via ISO8601 Long format"),
        (name, f"ROOTKEYOFONE/{day}/us-west-2/s3/aws4_request", "the region 'us-west-2' is wrong; expecting 'us-east-1'"),
        (name, f"ROOTKEYOFONE/{day}/us-east-1/ec2/aws4_request", 'incorrect service "ec2". This endpoint belongs to "s3".'),
    ):
        status, document, _ = form(made["url"], {**made["fields"], field: value}, "body")
        same((status, f"<Code>InvalidArgument</Code><Message>{message}</Message>" in document), (400, True))
    for condition, message in (
        (["eq", "$key"], "Invalid Eq: wrong number of arguments."),
        (["content-length-range", 0], "Invalid content-length-range: wrong number of arguments."),
        ("text", "Invalid condition test: must be a List or Object."),
    ):
        made = s3.generate_presigned_post(Bucket=bucket, Key="k", Conditions=[condition])
        status, document, _ = form(made["url"], made["fields"], "body")
        same((status, f"<Message>Invalid Policy: {message}</Message>" in document), (400, True))


@check("legacy")
def owners_have_their_id_before_their_name():
    bucket = open_bucket()
    document = send("GET", s3.generate_presigned_url("get_bucket_acl", Params={"Bucket": bucket}))[1]
    same(re.findall(r"<(ID|DisplayName)>", document), ["ID", "DisplayName"] * 2)


@check("legacy")
def older_signatures_name_what_has_no_value():
    bucket, now = new_bucket(), datetime.datetime.utcnow().strftime("%a, %d %b %Y %H:%M:%S GMT")
    text = f"GET\n\n\n{now}\n/{bucket}/?location"
    signature = base64.b64encode(hmac.new(b"secret of one", text.encode(), hashlib.sha1).digest()).decode()
    headers = {"Date": now, "Authorization": f"AWS ROOTKEYOFONE:{signature}"}
    for query in ("location", "location="):
        same(send("GET", f"{ENDPOINT}/{bucket}/?{query}", headers=headers)[0], 200)
    status, document, _ = send("GET", f"{ENDPOINT}/{bucket}/", headers={"Date": now, "Authorization": "AWS HAHAHA"})
    same((status, "<Code>InvalidArgument</Code>" in document), (400, True))


@check("legacy")
def older_servers_read_parts_by_themselves_and_set_no_acl_again():
    bucket = new_bucket()
    upload = {"Bucket": bucket, "Key": "k", "UploadId": s3.create_multipart_upload(Bucket=bucket, Key="k")["UploadId"]}
    tag = s3.upload_part(PartNumber=1, Body=b"1", **upload)["ETag"]
    whole = s3.complete_multipart_upload(MultipartUpload={"Parts": [{"ETag": tag, "PartNumber": 1}]}, **upload)["ETag"]
    same((s3.head_object(Bucket=bucket, Key="k", PartNumber=1)["ETag"], s3.get_object(Bucket=bucket, Key="k")["ETag"]), (tag, whole))
    s3.create_bucket(Bucket=bucket)
    same(refusal(s3.create_bucket, Bucket=bucket, ACL="public-read")[:2], (409, "BucketAlreadyExists"))
    s3.put_bucket_acl(Bucket=bucket, ACL="public-read")
    same(refusal(s3.create_bucket, Bucket=bucket)[:2], (409, "BucketAlreadyExists"))


@check(*both)
def keys_and_redirects_are_checked_before_anything_is_done():
    bucket = new_bucket()
    put(bucket, "k")
    long = {"Objects": [{"Key": "k"}, {"Key": "k" * 1025}]}
    same(refusal(s3.delete_objects, Bucket=bucket, Delete=long)[:2], (400, "KeyTooLongError"))
    s3.head_object(Bucket=bucket, Key="k")
    for location in ("docs/landing.html", "ftp://example.com/"):
        same(refusal(s3.put_object, Bucket=bucket, Key="r", WebsiteRedirectLocation=location)[:2], (400, "InvalidRedirectLocation"))
    for location in ("/docs", "http://example.com", "https://example.com/"):
        s3.put_object(Bucket=bucket, Key="r", WebsiteRedirectLocation=location)


@check("legacy")
def older_servers_compare_what_they_delete():
    size, time, tag = "x-amz-if-match-size", "x-amz-if-match-last-modified-time", "If-Match"
    for versioned in (False, True):
        for header, wrong in ((size, "9999"), (time, "Thu, 01 Jan 2015 00:00:00 GMT"), (tag, "bad")):
            bucket = new_bucket()
            if versioned:
                s3.put_bucket_versioning(Bucket=bucket, VersioningConfiguration={"Status": "Enabled"})
            delete = lambda value, **more: with_headers({header: value}, s3.delete_object, Bucket=bucket, Key="k", **more)
            put(bucket, "k")
            found = s3.head_object(Bucket=bucket, Key="k")["ResponseMetadata"]["HTTPHeaders"]
            right = {size: found["content-length"], time: found["last-modified"], tag: found["etag"]}[header]
            same(refusal(lambda: delete(wrong))[:2], (412, "PreconditionFailed"))
            same(delete(right).get("DeleteMarker"), True if versioned else None)
            if not versioned:
                delete(wrong)
                continue
            version = {"VersionId": found["x-amz-version-id"]}
            for more in ({}, version):
                same(refusal(lambda: delete(wrong, **more))[:2], (412, "PreconditionFailed"))
            delete(right, **version)
            delete(wrong, **version)


@check(*both)
def acls_for_others_are_refused_where_acls_are_off():
    bucket = f"checks-{uuid.uuid4().hex}"
    s3.create_bucket(Bucket=bucket, ObjectOwnership="BucketOwnerEnforced")
    put(bucket, "source")
    source, off = {"Bucket": bucket, "Key": "source"}, (400, "AccessControlListNotSupported")
    for write, more in ((s3.put_object, {}), (s3.copy_object, {"CopySource": source}), (s3.create_multipart_upload, {})):
        for acl in ("authenticated-read", "aws-exec-read"):
            expected = (403, "AccessDenied") if acl == "authenticated-read" and PROFILE == "current" else off
            same(refusal(write, Bucket=bucket, Key="k", ACL=acl, **more)[:2], expected)
        write(Bucket=bucket, Key="k", ACL="bucket-owner-full-control", **more)


@check(*both)
def uploads_in_parts_are_checked():
    bucket = new_bucket()
    upload = {"Bucket": bucket, "Key": "k", "UploadId": s3.create_multipart_upload(Bucket=bucket, Key="k")["UploadId"]}
    tags = [s3.upload_part(PartNumber=number, Body=b"small", **upload)["ETag"] for number in (1, 2)]
    parts = [{"ETag": tag, "PartNumber": number + 1} for number, tag in enumerate(tags)]
    complete = lambda *some: refusal(s3.complete_multipart_upload, MultipartUpload={"Parts": list(some)}, **upload)
    same(complete(*parts)[:2], (400, "EntityTooSmall"))
    same(complete(*reversed(parts))[:2], (400, "InvalidPartOrder"))
    same(complete({"ETag": tags[0], "PartNumber": 9})[:2], (400, "InvalidPart"))
    same(refusal(s3.upload_part, PartNumber=10001, Body=b"", **upload)[:2], (400, "InvalidArgument"))
    whole = {"MultipartUpload": {"Parts": parts[:1]}, **upload}
    same(s3.complete_multipart_upload(**whole)["ETag"], s3.complete_multipart_upload(**whole)["ETag"])
    same(s3.get_object(Bucket=bucket, Key="k", PartNumber=1)["PartsCount"], 1)
    same(refusal(s3.abort_multipart_upload, Bucket=bucket, Key="k", UploadId="none")[:2], (404, "NoSuchUpload"))


@check(*both)
def locks_hold():
    bucket = new_bucket(ObjectLockEnabledForBucket=True)
    until = datetime.datetime.utcnow() + datetime.timedelta(days=1)
    lock = {"ObjectLockMode": "GOVERNANCE", "ObjectLockRetainUntilDate": until}
    version = s3.put_object(Bucket=bucket, Key="k", Body="1", **lock)["VersionId"]
    same(refusal(s3.delete_object, Bucket=bucket, Key="k", VersionId=version)[:2], (403, "AccessDenied"))
    held = s3.put_object(Bucket=bucket, Key="held", ObjectLockLegalHoldStatus="ON")["VersionId"]
    answer = s3.delete_objects(Bucket=bucket, Delete={"Objects": [{"Key": "held", "VersionId": held}]})
    same(answer["Errors"][0]["Code"], "AccessDenied")
    s3.delete_object(Bucket=bucket, Key="k", VersionId=version, BypassGovernanceRetention=True)
    same(refusal(s3.put_bucket_versioning, Bucket=bucket, VersioningConfiguration={"Status": "Suspended"})[:2], (409, "InvalidBucketState"))
    same(refusal(s3.put_object, Bucket=new_bucket(), Key="k", **lock)[:2], (400, "InvalidRequest"))


@check(*both)
def acls_and_anonymous_callers():
    bucket = open_bucket()
    put(bucket, "private")
    s3.put_bucket_acl(Bucket=bucket, ACL="public-read-write")
    put(bucket, "public", ACL="public-read")
    same(anonymous.get_object(Bucket=bucket, Key="public")["Body"].read(), b"public")
    same(refusal(anonymous.get_object, Bucket=bucket, Key="private")[:2], (403, "AccessDenied"))
    same(refusal(other.get_object, Bucket=bucket, Key="private")[:2], (403, "AccessDenied"))
    same(refusal(anonymous.get_object, Bucket=bucket, Key="none")[:2], (404, "NoSuchKey"))
    anonymous.put_object(Bucket=bucket, Key="anonymous", Body="1")
    anonymous.delete_object(Bucket=bucket, Key="anonymous")
    same(refusal(anonymous.delete_object, Bucket=bucket, Key="public")[:2], (403, "AccessDenied"))
    same(refusal(s3.put_bucket_acl, Bucket=bucket, GrantRead='id="wrong"')[:2], (400, "InvalidArgument"))


@check(*both)
def anonymous_callers_begin_no_upload():
    bucket = open_bucket()
    s3.put_bucket_acl(Bucket=bucket, ACL="public-read-write")
    same(refusal(anonymous.create_multipart_upload, Bucket=bucket, Key="k"),
         (403, "AccessDenied", "Anonymous users cannot initiate multipart uploads.  Please authenticate."))


@check(*both)
def addresses_and_headers_that_say_nothing():
    bucket = open_bucket()
    s3.put_bucket_acl(Bucket=bucket, ACL="public-read-write")
    for path in ("%ae%8a-", "%zz"):
        status, document, _ = send("GET", f"{ENDPOINT}/{bucket}/{path}")
        same((status, "<Code>InvalidURI</Code><Message>Couldn't parse the specified URI.</Message>" in document), (400, True))
    same(send("PUT", f"{ENDPOINT}/{bucket}/k", b"1", {"Authorization": ""})[0], 200)
    private = new_bucket()
    for method, path in (("PUT", f"{private}/k"), ("PUT", f"checks-{uuid.uuid4().hex}")):
        status, document, _ = send(method, f"{ENDPOINT}/{path}", b"", {"Authorization": ""})
        same((status, "<Code>AccessDenied</Code>" in document), (403, True))


@check(*both)
def bucket_policies_decide():
    bucket = new_bucket()
    s3.delete_public_access_block(Bucket=bucket)
    put(bucket, "k")
    objects, everyone = f"arn:aws:s3:::{bucket}/*", {"AWS": "*"}
    tagged = {"StringEquals": {"s3:ExistingObjectTag/security": "public"}}
    read = {"Effect": "Allow", "Principal": everyone, "Action": "s3:GetObject", "Resource": objects, "Condition": tagged}
    s3.put_bucket_policy(Bucket=bucket, Policy=policy(read))
    same(refusal(other.get_object, Bucket=bucket, Key="k")[0], 403)
    s3.put_object_tagging(Bucket=bucket, Key="k", Tagging={"TagSet": [{"Key": "security", "Value": "public"}]})
    other.get_object(Bucket=bucket, Key="k")
    plain = {"Null": {"s3:x-amz-server-side-encryption": "true"}}
    deny = {"Effect": "Deny", "Principal": "*", "Action": "s3:PutObject", "Resource": objects, "Condition": plain}
    s3.put_bucket_policy(Bucket=bucket, Policy=policy(deny))
    same(refusal(s3.put_object, Bucket=bucket, Key="n")[:2], (403, "AccessDenied"))
    s3.put_object(Bucket=bucket, Key="n", ServerSideEncryption="AES256")
    same(refusal(s3.put_bucket_policy, Bucket=bucket, Policy="{")[:2], (400, "MalformedPolicy"))
    s3.put_public_access_block(Bucket=bucket, PublicAccessBlockConfiguration={"BlockPublicPolicy": True})
    same(refusal(s3.put_bucket_policy, Bucket=bucket, Policy=policy({**read, "Condition": {}}))[:2], (403, "AccessDenied"))


@check(*both)
def what_is_not_configured_is_named():
    bucket = new_bucket()
    for call, code in (
        (s3.get_bucket_cors, "NoSuchCORSConfiguration"),
        (s3.get_bucket_website, "NoSuchWebsiteConfiguration"),
        (s3.get_bucket_policy, "NoSuchBucketPolicy"),
        (s3.get_bucket_tagging, "NoSuchTagSet"),
        (s3.get_bucket_lifecycle_configuration, "NoSuchLifecycleConfiguration"),
        (s3.get_bucket_replication, "ReplicationConfigurationNotFoundError"),
        (s3.get_object_lock_configuration, "ObjectLockConfigurationNotFoundError"),
    ):
        same(refusal(call, Bucket=bucket)[:2], (404, code))
        same(refusal(call, Bucket="checks-no-such-bucket")[:2], (404, "NoSuchBucket"))
    target = {"LoggingEnabled": {"TargetBucket": "checks-no-such-bucket", "TargetPrefix": "p"}}
    same(refusal(s3.put_bucket_logging, Bucket=bucket, BucketLoggingStatus=target)[:2], (400, "InvalidTargetBucketForLogging"))


@check("current")
def presigned_addresses_sign_their_headers():
    bucket = new_bucket()
    sign = lambda operation, **more: s3.generate_presigned_url(operation, Params={"Bucket": bucket, "Key": "k", **more})
    same(send("PUT", sign("put_object"), b"1", {"x-amz-meta-a": "b", "Content-Type": ""})[0], 403)
    same(send("PUT", sign("put_object", Metadata={"a": "b"}), b"1", {"x-amz-meta-a": "b", "Content-Type": ""})[0], 200)
    same(send("GET", sign("get_object"))[1], "1")
    same(send("GET", sign("get_object") + "0")[0], 403)
    said = lambda payload: send("GET", sign("get_object"), headers={"x-amz-content-sha256": payload})
    same(said("UNSIGNED-PAYLOAD")[1], "1")
    status, document, _ = said(hashlib.sha256(b"other").hexdigest())
    same((status, "<Code>SignatureDoesNotMatch</Code>" in document), (403, True))
    same(send("GET", s3.generate_presigned_url("get_object", Params={"Bucket": bucket, "Key": "k"}, ExpiresIn=604801))[0], 400)


def form(url, fields, file):
    boundary = uuid.uuid4().hex
    lines = [f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n' for name, value in fields.items()]
    lines.append(f'--{boundary}\r\nContent-Disposition: form-data; name="file"; filename="f"\r\n\r\n{file}\r\n--{boundary}--\r\n')
    return send("POST", url, "".join(lines).encode(), {"Content-Type": f"multipart/form-data; boundary={boundary}"})


@check("current")
def forms_keep_to_their_policy():
    bucket = new_bucket()
    signed = lambda *conditions, **fields: s3.generate_presigned_post(Bucket=bucket, Key="k", Fields=fields, Conditions=list(conditions))
    post = lambda made, file="body": form(made["url"], made["fields"], file)
    same(post(signed())[0], 204)
    same(post(signed(["content-length-range", 0, 2]))[0], 400)
    same(post(signed({"bucket": "another"}))[0], 403)
    changed = signed()
    changed["fields"]["policy"] = changed["fields"]["policy"][:-4]
    same(post(changed)[0], 403)
    for tagging, status in (("<Other/>", 204), ("not-xml", 400)):
        same(post(signed({"tagging": tagging}, tagging=tagging))[0], status)


@check("legacy")
def older_forms_are_signed_as_they_were():
    bucket = new_bucket(ACL="public-read-write")
    expiration = (datetime.datetime.utcnow() + datetime.timedelta(hours=1)).strftime("%Y-%m-%dT%H:%M:%SZ")
    conditions = [{"bUcKeT": bucket}, ["StArTs-WiTh", "$KeY", "foo"], {"AcL": "private"}, ["content-length-range", 0, 1024]]
    document = base64.b64encode(json.dumps({"expiration": expiration, "conditions": conditions}).encode()).decode()
    signature = base64.b64encode(hmac.new(b"secret of one", document.encode(), hashlib.sha1).digest()).decode()
    fields = {"key": "foo.txt", "AWSAccessKeyId": "ROOTKEYOFONE", "acl": "private", "signature": signature, "policy": document}
    same(form(f"{ENDPOINT}/{bucket}", fields, "body")[0], 204)
    same(form(f"{ENDPOINT}/{bucket}", {**fields, "signature": "bad"}, "body")[0], 403)
    same(form(f"{ENDPOINT}/{bucket}", {**fields, "key": "bar"}, "body")[0], 403)
    same(s3.list_objects(Bucket=bucket)["Contents"][0]["Owner"]["DisplayName"], "One")


@check(*both)
def lifecycles_fit_their_filters():
    bucket = new_bucket()
    tag, days = {"Tag": {"Key": "env", "Value": "prod"}}, {"Days": 1}
    abort = {"AbortIncompleteMultipartUpload": {"DaysAfterInitiation": 1}}
    both_sizes = {"And": {"ObjectSizeGreaterThan": 10, "ObjectSizeLessThan": 10}}

    def refused(*rules):
        config = {"Rules": [{"Status": "Enabled", **rule} for rule in rules]}
        return refusal(s3.put_bucket_lifecycle_configuration, Bucket=bucket, LifecycleConfiguration=config)

    for rule, message in (
        ({"Filter": tag, "Expiration": {"ExpiredObjectDeleteMarker": True}}, "ExpiredObjectDeleteMarker cannot be specified with Tags."),
        ({"Filter": tag, **abort}, "AbortIncompleteMultipartUpload cannot be specified with Tags."),
        ({"Filter": {"ObjectSizeLessThan": 9}, **abort}, "AbortIncompleteMultipartUpload cannot be specified with Object Size."),
        ({"Filter": both_sizes, "Expiration": days}, "'ObjectSizeLessThan' has to be a value greater than 'ObjectSizeGreaterThan'."),
        ({"Filter": {"Prefix": "a" * 1025}, "Expiration": days}, "The maximum size of a prefix is 1024"),
    ):
        same(refused(rule), (400, "InvalidRequest", message))
    mixed = refused({"Filter": {"Prefix": "a"}, "Expiration": days}, {"Prefix": "b", "Expiration": days})
    same(mixed[:2], (400, "InvalidRequest"))
    s3.put_bucket_versioning(Bucket=bucket, VersioningConfiguration={"Status": "Enabled"})
    rules = [{"ID": "one", "Status": "Enabled", "Filter": {"Prefix": "logs/"}, "Expiration": {"Days": 3}}]
    s3.put_bucket_lifecycle_configuration(Bucket=bucket, LifecycleConfiguration={"Rules": rules})
    version = s3.put_object(Bucket=bucket, Key="logs/a", Body=b"a")["VersionId"]
    assert "Expiration" in s3.head_object(Bucket=bucket, Key="logs/a")
    assert "Expiration" not in s3.head_object(Bucket=bucket, Key="logs/a", VersionId=version)


@check(*both)
def cors_and_websites_are_well_formed():
    bucket = new_bucket()

    def cors(count=1, **more):
        rules = [{"AllowedMethods": ["GET"], "AllowedOrigins": ["*"], **more}] * count
        return refusal(s3.put_bucket_cors, Bucket=bucket, CORSConfiguration={"CORSRules": rules})

    for more, message in (
        ({"AllowedOrigins": ["http://*.*.com"]}, 'AllowedOrigin "http://*.*.com" can not have more than one wildcard.'),
        ({"AllowedHeaders": ["*-amz-*"]}, 'AllowedHeader "*-amz-*" can not have more than one wildcard.'),
        ({"ExposeHeaders": ["x-*"]}, 'ExposeHeader "x-*" contains wildcard. We currently do not support wildcard for ExposeHeader.'),
        ({"count": 101}, "The number of CORS rules should not exceed allowed limit of 100 rules."),
    ):
        same(cors(**more), (400, "InvalidRequest", message))
    for redirect, condition, code in (
        ({"HttpRedirectCode": "300"}, {}, "InvalidRequest"),
        ({"HttpRedirectCode": "moved"}, {}, "MalformedXML"),
        ({"HostName": "a"}, {"Condition": {"HttpErrorCodeReturnedEquals": "300"}}, "InvalidRequest"),
    ):
        website = {"IndexDocument": {"Suffix": "index.html"}, "RoutingRules": [{"Redirect": redirect, **condition}]}
        same(refusal(s3.put_bucket_website, Bucket=bucket, WebsiteConfiguration=website)[:2], (400, code))


@check("current")
def policies_come_back_in_order():
    bucket = new_bucket()
    arn = f"arn:aws:s3:::{bucket}"
    statement = {"Resource": [arn], "Action": ["s3:ListBucket"], "Principal": "*", "Effect": "Deny", "Sid": "One"}
    s3.put_bucket_policy(Bucket=bucket, Policy=json.dumps({"Statement": statement, "Version": "2012-10-17"}, indent=2))
    wanted = f'{{"Version":"2012-10-17","Statement":[{{"Sid":"One","Effect":"Deny","Principal":"*","Action":"s3:ListBucket","Resource":"{arn}"}}]}}'
    same(s3.get_bucket_policy(Bucket=bucket)["Policy"], wanted)
    s3.delete_bucket_policy(Bucket=bucket)


@check(*both)
def tags_are_of_versions_not_of_markers():
    bucket = new_bucket()
    s3.put_bucket_versioning(Bucket=bucket, VersioningConfiguration={"Status": "Enabled"})
    put(bucket, "k")
    s3.delete_object(Bucket=bucket, Key="k")
    for call, more in ((s3.get_object_tagging, {}), (s3.put_object_tagging, {"Tagging": {"TagSet": []}}), (s3.delete_object_tagging, {})):
        same(refusal(call, Bucket=bucket, Key="k", **more)[:2], (405, "MethodNotAllowed"))


@check(*both)
def keys_of_kms_encrypt_objects():
    bucket, key = new_bucket(), kms.create_key()["KeyMetadata"]["KeyId"]
    put(bucket, "k", ServerSideEncryption="aws:kms", SSEKMSKeyId=key)
    same(refusal(s3.put_object, Bucket=bucket, Key="n", ServerSideEncryption="aws:kms", SSEKMSKeyId="none")[:2], (400, "KMS.NotFoundException"))
    kms.disable_key(KeyId=key)
    same(refusal(s3.get_object, Bucket=bucket, Key="k")[:2], (400, "KMS.DisabledException"))


@check("current")
def lists_of_iam_come_in_pages():
    name, trust = f"checks-{uuid.uuid4().hex[:8]}", {"Effect": "Allow", "Principal": {"AWS": ACCOUNTS[0]}, "Action": "sts:AssumeRole"}
    document = policy({"Effect": "Allow", "Action": "s3:*", "Resource": "*"})
    tags = [{"Key": key, "Value": ""} for key in "abc"]
    iam.create_user(UserName=name, Tags=tags)
    iam.create_role(RoleName=name, AssumeRolePolicyDocument=policy(trust), Tags=tags)
    iam.create_group(GroupName=name)
    arns = [iam.create_policy(PolicyName=f"{name}{number}", PolicyDocument=document, Tags=tags)["Policy"]["Arn"] for number in range(3)]
    for number, arn in enumerate(arns):
        for attach, inline, of in (
            (iam.attach_user_policy, iam.put_user_policy, {"UserName": name}),
            (iam.attach_role_policy, iam.put_role_policy, {"RoleName": name}),
            (iam.attach_group_policy, iam.put_group_policy, {"GroupName": name}),
        ):
            attach(PolicyArn=arn, **of)
            inline(PolicyName=str(number), PolicyDocument=document, **of)
        iam.create_group(GroupName=f"{name}{number}")
        iam.add_user_to_group(GroupName=f"{name}{number}", UserName=name)
    for operation, of, kind in (
        ("list_attached_user_policies", {"UserName": name}, "AttachedPolicies"),
        ("list_attached_role_policies", {"RoleName": name}, "AttachedPolicies"),
        ("list_attached_group_policies", {"GroupName": name}, "AttachedPolicies"),
        ("list_user_policies", {"UserName": name}, "PolicyNames"),
        ("list_role_policies", {"RoleName": name}, "PolicyNames"),
        ("list_group_policies", {"GroupName": name}, "PolicyNames"),
        ("list_groups_for_user", {"UserName": name}, "Groups"),
        ("list_user_tags", {"UserName": name}, "Tags"),
        ("list_role_tags", {"RoleName": name}, "Tags"),
        ("list_policy_tags", {"PolicyArn": arns[0]}, "Tags"),
        ("list_policies", {"Scope": "Local"}, "Policies"),
    ):
        marker, found = {}, []
        while True:
            page = getattr(iam, operation)(MaxItems=1, **of, **marker)
            found += page[kind]
            if not page["IsTruncated"]:
                break
            marker = {"Marker": page["Marker"]}
        same((operation, found), (operation, getattr(iam, operation)(**of)[kind]))
        assert len(found) >= 3, operation
    same(refusal(iam.list_users, Marker="bad")[:2], (400, "ValidationError"))
    same(refusal(iam.delete_user, UserName=name)[:2], (409, "DeleteConflict"))
    same(refusal(iam.create_user, UserName=name.upper())[:2], (409, "EntityAlreadyExists"))


failed = 0
for run in checks:
    try:
        run()
    except Exception:
        failed += 1
        print(run.__name__, traceback.format_exc(limit=-2))
print(f"{len(checks)} checks, {failed} failed")
sys.exit(1 if failed else 0)
