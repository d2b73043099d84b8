# As cloudformation.yaml. The documents are the JSON files beside this one.

terraform {
  required_providers {
    aws = { source = "hashicorp/aws", version = ">= 5.0" }
  }
}

variable "trusted_principal" {
  description = "Who may use the three roles, for example the role of your CI"
  type        = string
}

locals {
  roles = {
    SallyportDeployer  = "deployer.json"
    SallyportInspector = "inspector.json"
    SallyportCleaner   = "cleaner.json"
  }
}

resource "aws_iam_policy" "boundary" {
  name        = "SallyportBoundary"
  path        = "/sallyport/"
  description = "Bounds every principal that a fixture creates"
  policy      = file("${path.module}/boundary.json")
}

resource "aws_iam_role" "sallyport" {
  for_each             = local.roles
  name                 = each.key
  max_session_duration = 14400
  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Principal = { AWS = var.trusted_principal }, Action = "sts:AssumeRole" }]
  })
}

resource "aws_iam_role_policy" "sallyport" {
  for_each = local.roles
  name     = "sallyport"
  role     = aws_iam_role.sallyport[each.key].name
  policy   = file("${path.module}/${each.value}")
}

output "role_arns" {
  value = { for name, role in aws_iam_role.sallyport : name => role.arn }
}
