import fc from 'fast-check';
import { parseAllDocuments } from 'yaml';
import { Schemas } from '../../src/checks/validation/schemas';
import { formatFindings } from '../../src/common/findings';
import type { App, Repository } from '../../src/config/model';
import type { PythonGitOpsAppOptions } from '../../src/config/options';
import { resolve } from '../../src/config/resolve';
import { validate } from '../../src/config/validate';
import { Tree } from '../../src/files/tree/tree';
import { escapeFiles } from '../../src/project/synthesis/escapes';
import { manifestsOf } from '../../src/render/kubernetes/manifests';
import { renderRepository } from '../../src/render/repository';
import { acceptedConfigs, configs } from '../support/config-arbitrary';
import { releasesOf } from '../support/render-cases';
import { kustomize, removeFolders, writeTree } from '../support/render-disk';
import type { KubeObject } from '../support/render-objects';

/*
 * Random configs of right and hostile values: each is refused with findings, or renders what the schemas accept.
 * FUZZ_RUNS says how many, FUZZ_SEED which: the seed of a run is printed at its end.
 */
const RUNS = Number(process.env.FUZZ_RUNS ?? 300);
const SEED = Number(process.env.FUZZ_SEED ?? Math.floor(Math.random() * 2 ** 31));
const AGAIN = `FUZZ_SEED=${SEED} FUZZ_RUNS=${RUNS} npx jest test/render/fuzz`;

jest.setTimeout(60_000 + RUNS * 1_000);
afterAll(removeFolders);
// Whatever the outcome: without it, nobody can look at the same configs again.
afterAll(() => process.stderr.write(`fuzzed ${RUNS} configs; the same ones again: ${AGAIN}\n`));

const schemas = new Schemas();

/** Renders a config in memory, as a synth does; what the ways around the options find is thrown. */
function render(options: PythonGitOpsAppOptions): { repository: Repository; tree: Tree } {
  const repository = resolve(options);
  const { files, findings } = escapeFiles(repository, renderRepository(repository, releasesOf(repository)));
  expect(findings).toEqual([]);
  const tree = new Tree();
  tree.addAll(files);
  return { repository, tree };
}

function checkObject(where: string, object: KubeObject): void {
  expect([where, schemas.knows(object), schemas.check(object)]).toEqual([where, true, []]);
  expect([where, object.metadata.name]).toEqual([
    where,
    expect.stringMatching(/^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/),
  ]);
}

/** What a real API server would be shown: all objects of all files, and those that overlays make of the base. */
function checkTree(repository: Repository, tree: Tree): void {
  for (const { path, content } of tree.files()) {
    if (!/^argo\/|\/argo\/|\/k8s\//.test(path) || !path.endsWith('.yaml')) continue;
    for (const document of parseAllDocuments(content, { version: '1.1' })) {
      expect([path, document.errors, document.warnings]).toEqual([path, [], []]);
      const object = document.toJS() as KubeObject;
      if (!/^(?:Kustomization|Component)$/.test(object.kind)) checkObject(path, object);
    }
  }
  for (const app of repository.apps) {
    for (const own of app.environments) {
      for (const { file, object } of manifestsOf(repository, app, own)) {
        checkObject(`${app.name} ${own.environment.name} ${file}`, object as KubeObject);
      }
    }
  }
}

test('a config is refused with findings, or renders what the schemas accept; it never throws', () => {
  let accepted = 0;
  fc.assert(
    fc.property(fc.oneof(configs(0), configs(30)), (options) => {
      const findings = validate(options);
      for (const { code, path, must, got, fix } of findings) {
        expect([code, path, must, got, fix].map((text) => typeof text)).toEqual(Array(5).fill('string'));
        expect([must, got, fix].every((text) => text !== '' && text.length < 2000)).toBe(true);
      }
      expect(formatFindings(findings).length).toBeLessThan(100_000);
      if (findings.length > 0) return;
      accepted += 1;
      const { repository, tree } = render(options as unknown as PythonGitOpsAppOptions);
      checkTree(repository, tree);
    }),
    { numRuns: RUNS, seed: SEED, endOnFailure: true },
  );
  // Otherwise the property would be about nothing.
  expect(accepted).toBeGreaterThan(RUNS / 20);
});

test('what kustomize builds of it says what the config says, whatever text it is', async () => {
  const samples = fc.sample(acceptedConfigs(), { numRuns: Math.max(6, RUNS / 50), seed: SEED });
  for (const options of samples) {
    const { repository, tree } = render(options);
    const folder = writeTree(tree.files());
    for (const app of repository.apps) await checkBuild(folder, repository, app);
  }
});

async function checkBuild(folder: string, repository: Repository, app: App): Promise<void> {
  const [own] = app.environments;
  const built = await kustomize(folder, `apps/${app.name}/k8s/overlays/${own.environment.name}`);
  const byName = new Map(built.map((object) => [`${object.kind} ${object.metadata.name}`, object]));
  for (const { object } of manifestsOf(repository, app, own)) {
    const name = object.kind === 'Namespace' ? own.namespace : object.metadata.name;
    const found = byName.get(`${object.kind} ${name}`);
    expect([object.kind, name, found !== undefined]).toEqual([object.kind, name, true]);
    // Labels, annotations, the namespace and the image are what kustomize adds; everything else is ours, to the letter.
    const plain = object as unknown as KubeObject;
    if (plain.data !== undefined) expect(found?.data).toEqual(plain.data);
    if (plain.kind === 'ServiceAccount') {
      expect(found?.metadata.annotations ?? {}).toMatchObject(
        (plain.metadata.annotations as Record<string, string> | undefined) ?? {},
      );
    }
    if (plain.kind !== 'Deployment') continue;
    const [before, after] = [plain, found as KubeObject].map(
      ({ spec }) => spec.template.spec.containers[0] as KubeObject,
    );
    expect([after.env, after.command, after.resources]).toEqual([before.env, before.command, before.resources]);
    expect(found?.metadata.annotations ?? {}).toMatchObject(own.annotations);
  }
}
