import { BrokenRelease, Deployments } from '../../../src/checks/deployed/deployment';
import type { FileRef } from '../../../src/checks/deployed/snapshot';
import { Snapshot } from '../../../src/checks/deployed/snapshot';
import { renderApplicationFile } from '../../../src/releases/files/application-file';

const APPLICATION = (environment: string): string => `apiVersion: argoproj.io/v1alpha1
kind: Application
metadata:
  name: web-${environment}
spec:
  source:
    path: apps/web/k8s/overlays/${environment}
    targetRevision: main
  syncPolicy:
    automated:
      prune: true
`;

const REVISION = 'a'.repeat(40);
const IMAGE = `docker.io/acme/web=docker.io/acme/web:v1`;

const FILES: Readonly<Record<string, string>> = {
  'apps/web/argo/app-dev.yaml': APPLICATION('dev'),
  'apps/web/argo/app-prod.yaml': APPLICATION('prod'),
  'apps/web/argo/release/kustomization.yaml': renderApplicationFile(
    new Map([['web-prod', { kind: 'pinned', revision: REVISION, image: IMAGE }]]),
  ),
};

/** A snapshot whose files have their content as ID. */
function snapshotOf(files: Readonly<Record<string, string>>): Snapshot {
  return new Snapshot('here', new Map(Object.entries(files).map(([path, id]) => [path, { id }])));
}

const read = ({ id }: FileRef): string => id;

test('an Application has branch and sync, the release file what is deployed', () => {
  const deployments = new Deployments(read);
  expect(deployments.of(snapshotOf(FILES), 'web', 'dev')).toEqual({
    applications: ['web-dev'],
    release: { kind: 'tracking' },
    branch: 'main',
    isAutomated: true,
    isPruned: true,
  });
  expect(deployments.of(snapshotOf(FILES), 'web', 'prod')?.release).toEqual({
    kind: 'pinned',
    revision: REVISION,
    image: IMAGE,
  });
  expect(deployments.of(snapshotOf(FILES), 'web', 'staging')).toBeUndefined();
});

test('a file with other content in another snapshot is read again', () => {
  const deployments = new Deployments(read);
  const none = { ...FILES, 'apps/web/argo/release/kustomization.yaml': renderApplicationFile(new Map()) };
  expect(deployments.of(snapshotOf(FILES), 'web', 'prod')?.release.kind).toBe('pinned');
  expect(deployments.of(snapshotOf(none), 'web', 'prod')?.release.kind).toBe('tracking');
  expect(deployments.of(snapshotOf(FILES), 'web', 'prod')?.release.kind).toBe('pinned');
});

test('files are read once', () => {
  const deployments = new Deployments(read);
  const [one, other] = [1, 2].map(() => deployments.of(snapshotOf(FILES), 'web', 'prod'));
  expect(other?.release).toBe(one?.release);
  expect(deployments.releases(snapshotOf(FILES), 'web')).toBe(deployments.releases(snapshotOf(FILES), 'web'));
});

test('a broken release file is an error each time, with its path', () => {
  const deployments = new Deployments(read);
  const broken = snapshotOf({ ...FILES, 'apps/web/argo/release/kustomization.yaml': 'a: 1\n' });
  for (const _ of [1, 2]) {
    expect(() => deployments.of(broken, 'web', 'prod')).toThrow(
      new BrokenRelease('apps/web/argo/release/kustomization.yaml is not a valid release file here'),
    );
  }
});
