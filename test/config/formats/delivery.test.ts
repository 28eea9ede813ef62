import { DELIVERY } from '../../../src/config/definitions/delivery';
import type { Definitions } from '../../../src/config/rule';

const rules: Definitions = DELIVERY.options;

function isTaken(option: string, value: unknown): boolean {
  let findings = 0;
  rules[option].rule(value, option, () => (findings += 1));
  return findings === 0;
}

test.each([
  ['credentials', ['token', 'github-app', 'deploy-key'], ['ssh-key', 'Token', '']],
  ['releases', ['push', 'pull-request'], ['merge-request', 'Push', '']],
  ['registryLogin', ['password', 'github-token', 'aws', 'google'], ['azure', 'AWS']],
  [
    'awsRole',
    ['arn:aws:iam::123456789012:role/push', 'arn:aws-cn:iam::123456789012:role/ci/push_images'],
    [
      'push',
      'arn:aws:iam::12345:role/push',
      'arn:aws:iam::123456789012:user/push',
      'arn:aws:iam::123456789012:role/a b',
      'arn:aws:iam::123456789012:role/${{ x }}',
      `arn:aws:iam::123456789012:role/${'x'.repeat(640)}`,
    ],
  ],
  [
    'googleIdentityProvider',
    ['projects/123/locations/global/workloadIdentityPools/github/providers/acme'],
    [
      'github',
      'projects/acme/locations/global/workloadIdentityPools/github/providers/acme',
      'projects/1/locations/global/workloadIdentityPools/a\n/providers/acme',
    ],
  ],
  [
    'googleServiceAccount',
    ['push-images@acme-prod.iam.gserviceaccount.com', '123-compute@developer.gserviceaccount.com'],
    ['push@acme.example', 'push images@acme.iam.gserviceaccount.com', '@x.gserviceaccount.com'],
  ],
  ['npmTokenSecret', ['NPM_TOKEN', 'A1'], ['npm-token', 'GITHUB_TOKEN', 'PATH', '${{ x }}']],
  ['packageIndexSecret', ['PIP_NETRC'], ['pip', '1A']],
])('%s takes %j and not %j', (option, right, wrong) => {
  expect(right.filter((value) => !isTaken(option, value))).toEqual([]);
  expect(wrong.filter((value) => isTaken(option, value))).toEqual([]);
});
