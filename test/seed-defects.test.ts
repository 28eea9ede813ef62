/**
 * The seed of this project declared a repository validated that had thirteen defects. Each is a test here: what the
 * library makes of a config cannot have it.
 */
import { spawnSync } from 'node:child_process';
import { copyFileSync, cpSync, existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { parse } from 'yaml';
import { CASES, contentOf, DEFAULT, renderOf, repositoryOf, RICH } from './support/render-cases';
import { kustomize, removeFolders, temporaryFolder, writeTree } from './support/render-disk';
import type { KubeObject, Kustomization } from './support/render-objects';
import { find, identity, kustomizationOf, objectOf, parseStream } from './support/render-objects';
import { findKustomize, kustomizeSetImage } from '../src/cli/tools/kustomize';
import { VERSIONS } from '../src/config/defaults';
import { imageFilePath } from '../src/releases/files/image-file';

afterAll(removeFolders);

describe.each([
  ['default', DEFAULT],
  ['rich', RICH],
])('the tree of the case %s', (_case, options) => {
  const repository = repositoryOf(options);
  const files = renderOf(options);
  const folder = writeTree(files.values());
  const overlays = repository.apps.flatMap((app) =>
    app.environments.map((own) => ({ app, own, path: `apps/${app.name}/k8s/overlays/${own.environment.name}` })),
  );
  const kustomizations = [...files.keys()].filter((path) => path.endsWith('/kustomization.yaml'));
  /** The AppProject and the Application of the rules and dashboards. */
  const observing = repository.observability.rules === 'none' ? [] : [`${repository.name}-observability`];
  const applications = [...files.keys()].filter((path) => /^apps\/[^/]+\/argo\/app-[^/]+\.yaml$/.test(path));

  /** What every overlay builds to; kustomize runs once for each. */
  const built = Promise.all(
    overlays.map(async (overlay) => ({ ...overlay, objects: await kustomize(folder, overlay.path) })),
  );

  test('S1: no Application has a placeholder as the address of its repository, so the root can sync', () => {
    const documents = [
      ...parseStream(contentOf(files, 'argo/root-app.yaml')),
      ...applications.map((path) => objectOf(files, path)),
    ].filter(({ kind }) => kind === 'Application');
    expect(documents).toHaveLength(1 + overlays.length);
    for (const object of documents) {
      expect([identity(object), object.spec.source.repoURL]).toEqual([identity(object), options.repoUrl]);
    }
    for (const [path, { content }] of files) {
      // Prometheus and Grafana fill in labels.
      const own = path.startsWith('argo/observability/') ? content.replace(/\{\{.*?\}\}/g, '') : content;
      const placeholders = own.match(/(?<!\$)\{\{|GITHUB_REPO\b|YOUR_|CHANGEME|<(?:owner|org|repo)>/g);
      expect([path, placeholders]).toEqual([path, null]);
    }
  });

  test('S2: each Application is written in one place only, so no two copies can drift apart', () => {
    const where = new Map<string, string[]>();
    for (const [path, { content }] of files) {
      if (!path.endsWith('.yaml')) continue;
      for (const object of parseStream(content)) {
        if (!['Application', 'AppProject'].includes(object.kind)) continue;
        where.set(identity(object), [...(where.get(identity(object)) ?? []), path]);
      }
    }
    expect(where.size).toBe(overlays.length + repository.apps.length + 2 + 2 * observing.length);
    for (const [object, paths] of where) expect([object, paths]).toEqual([object, [expect.any(String)]]);
  });

  test('S3: the root builds, and whatever any kustomization lists is in the tree', async () => {
    expect((await kustomize(folder, 'argo/root-app')).map(identity).sort()).toEqual(
      [
        ...repository.apps.map(({ name }) => `AppProject ${name}`),
        ...observing.flatMap((name) => [`AppProject ${name}`, `Application ${name}`]),
      ].sort(),
    );
    for (const path of kustomizations) {
      const { resources = [], components = [] } = kustomizationOf(files, path);
      for (const entry of [...resources, ...components]) {
        const target = join(dirname(path), entry);
        const isThere = files.has(target) || files.has(`${target}/kustomization.yaml`);
        expect([path, entry, isThere]).toEqual([path, entry, true]);
      }
    }
  });

  test('S5: every file that a document, the workflow, a Makefile or a Dockerfile names is in the tree', () => {
    const named: [from: string, path: string][] = [];
    for (const [from, { content }] of files) {
      if (!from.startsWith('.github/workflows/')) continue;
      for (const [path] of content.matchAll(/(?:apps\/\{0\}\/)?scripts\/[\w-]+\.sh/g)) {
        named.push([from, path.replace('{0}', repository.apps[0].name)]);
      }
      for (const [, path] of content.matchAll(/uses: \.\/(\S+)/g)) named.push([from, path]);
    }
    for (const [path] of contentOf(files, 'Makefile').matchAll(/scripts\/[\w-]+\.sh/g)) named.push(['Makefile', path]);
    for (const { name } of repository.apps) {
      const inApp = (path: string): string => `apps/${name}/${path}`;
      for (const [path] of contentOf(files, inApp('Makefile')).matchAll(
        /(?:\.\.\/\.\.\/)?(?:scripts|src|test)\/[\w-]+\.\w+/g,
      )) {
        named.push([inApp('Makefile'), join(inApp('.'), path)]);
      }
      for (const [, path] of contentOf(files, inApp('Dockerfile')).matchAll(/^COPY (?!--from)(\S+) /gm)) {
        named.push([inApp('Dockerfile'), inApp(path)]);
      }
      named.push(
        ...['src/server.py', 'Dockerfile', 'Makefile', 'k8s/base/kustomization.yaml'].map((path): [string, string] => [
          'the checklist of the seed',
          inApp(path),
        ]),
      );
    }
    for (const [path, { content }] of files) {
      if (!path.endsWith('.md')) continue;
      for (const [, link] of content.matchAll(/\]\((?!https?:)([^)#]+)/g)) {
        named.push([path, join(dirname(path), link)]);
      }
    }
    expect(named.length).toBeGreaterThan(20);
    for (const [from, path] of named) expect([from, path, existsSync(join(folder, path))]).toEqual([from, path, true]);
  });

  test('S6: CI releases the commit and the digest of an image, never a tag that moves, so that a second deployment happens', () => {
    const workflow = contentOf(files, '.github/workflows/app.yml');
    expect(workflow).toContain(`tags: ${options.registry}/\${{ inputs.app }}:\${{ github.sha }}\n`);
    expect(workflow).toContain('--image ":$GITHUB_SHA@$DIGEST"');
    expect(workflow).not.toMatch(/(?:newTag|--image|tags:)[^\n]*(?:latest|github\.ref_name|\$BRANCH")/);
  });

  test('S7: kustomize edit set image changes the values of a release file and no other line, the second time nothing', () => {
    const [{ app, own }] = overlays;
    const path = imageFilePath(app.name, own.environment.name);
    const target = join(temporaryFolder(), 'kustomization.yaml');
    copyFileSync(join(folder, path), target);
    const set = (image: string): string => {
      kustomizeSetImage(findKustomize(), dirname(target), image);
      return readFileSync(target, 'utf8');
    };
    const before = contentOf(files, path).split('\n');
    const image = `${app.image}:${'a'.repeat(40)}@sha256:${'b'.repeat(64)}`;
    const released = set(image);
    expect(set(image)).toBe(released);
    const after = released.split('\n');
    expect(after.filter((line) => !before.includes(line))).toEqual([
      `- digest: sha256:${'b'.repeat(64)}`,
      `  name: ${app.image}`,
      `  newTag: ${'a'.repeat(40)}`,
    ]);
    expect(before.filter((line) => !after.includes(line))).toEqual([
      `- name: ${app.image}`,
      `  newTag: ${own.initialTag}`,
    ]);
    const next = set(`${app.image}:${'c'.repeat(40)}@sha256:${'d'.repeat(64)}`).split('\n');
    expect(next.filter((line, index) => line !== after[index])).toHaveLength(2);
    // What it writes to is a file of CI: the overlay that a config governs is never touched.
    expect(files.get(path)?.owner).toBe('release');
  });

  test('S8: a push reaches tracking environments only, and the last one by promotion of what runs before it', () => {
    const { on } = parse(contentOf(files, '.github/workflows/main.yml')) as { on: { push: { branches: string[] } } };
    const { jobs } = parse(contentOf(files, '.github/workflows/app.yml')) as {
      jobs: Record<string, { if?: string; needs?: string; steps: { if?: string; run?: string }[] }>;
    };
    const gated = repository.environments.filter((environment) => environment.gated).map(({ name }) => name);
    const tracking = repository.environments.filter((environment) => !environment.gated);
    const released = jobs.release.steps.flatMap(({ if: condition, run = '' }) => {
      const environment = /python-gitops release "\$APP" (\S+) /.exec(run)?.[1];
      return environment === undefined ? [] : [[environment, condition]];
    });
    expect(released).toEqual(tracking.map(({ name, branch }) => [name, `github.ref_name == '${branch}'`]));
    expect(gated).toContain(repository.environments[repository.environments.length - 1].name);
    expect(jobs.image.if).toBe("github.event_name == 'push'");
    expect(jobs.release.needs).toBe('image');
    const release = parse(contentOf(files, '.github/workflows/release.yml')) as { on: object };
    expect(Object.keys(release.on)).toEqual(['workflow_dispatch']);
    // A branch that an environment tracks builds: no environment waits for an image that nothing publishes.
    for (const { branch } of repository.environments) expect(on.push.branches).toContain(branch);
  });

  test('S8: an environment whose initial image nothing publishes is held back, so that nothing is red before its release', async () => {
    const root = await kustomize(folder, 'argo/root-app');
    expect(root.filter(({ kind }) => kind === 'Application').map(identity)).toEqual(
      observing.map((name) => `Application ${name}`),
    );
  });

  test('S9: no two Applications own the same object, the Namespace among them', async () => {
    const owners = new Map<string, string[]>();
    for (const { own, objects } of await built) {
      for (const object of objects) {
        const key = `${object.apiVersion} ${identity(object)} in ${object.metadata.namespace ?? 'the cluster'}`;
        owners.set(key, [...(owners.get(key) ?? []), own.application]);
      }
    }
    expect(owners.size).toBeGreaterThan(5 * overlays.length - 1);
    for (const [object, names] of owners) expect([object, names]).toEqual([object, [expect.any(String)]]);
    for (const path of applications) {
      expect(objectOf(files, path).spec.syncPolicy.syncOptions).toContain('FailOnSharedResource=true');
    }
  });

  test('S10: names are not prefixed, so that ConfigMap, Secret and SealedSecret keep the name that the pods refer to', async () => {
    for (const path of kustomizations) {
      const { namePrefix, nameSuffix } = kustomizationOf(files, path) as Kustomization & Record<string, unknown>;
      expect([path, namePrefix, nameSuffix]).toEqual([path, undefined, undefined]);
    }
    for (const { app, objects } of await built) {
      expect(objects.map(({ kind }) => kind)).not.toContain('Secret');
      for (const { objectName } of app.workloads) {
        const { envFrom } = find(objects, 'Deployment', objectName).spec.template.spec.containers[0] as KubeObject;
        expect(envFrom).toEqual([
          { configMapRef: { name: find(objects, 'ConfigMap', `${app.name}-config`).metadata.name } },
        ]);
      }
    }
  });

  test('S10: a SealedSecret that is added to an overlay keeps its name and namespace, without which it cannot be unsealed', async () => {
    const [{ app, own, path }] = overlays;
    const copy = temporaryFolder();
    cpSync(folder, copy, { recursive: true });
    const metadata = { name: `${app.name}-secrets`, namespace: own.namespace };
    const sealed = { apiVersion: 'bitnami.com/v1alpha1', kind: 'SealedSecret', metadata, spec: { encryptedData: {} } };
    const component = { apiVersion: 'kustomize.config.k8s.io/v1alpha1', kind: 'Component', resources: ['own.yaml'] };
    writeFileSync(join(copy, path, 'secrets/own.yaml'), JSON.stringify(sealed));
    writeFileSync(join(copy, path, 'secrets/kustomization.yaml'), JSON.stringify(component));
    const object = find(await kustomize(copy, path), 'SealedSecret', metadata.name);
    expect(object.metadata).toMatchObject(metadata);
  });

  test('S11: every check of the workflow can fail, what is released needs all of them, and nothing is fetched unpinned', () => {
    const [main, app, release] = ['main', 'app', 'release'].map((name) =>
      contentOf(files, `.github/workflows/${name}.yml`),
    );
    interface Step {
      readonly name?: string;
      readonly uses?: string;
      readonly env?: object;
      readonly with?: object;
    }
    const jobsOf = (
      text: string,
    ): Record<
      string,
      { needs?: string | string[]; permissions?: { contents?: string }; concurrency?: object; steps?: readonly Step[] }
    > => (parse(text) as { jobs: Record<string, object> }).jobs;
    const scripts = [...files].filter(([path]) => /^scripts\/|\.github\/|(?:^|\/)Makefile$|\/scripts\//.test(path));
    for (const [path, { content }] of scripts) {
      // setup.sh asks interpreters and pip, which may not be there: no check hides behind that.
      const checks = content.split('\n').filter((line) => !/\$\{identity\}|\$\{pip\[@\]\}/.test(line));
      expect([path, checks.filter((line) => /\|\| *(?:true|:)(?:\s|$)|--exit-zero|\|\| exit 0/.test(line))]).toEqual([
        path,
        [],
      ]);
      expect([path, content.match(/(?:curl|wget)[^\n]*\|\s*(?:sudo )?(?:ba)?sh/)]).toEqual([path, null]);
    }
    expect(jobsOf(main).app.needs).toBe('check');
    expect([jobsOf(app).image.needs, jobsOf(app).release.needs]).toEqual(['test', 'image']);
    for (const text of [main, app, release]) {
      expect(text).not.toContain('continue-on-error');
      for (const job of Object.values(jobsOf(text))) {
        expect(job.concurrency).toBeUndefined();
        expect((job.steps ?? []).filter(({ env = {} }) => 'key' in env || 'cache' in env)).toEqual([]);
        const caches = (job.steps ?? []).filter(({ uses }) => uses?.startsWith('actions/cache@'));
        // Packages of Python, which no job that can push gets.
        const python = caches.filter(({ name }) => name === 'Cache Python packages');
        expect([python.length, job.permissions?.contents]).not.toEqual([1, 'write']);
        for (const { with: inputs } of caches.filter((step) => !python.includes(step))) {
          expect(inputs).toEqual({
            key: `kustomize-${VERSIONS.kustomize}-\${{ runner.os }}-\${{ runner.arch }}`,
            path: `~/.cache/python-gitops/bin/kustomize-${VERSIONS.kustomize}`,
          });
        }
      }
    }
  });

  test('S12: what the Dockerfile starts is in the image where it is looked for, as the user that the manifest forces', async () => {
    for (const { app, objects } of await built) {
      const dockerfile = contentOf(files, `apps/${app.name}/Dockerfile`);
      const [, workdir] = /AS runtime\n(?:.*\n)*?WORKDIR (\S+)\n/.exec(dockerfile) ?? [];
      const [, from, to] = /^COPY (src\/) (\S+)$/m.exec(dockerfile) ?? [];
      const command = JSON.parse(/^CMD (\[.+\])$/m.exec(dockerfile)?.[1] ?? '[]') as string[];
      expect([workdir, from, to]).toEqual(['/app', 'src/', './']);
      expect(command).toEqual(['python', '-m', 'gitops_runtime']);
      // server:app and gitops_runtime are looked for in the working folder, which is the content of src/.
      expect(contentOf(files, `apps/${app.name}/src/server.py`)).toMatch(/^app = create_app\(/m);
      contentOf(files, `apps/${app.name}/src/gitops_runtime/__main__.py`);
      expect(contentOf(files, `apps/${app.name}/src/gitops_runtime/${app.server}_server.py`)).toContain('CALLABLE');
      expect(contentOf(files, `apps/${app.name}/src/gitops_runtime/choices.py`)).toContain('"server:app"');
      const user = /^USER (\d+):(\d+)$/m.exec(dockerfile);
      for (const { objectName } of app.workloads) {
        const { spec } = find(objects, 'Deployment', objectName).spec.template as KubeObject;
        const { runAsUser, runAsGroup } = spec.containers[0].securityContext as Record<string, number>;
        expect([runAsUser, runAsGroup].map(String)).toEqual(user?.slice(1));
        expect(spec.containers[0]).not.toHaveProperty('command');
        expect(spec.containers[0]).not.toHaveProperty('args');
      }
    }
  });

  test('S12: modules are found in the layout of the image, where src itself is no package', () => {
    // Stand-ins for what pip installs: the question is only from where our own modules are imported.
    const [{ app }] = overlays;
    const work = temporaryFolder();
    cpSync(join(folder, 'apps', app.name, 'src'), work, { recursive: true });
    for (const name of ['gitops_runtime/__init__.py']) {
      writeFileSync(
        join(work, name),
        'def create_app(name):\n    class App:\n        settings = None\n        def get(self, path):\n            return lambda f: f\n    return App()\n\ndef serve(app):\n    pass\n',
      );
    }
    const { status, stderr } = spawnSync('python3', ['-c', 'import server; server.app'], {
      cwd: work,
      encoding: 'utf8',
    });
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  });

  test('S12: one process answers, and more than one is refused where their metrics could not be one', () => {
    for (const { name, server } of repository.apps) {
      const settings = contentOf(files, `apps/${name}/src/gitops_runtime/settings.py`);
      expect(settings).toContain('\n    workers: int = 1\n');
      expect(settings).toContain('elif settings.workers > 1 and not settings.multiprocess_dir:');
      expect(settings).toContain('if SERVER == "granian" and (settings.workers > 1 or settings.multiprocess_dir):');
      const [module, line] =
        server === 'granian'
          ? ['granian_server', '\n        workers=settings.workers,\n']
          : ['gunicorn_conf', '\nworkers = _settings.workers\n'];
      expect(contentOf(files, `apps/${name}/src/gitops_runtime/${module}.py`)).toContain(line);
    }
  });

  test('S13: no kustomization has a deprecated field, and kustomize warns of none', async () => {
    const known = ['apiVersion', 'kind', 'namespace', 'resources', 'components', 'labels', 'patches', 'images'].concat([
      'configMapGenerator',
      'generatorOptions',
    ]);
    for (const path of kustomizations) {
      expect([path, Object.keys(kustomizationOf(files, path)).filter((key) => !known.includes(key))]).toEqual([
        path,
        [],
      ]);
    }
    // The build of this file fails on any message of kustomize, a warning too.
    expect((await built).length).toBe(overlays.length);
  });
});

test('S4: the script that validates tells a sound repository by the code 0, and each broken thing by another one', () => {
  const folder = writeTree(renderOf(DEFAULT).values());
  const script = join(folder, 'scripts/validate-gitops.sh');
  const cli = join(folder, 'node_modules/.bin/python-gitops');
  mkdirSync(dirname(cli), { recursive: true });
  const run = (code: number): { status: number | null; stdout: string } => {
    // What the command itself finds is tested with the command: the script must pass its answer on.
    writeFileSync(cli, `#!/usr/bin/env bash\necho "$@"\nexit ${code}\n`, { mode: 0o755 });
    const { status, stdout } = spawnSync(script, ['--json'], { encoding: 'utf8', env: { ...process.env } });
    return { status, stdout };
  };
  expect(run(0)).toEqual({ status: 0, stdout: 'validate --json\n' });
  expect(run(1)).toEqual({ status: 1, stdout: 'validate --json\n' });
  expect(run(2)).toEqual({ status: 2, stdout: 'validate --json\n' });
});

test('every script of every case can be executed and is where its name points', () => {
  for (const options of Object.values(CASES)) {
    const folder = writeTree(renderOf(options).values());
    for (const path of renderOf(options).keys()) {
      if (!path.endsWith('.sh')) continue;
      const mode = statSync(join(folder, path)).mode & 0o111; // eslint-disable-line no-bitwise
      expect([relative(folder, join(folder, path)), mode]).toEqual([path, 0o111]);
    }
  }
});
