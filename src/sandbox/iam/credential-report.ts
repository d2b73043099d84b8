import type { GenerateCredentialReportResponse, GetCredentialReportResponse } from '@aws-sdk/client-iam'
import { err, ok } from '../../base/result.ts'
import type { AwsError } from '../error.ts'
import type { Operation } from '../operation.ts'
import { callerAccount } from './caller.ts'
import { credentialReportRows } from './credential-report-rows.ts'
import { permission } from './permission.ts'
import type { CredentialReport } from './store.ts'

const lifetime = 4 * 60 * 60 * 1000

/**
 * The report is there at once; the next call says so. For four hours it stays as it is.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_getting-report.html
 */
export const generateCredentialReport: Operation<object, GenerateCredentialReportResponse> = {
  requires: () => ok([permission('iam:GenerateCredentialReport', { arn: '*' })]),
  run: (_input, call, stores) => {
    const account = callerAccount(call, stores)
    if (account.credentialReport !== undefined && !isExpired(account.credentialReport, call.now)) return ok({ State: 'COMPLETE' })
    account.credentialReport = { content: credentialReportRows(call, stores), generatedTime: call.now }
    return ok({ State: 'STARTED', Description: 'No report exists. Starting a new report generation task' })
  },
}

/** @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetCredentialReport.html */
export const getCredentialReport: Operation<object, GetCredentialReportResponse> = {
  requires: () => ok([permission('iam:GetCredentialReport', { arn: '*' })]),
  run: (_input, call, stores) => {
    const report = callerAccount(call, stores).credentialReport
    if (report === undefined) return err(absent('ReportNotPresent'))
    if (isExpired(report, call.now)) return err(absent('ReportExpired'))
    return ok({ Content: Buffer.from(report.content), ReportFormat: 'text/csv', GeneratedTime: report.generatedTime })
  },
}

const isExpired = ({ generatedTime }: CredentialReport, now: Date): boolean => now.getTime() - generatedTime.getTime() > lifetime

/** Recorded without a message (snapshots of github.com/localstack/localstack, tests/aws/services/iam/test_iam_credential_report). */
const absent = (code: string): AwsError => ({ code, message: '', status: 410 })
