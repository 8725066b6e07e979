/**
 * The only actions that a role may have on every resource, because AWS offers no narrower one, each with the page that says so.
 */
export const UNSCOPED_ACTIONS: Readonly<Record<string, string>> = {
  'xray:PutTraceSegments': 'https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsx-ray.html',
  'xray:PutTelemetryRecords': 'https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsx-ray.html',
  'xray:GetSamplingRules': 'https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsx-ray.html',
  'xray:GetSamplingTargets': 'https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsx-ray.html',
  'logs:CreateLogDelivery': 'https://docs.aws.amazon.com/step-functions/latest/dg/cw-logs.html',
  'logs:GetLogDelivery': 'https://docs.aws.amazon.com/step-functions/latest/dg/cw-logs.html',
  'logs:UpdateLogDelivery': 'https://docs.aws.amazon.com/step-functions/latest/dg/cw-logs.html',
  'logs:DeleteLogDelivery': 'https://docs.aws.amazon.com/step-functions/latest/dg/cw-logs.html',
  'logs:ListLogDeliveries': 'https://docs.aws.amazon.com/step-functions/latest/dg/cw-logs.html',
  'logs:PutResourcePolicy': 'https://docs.aws.amazon.com/step-functions/latest/dg/cw-logs.html',
  'logs:DescribeResourcePolicies': 'https://docs.aws.amazon.com/step-functions/latest/dg/cw-logs.html',
  'logs:DescribeLogGroups': 'https://docs.aws.amazon.com/step-functions/latest/dg/cw-logs.html',
};
