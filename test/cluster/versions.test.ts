import { readdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import * as support from '../packed/support';
import type { KubernetesObject } from '../support/api-client';
import { cached, complaints, objectsOf } from '../support/api-server';
import { binary, NEWEST, OLDEST } from '../support/cluster/binaries';
import { startApiServer, storeNamespaces } from '../support/cluster/lone-api-server';

jest.setTimeout(300_000);

const GOLDEN = join(__dirname, '..', 'golden');

/** Folders of the golden trees that Argo CD builds. */
const FOLDERS = readdirSync(GOLDEN, { recursive: true, withFileTypes: true })
  .map((entry) => relative(GOLDEN, join(entry.parentPath, entry.name)))
  .filter((path) => /^[^/]+\/(apps\/[^/]+\/k8s\/overlays\/[^/]+|argo\/root-app)$/.test(path))
  .sort();

/** Argo CD knows the finalizer of an AppProject by this name only. */
const FINALIZER = /^AppProject .*: warning: metadata\.finalizers: "resources-finalizer\.argocd\.argoproj\.io"/;

let manifests: Map<string, string>;

function build(program: string, path: string): string {
  return support.run(program, ['build', path], { cwd: GOLDEN }).stdout;
}

beforeAll(() => {
  manifests = new Map(FOLDERS.map((path) => [path, build(support.kustomize(), path)]));
});

afterAll(() => support.cleanUp());

test.each([
  ['oldest', OLDEST.kubernetes],
  ['newest', NEWEST.kubernetes],
])('the %s Kubernetes accepts every object of the golden trees without a warning: %s', async (_which, version) => {
  const server = await startApiServer(`kube-apiserver-${version}`);
  try {
    expect((await server.client.get('/version')).body).toMatchObject({ gitVersion: `v${version}` });
    const found: string[] = [];
    let count = 0;
    for (const manifest of manifests.values()) {
      const objects: KubernetesObject[] = objectsOf(manifest);
      await storeNamespaces(server.client, objects);
      for (const object of objects) {
        found.push(...complaints(object, await server.client.apply(object)));
        count++;
      }
    }
    expect(found.filter((complaint) => !FINALIZER.test(complaint))).toEqual([]);
    expect(count).toBeGreaterThan(200);
  } finally {
    await server.stop();
  }
});

test('the oldest kustomize and the one of Argo CD render the golden trees as the pinned one does', () => {
  const oldest = cached(`bin/kustomize-${OLDEST.kustomize}`, 'scripts/cluster-tools.sh');
  expect(FOLDERS.length).toBeGreaterThan(20);
  for (const program of [oldest, binary('kustomize')]) {
    for (const [path, manifest] of manifests) expect([path, build(program, path)]).toEqual([path, manifest]);
  }
});
