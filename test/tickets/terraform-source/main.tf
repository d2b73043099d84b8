resource "aws_s3_bucket" "data" {
  bucket = "beta-decay"
}

resource "aws_iam_role" "reader" {
  name = "beta-reader"
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect    = "Allow"
        Principal = { AWS = "arn:aws:iam::444455556666:root" } # vendor
        Action    = "sts:AssumeRole"
        Condition = { StringEquals = { "sts:ExternalId" = "beta-1" } }
      }
    ]
  })
}

resource "aws_iam_role_policy" "read" {
  role   = aws_iam_role.reader.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      { Effect = "Allow", Action = ["s3:ListBucket"], Resource = aws_s3_bucket.data.arn },
      { Effect = "Allow", Action = ["s3:GetObject"], Resource = "${aws_s3_bucket.data.arn}" },
    ]
  })
}
