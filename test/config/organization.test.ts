import { withOrganization } from '../../src/config/organization';
import { resolve } from '../../src/config/resolve';
import { check, shop } from '../support/config-check';

const ORGANIZATION = {
  registry: 'docker.io/acme',
  pythonVersion: '3.12',
  baseImage: 'mirror.acme.example/python:3.12.13-slim-trixie',
  renovate: false,
  packageManager: 'pnpm',
  argocd: { namespace: 'gitops' },
  environments: { test: { gated: false, branch: 'next' }, live: { replicas: 4 } },
};

test('what the repository says wins over what the organization says', () => {
  const options = { name: 'shop', organization: ORGANIZATION, registry: 'ghcr.io/acme', renovate: true };
  expect(withOrganization(options)).toMatchObject({
    registry: 'ghcr.io/acme',
    renovate: true,
    pythonVersion: '3.12',
    packageManager: 'pnpm',
    argocd: { namespace: 'gitops' },
  });
  expect(withOrganization({ name: 'shop' })).toEqual({ name: 'shop' });
});

test('its base image goes with its Python', () => {
  expect(resolve({ name: 'shop', organization: ORGANIZATION }).baseImage).toBe(ORGANIZATION.baseImage);
  expect(resolve({ name: 'shop', organization: ORGANIZATION, pythonVersion: '3.13' }).baseImage).toContain(':3.13.');
});

test('its environments are the repository’s unless that names others, and speak to those of the same name', () => {
  const { environments } = resolve({ name: 'shop', organization: ORGANIZATION });
  expect(environments.map(({ name, gated, branch }) => [name, gated, branch])).toEqual([
    ['test', false, 'next'],
    ['live', true, 'main'],
  ]);
  const own = resolve({
    name: 'shop',
    organization: ORGANIZATION,
    environments: { test: {}, live: { cpu: '1' }, other: {} },
    apps: { web: {} },
  });
  expect(own.environments.map(({ name, branch }) => [name, branch])).toEqual([
    ['test', 'next'],
    ['live', 'main'],
    ['other', 'main'],
  ]);
  expect(own.apps[0].environments.map(({ pods }) => [pods.web.replicas, pods.web.cpu])).toEqual([
    [1, '250m'],
    [4, '1'],
    [3, '250m'],
  ]);
});

test('what is wrong in it is named by its path', () => {
  const organization = { registry: 5, forbid: ['takeover', 'x'], environments: { 'A B': {} }, apps: {} };
  expect(check(shop({ organization })).sort()).toEqual([
    'organization.apps unknown-key',
    'organization.environments["A B"] invalid-value',
    'organization.forbid[0] invalid-value',
    'organization.forbid[1] invalid-value',
    'organization.registry wrong-type',
  ]);
});
