import { choice, choiceWith } from './choices';
import type { Rule } from '../rule';
import { text } from '../rules';

export const credentials: Rule = choice('token', 'github-app', 'deploy-key');

export const releases: Rule = choice('push', 'pull-request');

export const onFailure: Rule = choiceWith(['issue', 'none'], {
  email: "use 'none': GitHub emails a failed run to the person who started it",
  slack: "use 'issue', or argocd.notifications, which can send to Slack",
  teams: "use 'issue', or argocd.notifications, which can send to Microsoft Teams",
});

export const registryLogin: Rule = choice('password', 'github-token', 'aws', 'google');

/** Maximum length of the ARN of an AWS role with its path. */
const MAX_ARN = 640;

export const awsRole: Rule = text({
  must: "be the ARN of an AWS role, such as 'arn:aws:iam::123456789012:role/push-images'",
  test: (value) =>
    /^arn:aws(?:-[a-z]+)*:iam::\d{12}:role\/[A-Za-z0-9+=,.@_/-]+$/.test(value) && value.length <= MAX_ARN,
});

export const googleIdentityProvider: Rule = text({
  must: "be the full name of a workload identity provider, such as 'projects/123456789/locations/global/workloadIdentityPools/github/providers/acme'",
  test: (value) =>
    /^projects\/\d{1,20}\/locations\/global\/workloadIdentityPools\/[a-z0-9-]{4,32}\/providers\/[a-z0-9-]{4,32}$/.test(
      value,
    ),
});

export const googleServiceAccount: Rule = text({
  must: "be the email address of a Google Cloud service account, such as 'push-images@acme-prod.iam.gserviceaccount.com'",
  test: (value) => /^[a-z0-9-]{1,63}@[a-z0-9.-]{1,100}\.gserviceaccount\.com$/.test(value),
});
