import { check, onlyFinding, shop } from '../../support/config-check';

const ECR = '123456789012.dkr.ecr.eu-west-1.amazonaws.com/acme';
const GAR = 'europe-west1-docker.pkg.dev/acme-prod/market';
const awsRole = 'arn:aws:iam::123456789012:role/push-images';
const googleIdentityProvider = 'projects/1234/locations/global/workloadIdentityPools/github/providers/acme';
const googleServiceAccount = 'push@acme-prod.iam.gserviceaccount.com';

test('a registry in AWS needs a role, or a password', () => {
  expect(onlyFinding(shop({ registry: ECR }))).toEqual({
    code: 'missing-option',
    path: 'delivery.awsRole',
    must: 'be set if the workflow logs in to the registry with aws',
    got: 'nothing',
    fix: "add awsRole, or set registryLogin: 'password'",
  });
  expect(check(shop({ registry: ECR, delivery: { awsRole } }))).toEqual([]);
  expect(check(shop({ registry: ECR, delivery: { registryLogin: 'password' } }))).toEqual([]);
});

test('a registry in Google Cloud needs a provider and an account', () => {
  const { path, code, fix } = onlyFinding(shop({ registry: GAR }));
  expect([path, code]).toEqual(['delivery.googleIdentityProvider', 'missing-option']);
  expect(fix).toMatch(/ \(this also concerns delivery\.googleServiceAccount\)$/);
  expect(check(shop({ registry: GAR, delivery: { googleIdentityProvider, googleServiceAccount } }))).toEqual([]);
});

test('a deploy key opens no pull request', () => {
  const delivery = { releases: 'pull-request', credentials: 'deploy-key' };
  expect(onlyFinding(shop({ delivery }))).toEqual({
    code: 'conflicting-options',
    path: 'delivery.credentials',
    must: "be 'token' or 'github-app' if releases is 'pull-request': a deploy key cannot open pull requests",
    got: '"deploy-key"',
    fix: "set credentials: 'github-app', or remove releases: a deploy key that can bypass the branch rule needs no pull requests",
  });
  expect(check(shop({ delivery: { ...delivery, credentials: 'github-app' } }))).toEqual([]);
});

test('what another way to log in needs means nothing', () => {
  expect(onlyFinding(shop({ registry: 'docker.io/acme', delivery: { awsRole } }))).toEqual({
    code: 'conflicting-options',
    path: 'delivery.awsRole',
    must: 'be left out unless the workflow logs in to the registry with aws',
    got: JSON.stringify(awsRole),
    fix: 'remove it; the workflow logs in with password',
  });
  expect(check(shop({ registry: ECR, delivery: { awsRole, googleServiceAccount } }))).toEqual([
    'delivery.googleServiceAccount conflicting-options',
  ]);
});

test.each([
  ['docker.io/acme', 'github-token', 'password'],
  ['docker.io/acme', 'aws', 'password'],
  [ECR, 'google', 'aws'],
  ['ghcr.io/acme', 'aws', 'github-token'],
])('%s cannot be logged in to with %s', (registry, registryLogin, byHost) => {
  expect(onlyFinding(shop({ registry, delivery: { registryLogin } }))).toMatchObject({
    code: 'conflicting-options',
    path: 'delivery.registryLogin',
    got: JSON.stringify(registryLogin),
    fix: `remove it: the default for ${registry} is ${byHost}`,
  });
});

test.each([
  ['ghcr.io/acme', {}],
  ['ghcr.io/acme', { registryLogin: 'github-token' }],
  ['localhost:5000', { registryLogin: 'password', credentials: 'github-app' }],
])('%s with %j is in order', (registry, delivery) => {
  expect(check(shop({ registry, delivery }))).toEqual([]);
});

test('what an organization says is named there', () => {
  const organization = { registry: ECR, delivery: { registryLogin: 'aws' } };
  expect(check({ ...shop({}), registry: undefined, organization })).toEqual([
    'organization.delivery.awsRole missing-option',
  ]);
});
