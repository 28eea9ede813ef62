import { inputOf } from '../../../src/releases/files/inputs';

test.each([
  ['apps/web/src/server.py', { app: 'web', kind: 'image' }],
  ['apps/web/Dockerfile', { app: 'web', kind: 'image' }],
  ['apps/web/test/test_server.py', { app: 'web', kind: 'image' }],
  ['apps/web/k8s/base/deployment.yaml', { app: 'web', kind: 'configuration' }],
  ['apps/web/k8s/extra/queue.yaml', { app: 'web', kind: 'configuration' }],
  ['apps/web/k8s/extra/prod/queue.yaml', { app: 'web', kind: 'configuration', environment: 'prod' }],
  ['apps/web/k8s/overlays/prod/kustomization.yaml', { app: 'web', kind: 'configuration', environment: 'prod' }],
  ['apps/web/k8s/overlays/prod/secrets/a.yaml', { app: 'web', kind: 'configuration', environment: 'prod' }],
  ['apps/web/k8s/overlays/prod/release/kustomization.yaml', undefined],
  ['apps/web/argo/app-prod.yaml', undefined],
  ['apps/web/.generated.sha256', undefined],
  ['argo/root-app.yaml', undefined],
  ['Makefile', undefined],
  ['apps/README.md', undefined],
])('%s belongs to %j', (path, input) => {
  expect(inputOf(path)).toEqual(input);
});
