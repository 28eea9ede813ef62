import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import type { PatchOptions, PythonGitOpsAppOptions } from '../../../src/config/options';
import { resolve } from '../../../src/config/resolve';
import { validate } from '../../../src/config/validate';
import { Folder } from '../../../src/files/disk/folder';
import { checkAppEscapes, escapeFiles } from '../../../src/project/synthesis/escapes';
import { extraKinds, readExtra, readExtras } from '../../../src/project/synthesis/extras';
import { renderRepository } from '../../../src/render/repository';
import { releasesOf } from '../../support/render-cases';
import { kustomize, removeFolders, writeTree } from '../../support/render-disk';
import type { KubeObject } from '../../support/render-objects';
import { find } from '../../support/render-objects';
import { temporaryFolder, writeFiles } from '../../support/repository';

afterAll(removeFolders);

const SHOP: PythonGitOpsAppOptions = {
  name: 'shop',
  repoUrl: 'https://github.com/acme/shop',
  registry: 'docker.io/acme',
  apps: { web: { environments: { prod: { autoscaling: { maxReplicas: 9 } } } } },
};

/** The files of a repository, and the findings about its escape hatches. */
function render(more: Partial<PythonGitOpsAppOptions>, existing: Readonly<Record<string, string>> = {}) {
  const options = { ...SHOP, ...more };
  expect(validate(options)).toEqual([]);
  const repository = resolve(options);
  const extras = readExtras(repository, (path) => existing[path]);
  const rendered = renderRepository(repository, releasesOf(repository), extraKinds(extras));
  const { files, findings } = escapeFiles(repository, rendered);
  const byPath = new Map(files.map((file) => [file.path, file]));
  return { byPath, findings: [...checkAppEscapes(repository, extras), ...findings] };
}

const withPatches = (...patches: PatchOptions[]): Partial<PythonGitOpsAppOptions> => ({
  apps: { web: { ...SHOP.apps?.web, patches } },
});

describe('a patch', () => {
  test('of the base applies to every environment, one of an environment only to that one', async () => {
    const { byPath, findings } = render(
      withPatches(
        { kind: 'Deployment', name: 'web', merge: { spec: { minReadySeconds: 10 } } },
        {
          kind: 'Deployment',
          environment: 'prod',
          operations: [
            { op: 'add', path: '/spec/template/spec/containers/0/env/0', value: { name: 'FIRST', value: '1' } },
            { op: 'replace', path: '/spec/template/spec/containers/0/env/1/value', value: 'other' },
          ],
        },
        {
          kind: 'HorizontalPodAutoscaler',
          merge: { spec: { behavior: { scaleDown: { stabilizationWindowSeconds: 600 } } } },
        },
      ),
    );
    expect(findings).toEqual([]);
    const base = byPath.get('apps/web/k8s/base/deployment.yaml');
    expect((parse(base?.content ?? '') as KubeObject).spec.minReadySeconds).toBe(10);
    expect(base?.changedBy).toEqual(['apps.web.patches[0]']);
    const folder = writeTree(byPath.values());
    const [dev, prod] = await Promise.all(
      ['dev', 'prod'].map(async (name) => kustomize(folder, `apps/web/k8s/overlays/${name}`)),
    );
    const envOf = (objects: readonly KubeObject[]): unknown =>
      find(objects as KubeObject[], 'Deployment', 'web').spec.template.spec.containers[0].env;
    expect(envOf(dev)).toEqual([
      { name: 'APP_NAME', value: 'web' },
      { name: 'PORT', value: '5000' },
    ]);
    expect(envOf(prod)).toEqual([
      { name: 'FIRST', value: '1' },
      { name: 'APP_NAME', value: 'other' },
      { name: 'PORT', value: '5000' },
    ]);
    for (const objects of [dev, prod]) expect(find(objects, 'Deployment', 'web').spec.minReadySeconds).toBe(10);
    expect(find(prod, 'HorizontalPodAutoscaler', 'web').spec.behavior).toEqual({
      scaleDown: { stabilizationWindowSeconds: 600 },
    });
  });

  test.each<[PatchOptions, string, object]>([
    [
      { kind: 'Deploymnet', merge: { a: 1 } },
      'patch-failed',
      { path: 'apps.web.patches[0]', got: 'Deploymnet', fix: 'did you mean Deployment?' },
    ],
    [
      { kind: 'Deployment', name: 'wbe', merge: { a: 1 } },
      'patch-failed',
      { got: 'Deployment wbe', fix: 'did you mean Deployment web?' },
    ],
    [
      { kind: 'HorizontalPodAutoscaler', environment: 'dev', merge: { a: 1 } },
      'patch-failed',
      { got: 'HorizontalPodAutoscaler' },
    ],
    [
      { kind: 'Deployment', operations: [{ op: 'remove', path: '/spec/nothing' }] },
      'patch-failed',
      { path: 'apps.web.patches[0].operations[0]', must: 'apply to Deployment web', got: 'there is no /spec/nothing' },
    ],
    [
      { kind: 'Deployment', merge: { spec: { revisionHistoryLimit: 5 } } },
      'patch-failed',
      { must: 'change something, but the objects already have these values' },
    ],
    [
      { kind: 'Service', merge: { metadata: { name: 'other' } } },
      'patch-failed',
      { got: 'it would be another object: apiVersion, kind, name and namespace stay as they are' },
    ],
    [{ kind: 'Service', merge: { metadata: null } }, 'patch-failed', {}],
    [
      { kind: 'Deployment', merge: { spec: { minReadySecs: 10 } } },
      'invalid-manifest',
      { path: 'apps.web.patches[0]', must: 'keep Deployment web valid' },
    ],
    [{ kind: 'Service', merge: { spec: { ports: 'all' } } }, 'invalid-manifest', { path: 'apps.web.patches[0]' }],
  ])('%j is refused: %s', (patch, code, expected) => {
    const { findings } = render(withPatches(patch));
    expect(findings).toHaveLength(1);
    expect(findings[0]).toMatchObject({ code, ...expected });
  });
});

describe('extra manifests', () => {
  const apps = { web: { extraManifests: ['redis.yaml'], environments: { dev: { extraManifests: ['debug.yml'] } } } };
  const config = (name: string): string => `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: ${name}\n`;
  const existing = {
    'apps/web/k8s/extra/redis.yaml': config('redis'),
    'apps/web/k8s/extra/dev/debug.yml': config('debug'),
  };

  test('are listed in their kustomization, with the namespace and labels of the app', async () => {
    const { byPath, findings } = render({ apps }, existing);
    expect(findings).toEqual([]);
    const own = Object.entries(existing).map(([path, content]) => ({ path, content }));
    const folder = writeTree([...byPath.values(), ...own] as never);
    const built = async (name: string): Promise<string[]> =>
      (await kustomize(folder, `apps/web/k8s/overlays/${name}`))
        .filter(({ kind }) => kind === 'ConfigMap')
        .map(({ metadata }) => `${metadata.namespace} ${metadata.name} ${metadata.labels?.environment}`);
    expect((await built('dev')).sort()).toEqual(['web-dev debug dev', 'web-dev redis dev', 'web-dev web-config dev']);
    expect((await built('prod')).sort()).toEqual(['web-prod redis prod', 'web-prod web-config prod']);
  });

  test('must exist', () => {
    expect(render({ apps }, { 'apps/web/k8s/extra/redis.yaml': config('redis') }).findings).toEqual([
      {
        code: 'missing-file',
        path: 'apps.web.environments.dev.extraManifests[0]',
        must: 'name an existing file',
        got: 'apps/web/k8s/extra/dev/debug.yml, which does not exist',
        fix: 'create the file, or remove it here',
      },
    ]);
  });

  const CONFIG = 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: redis}\n';
  const named = (text: string) =>
    render({ apps: { web: { extraManifests: ['redis.yaml'] } } }, { 'apps/web/k8s/extra/redis.yaml': text }).findings;
  const REDIS = 'apps/web/k8s/extra/redis.yaml';

  test.each([
    ['%YAML 1.1\n---\n', '', '1: the directive %YAML 1.1, which kustomize refuses', 'remove this line'],
    ['', '...\nkind: lost\n', '4: a document after ... without ---, which kustomize ignores', 'replace ... by ---'],
    [
      '',
      'data: &d {a: b}\n---\ndata: *d\n',
      '6: Unresolved alias (the anchor must be set before the alias): d',
      'set its anchor earlier in the same document: documents share none',
    ],
    [
      '',
      'data: {\n',
      '5: Flow map in block collection must be sufficiently indented and end with a }',
      'fix the syntax here or just above',
    ],
    ['', 'data: {}\ndata: {}\n', '5: Map keys must be unique', 'keep one of them'],
    [
      '',
      '<<<<<<< HEAD\ndata: {}\n=======\n>>>>>>> other\n',
      '4: merge conflict',
      'combine both sides, then remove the lines that start with <<<<<<<, =======, and >>>>>>>',
    ],
  ])('are YAML that kustomize can read: %j before and %j after', (before, after, problem, fix) => {
    const [finding, ...others] = named(`${before}${CONFIG}${after}`);
    expect(others).toEqual([]);
    expect(finding).toEqual({
      code: 'invalid-manifest',
      path: 'apps.web.extraManifests[0]',
      must: 'name a YAML file that kustomize can read',
      got: `${REDIS}:${problem}`,
      fix,
    });
  });

  test.each([
    [
      '\uFFFD\uFFFDa\0p\0',
      'name a YAML file that kustomize can read',
      `${REDIS}:1: text that is not UTF-8`,
      'save it as UTF-8',
    ],
    [
      'apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nresources: []\n',
      'contain only Kubernetes objects, each with apiVersion and kind',
      `a kustomization in ${REDIS}:1`,
      'list the files of its resources instead',
    ],
  ])('are manifests in UTF-8, unlike %j', (text, must, got, fix) => {
    expect(named(text)).toEqual([{ code: 'invalid-manifest', path: 'apps.web.extraManifests[0]', must, got, fix }]);
  });

  test('can start with a byte order mark, and have empty documents', () => {
    expect(named(`\uFEFF---\n---\n${CONFIG}---\n# nothing\n`)).toEqual([]);
  });

  test.each([['a: b\n'], ['- a\n'], ['kind: ConfigMap\nmetadata: {name: b}\n']])(
    'contain only objects, unlike %j',
    (text) => {
      expect(named(`${CONFIG}---\n${text}`)).toEqual([
        {
          code: 'invalid-manifest',
          path: 'apps.web.extraManifests[0]',
          must: 'contain only Kubernetes objects, each with apiVersion and kind',
          got: `a document without them in ${REDIS}:5`,
          fix: 'add apiVersion and kind, or remove the document',
        },
      ]);
    },
  );

  test.each([
    ['{generateName: migrate-}', 'ConfigMap migrate-*'],
    ['{labels: {a: b}}', 'ConfigMap (no name)'],
    ["{name: ''}", 'ConfigMap (no name)'],
    ['{name: 5}', 'ConfigMap (no name)'],
  ])('contain only objects with a name, unlike %s', (metadata, got) => {
    expect(named(CONFIG.replace('{name: redis}', metadata))).toEqual([
      {
        code: 'invalid-manifest',
        path: 'apps.web.extraManifests[0]',
        must: 'contain only objects with metadata.name, which kustomize requires',
        got: `${got} in ${REDIS}:2`,
        fix: 'set metadata.name to a text; to run a Job at each sync, add the annotation argocd.argoproj.io/hook: Sync',
      },
    ]);
  });

  test.each([
    ['existingConfigMaps', CONFIG, 'ConfigMap redis', 'ConfigMap redis'],
    [
      'existingSecrets',
      'apiVersion: bitnami.com/v1alpha1\nkind: SealedSecret\nmetadata: {name: redis}\n',
      'Secret redis',
      'SealedSecret redis',
    ],
    [
      'existingSecrets',
      'apiVersion: external-secrets.io/v1\nkind: ExternalSecret\nmetadata: {name: a}\nspec: {target: {name: redis}}\n',
      'Secret redis',
      'ExternalSecret a',
    ],
  ])('create nothing that %s lists: %j', (option, text, created, object) => {
    const web = { extraManifests: ['redis.yaml'], [option]: ['redis'] };
    expect(render({ apps: { web } }, { [REDIS]: text }).findings).toEqual([
      {
        code: 'not-unique',
        path: 'apps.web.extraManifests[0]',
        must: `not create ${created}, which ${option} lists as existing elsewhere`,
        got: `${object} in ${REDIS}:2`,
        fix: 'remove one of them',
      },
    ]);
  });

  describe('on disk', () => {
    const onDisk = (make: (root: string) => void) => {
      const root = temporaryFolder();
      make(root);
      const own = { extraManifests: ['redis.yaml'] };
      const repository = resolve({ ...SHOP, apps: { web: own } });
      const folder = new Folder(root);
      return checkAppEscapes(
        repository,
        readExtras(repository, (path) => readExtra(folder, path)),
      );
    };

    test('are files', () => {
      expect(onDisk((root) => writeFiles(root, { [REDIS]: CONFIG }))).toEqual([]);
    });

    test.each([
      [
        'a symbolic link',
        (root: string) => {
          writeFiles(root, { 'apps/web/k8s/extra/other.yaml': CONFIG });
          symlinkSync('other.yaml', join(root, REDIS));
        },
        `${REDIS}, a symbolic link`,
        'replace the link by the file it leads to',
      ],
      [
        'a link that leads nowhere',
        (root: string) => {
          writeFiles(root, { 'apps/web/k8s/extra/other.yaml': CONFIG });
          symlinkSync('../missing', join(root, REDIS));
        },
        `${REDIS}, a symbolic link`,
        'replace the link by the file it leads to',
      ],
      [
        'in a folder that is a link',
        (root: string) => {
          writeFiles(root, { 'shared/redis.yaml': CONFIG, 'apps/web/k8s/a': '' });
          symlinkSync('../../../shared', join(root, 'apps/web/k8s/extra'));
        },
        `${REDIS}, in apps/web/k8s/extra, which is a symbolic link`,
        'replace the link by the folder it leads to',
      ],
      [
        'a folder',
        (root: string) => writeFiles(root, { [`${REDIS}/a.yaml`]: CONFIG }),
        `${REDIS}, which is not a file`,
        'list each of its files, or rename it',
      ],
    ])('are not %s', (_what, make, got, fix) => {
      expect(onDisk(make)).toEqual([
        { code: 'missing-file', path: 'apps.web.extraManifests[0]', must: 'name an existing file', got, fix },
      ]);
    });
  });

  test.each([
    ['data', 'data: {KEY: dmFsdWU=}\n'],
    ['stringData', 'stringData: {KEY: value}\n'],
  ])('contain no Secret with %s, not as one of several documents and not in a List', (_field, data) => {
    const secret = `apiVersion: v1\nkind: Secret\nmetadata: {name: redis}\n${data}`;
    const item = secret.trimEnd().split('\n').join('\n  ');
    const { findings } = render(
      { apps },
      {
        'apps/web/k8s/extra/redis.yaml': `${config('redis')}---\n${secret}`,
        'apps/web/k8s/extra/dev/debug.yml': `apiVersion: v1\nkind: List\nitems:\n- ${item}\n`,
      },
    );
    expect(findings.map(({ code, path, got }) => `${code} ${path} ${got}`)).toEqual([
      'plaintext-secret apps.web.extraManifests[0] Secret redis in apps/web/k8s/extra/redis.yaml:7',
      'plaintext-secret apps.web.environments.dev.extraManifests[0] Secret redis in apps/web/k8s/extra/dev/debug.yml:5',
    ]);
  });

  test.each([
    ['a list of one kind', 'kind: SecretList\nitems:\n- ', '  '],
    ['a list in a list', 'kind: List\nitems:\n- apiVersion: v1\n  kind: List\n  items:\n  - ', '    '],
  ])('contain no Secret in %s, which kustomize takes apart, too', (_what, list, indent) => {
    const secret = `apiVersion: v1\nkind: Secret\nmetadata: {name: redis}\nstringData: {KEY: value}`;
    const text = `apiVersion: v1\n${list}${secret.replaceAll('\n', `\n${indent}`)}\n`;
    const line = text.split('\n').findIndex((one) => /kind: Secret$/.test(one)) + 1;
    const { findings } = render({ apps }, { ...existing, 'apps/web/k8s/extra/redis.yaml': text });
    expect(findings.map(({ code, got }) => `${code} ${got}`)).toEqual([
      `plaintext-secret Secret redis in apps/web/k8s/extra/redis.yaml:${line}`,
    ]);
  });

  test.each(['kind: Secret\ntype: kubernetes.io/service-account-token', 'kind: SealedSecret\nspec: {}'])(
    'may contain a Secret without values: %j',
    (body) => {
      const text = `apiVersion: v1\nmetadata: {name: a}\n${body}\n`;
      expect(render({ apps }, { ...existing, 'apps/web/k8s/extra/redis.yaml': text }).findings).toEqual([]);
    },
  );
});

describe('a patch that breaks what is around the object', () => {
  const container = (name: string, more: object = {}): object => ({
    name,
    image: `docker.io/library/${name}:1`,
    ...more,
  });
  const add = (path: string, value: unknown): PatchOptions => ({
    kind: 'Deployment',
    operations: [{ op: 'add', path: `/spec/template/spec${path}`, value }],
  });
  const SAFE = {
    securityContext: {
      allowPrivilegeEscalation: false,
      capabilities: { drop: ['ALL'] },
      seccompProfile: { type: 'RuntimeDefault' },
    },
  };

  test.each([
    ['a sidecar', add('/containers/-', container('proxy')), 'proxy'],
    ['an init container', add('/initContainers', [container('wait')]), 'wait'],
    ['a sidecar in one environment', { ...add('/containers/-', container('agent')), environment: 'prod' }, 'agent'],
  ])('is refused: %s that Pod Security refuses', (_what, patch, name) => {
    expect(render(withPatches(patch)).findings).toEqual([
      {
        code: 'invalid-manifest',
        path: 'apps.web.patches[0]',
        must: 'keep the pods of Deployment web within the Pod Security Standard restricted that their namespace enforces',
        // The pod sets runAsNonRoot and seccompProfile for all of its containers.
        got:
          `container ${name}: securityContext.allowPrivilegeEscalation must be false, ` +
          `container ${name}: securityContext.capabilities.drop must contain ALL`,
        fix:
          "set securityContext of the container to { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] }, " +
          "runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } }",
      },
    ]);
  });

  test('is accepted where the pods are safe, or the namespace enforces less', () => {
    expect(render(withPatches(add('/containers/-', container('proxy', SAFE)))).findings).toEqual([]);
    const label = { 'pod-security.kubernetes.io/enforce': 'baseline' };
    const lower: PatchOptions = { kind: 'Namespace', merge: { metadata: { labels: label } } };
    expect(render(withPatches(lower, add('/containers/-', container('proxy')))).findings).toEqual([]);
    const apps = { web: { createNamespace: false, patches: [add('/containers/-', container('proxy'))] } };
    expect(render({ apps }).findings).toEqual([]);
  });

  test.each([
    ['of the pods', { spec: { template: { metadata: { labels: { 'app.kubernetes.io/name': 'other' } } } } }],
    ['of the selector', { spec: { selector: { matchLabels: { team: 'a' } } } }],
  ])('is refused: labels %s alone', (_what, merge) => {
    expect(render(withPatches({ kind: 'Deployment', name: 'web', merge })).findings).toEqual([
      {
        code: 'invalid-manifest',
        path: 'apps.web.patches[0]',
        must: 'keep a selector in Deployment web that fits the labels of its pods',
        got: 'a selector that does not fit them, which the API server refuses',
        fix: 'patch neither: in a cluster, a selector cannot change',
      },
    ]);
  });

  test('is refused: labels that leave a Service without pods', () => {
    const labels = { app: 'legacy', 'app.kubernetes.io/name': null, 'app.kubernetes.io/component': null };
    const pods = { selector: { matchLabels: labels }, template: { metadata: { labels } } };
    const own: PatchOptions = { kind: 'Deployment', name: 'web', merge: { spec: pods } };
    expect(render(withPatches(own)).findings).toEqual([
      {
        code: 'invalid-manifest',
        path: 'apps.web.patches[0]',
        must: 'leave pods for Service web to select in dev',
        got: 'no pod with the labels app.kubernetes.io/component=web, app.kubernetes.io/name=web',
        fix: 'use the same labels in the selector of the Service and in the pods',
      },
    ]);
    const service: PatchOptions = { kind: 'Service', name: 'web', merge: { spec: { selector: labels } } };
    expect(render(withPatches(own, service)).findings).toEqual([]);
    expect(render(withPatches(service)).findings.map(({ path, must }) => [path, must])).toEqual([
      ['apps.web.patches[0]', 'leave pods for Service web to select in dev'],
    ]);
  });

  test.each([
    ['another image', 'docker.io/acme/other:1.2'],
    ['the image of another registry', 'ghcr.io/acme/web:1'],
    ['an image without a registry', 'web'],
  ])('is refused: %s, which releases do not set', (_what, image) => {
    const operations = [{ op: 'replace', path: '/spec/template/spec/containers/0/image', value: image }];
    expect(render(withPatches({ kind: 'Deployment', operations })).findings).toEqual([
      {
        code: 'invalid-manifest',
        path: 'apps.web.patches[0]',
        must: 'keep the image of web in Deployment web, or releases do not reach it',
        got: image,
        fix: 'add a container for another image, or run it as your own workload in extraManifests',
      },
    ]);
  });

  test.each<[string, string, Partial<PatchOptions>]>([
    ['a tag in the base, which releases replace', 'docker.io/acme/web:9', {}],
    ['a tag in one environment, which hides releases', 'docker.io/acme/web:9', { environment: 'prod' }],
    ['a digest', `docker.io/acme/web@sha256:${'a'.repeat(64)}`, { environment: 'dev' }],
  ])('is refused: %s', (_what, image, more) => {
    const operations = [{ op: 'replace', path: '/spec/template/spec/containers/0/image', value: image }];
    expect(render(withPatches({ kind: 'Deployment', operations, ...more })).findings).toEqual([
      {
        code: 'invalid-manifest',
        path: 'apps.web.patches[0]',
        must: 'leave the tag and the digest of the image of web in Deployment web to releases',
        got: image,
        fix: 'leave the image out of the patch; to keep an environment on a release, run make pin',
      },
    ]);
  });

  test.each([
    ['shorter than the time to stop', 8, {}],
    ['longer, which the server does not use', 120, {}],
    ['in one environment', 60, { environment: 'prod' }],
  ])('is refused: a grace period %s', (_what, terminationGracePeriodSeconds, more) => {
    const merge = { spec: { template: { spec: { terminationGracePeriodSeconds } } } };
    expect(render(withPatches({ kind: 'Deployment', merge, ...more })).findings).toEqual([
      {
        code: 'invalid-manifest',
        path: 'apps.web.patches[0]',
        must: 'keep terminationGracePeriodSeconds in Deployment web: the time that the server waits for requests follows the option',
        got: String(terminationGracePeriodSeconds),
        fix: 'set terminationGracePeriodSeconds of the workload instead',
      },
    ]);
  });

  test('is accepted: a grace period with its graceful timeout, or of a worker', () => {
    const merge = { spec: { template: { spec: { terminationGracePeriodSeconds: 120 } } } };
    const timeout = add('/containers/0/env/-', { name: 'GRACEFUL_TIMEOUT', value: '100' });
    expect(render(withPatches({ kind: 'Deployment', merge }, timeout)).findings).toEqual([]);
    const worker = { workloads: { mailer: { command: ['mailer'] } }, patches: [{ kind: 'Deployment', merge }] };
    expect(render({ apps: { web: worker } }).findings).toEqual([]);
  });

  test('is accepted: a sidecar that runs the image of the app, whose tag releases set', () => {
    const sidecar = container('worker', { image: 'docker.io/acme/web', ...SAFE });
    expect(render(withPatches(add('/containers/-', sidecar))).findings).toEqual([]);
  });

  test('is accepted where a later patch completes it', () => {
    const open = add('/containers/-', container('proxy'));
    const safe: PatchOptions = {
      kind: 'Deployment',
      operations: [
        { op: 'add', path: '/spec/template/spec/containers/1/securityContext', value: SAFE.securityContext },
      ],
    };
    expect(render(withPatches(open, safe)).findings).toEqual([]);
  });
});

describe('extra manifests and what is generated', () => {
  const REDIS = 'apps/web/k8s/extra/redis.yaml';
  const apps = { web: { extraManifests: ['redis.yaml'] } };
  const workload = (context: string, kind = 'StatefulSet'): string =>
    `apiVersion: apps/v1\nkind: ${kind}\nmetadata: {name: redis}\nspec:\n  template:\n    spec:\n` +
    `      containers:\n      - {name: redis, image: "redis:7", securityContext: ${context}}\n`;
  const SAFE =
    '{runAsNonRoot: true, runAsUser: 999, allowPrivilegeEscalation: false, capabilities: {drop: [ALL]}, seccompProfile: {type: RuntimeDefault}}';

  test.each(['StatefulSet', 'Deployment', 'DaemonSet'])('a %s must have pods that its namespace lets in', (kind) => {
    expect(render({ apps }, { [REDIS]: workload(SAFE, kind) }).findings).toEqual([]);
    expect(
      render({ apps }, { [REDIS]: workload(SAFE.replace('runAsNonRoot: true', 'privileged: true'), kind) }).findings,
    ).toEqual([
      {
        code: 'invalid-manifest',
        path: 'apps.web.extraManifests[0]',
        must: 'contain only pods within the Pod Security Standard restricted, which their namespace enforces',
        got:
          `${kind} redis in ${REDIS}:2: container redis: securityContext.privileged must be false, ` +
          'container redis: securityContext.runAsNonRoot must be true',
        fix: expect.stringContaining('set securityContext of the container to {') as string,
      },
    ]);
  });

  test('pods are not judged where the namespace is created elsewhere', () => {
    const elsewhere = { web: { ...apps.web, createNamespace: false } };
    expect(render({ apps: elsewhere }, { [REDIS]: workload('{}') }).findings).toEqual([]);
  });

  test.each([
    ['v1', 'Service', 'web'],
    ['apps/v1', 'Deployment', 'web'],
    ['networking.k8s.io/v1', 'NetworkPolicy', 'web'],
    ['autoscaling/v1', 'HorizontalPodAutoscaler', 'web'],
  ])('an object of %s %s %s is generated already', (apiVersion, kind, name) => {
    const text = `apiVersion: ${apiVersion}\nkind: ${kind}\nmetadata: {name: ${name}}\n`;
    const own = { web: { ...SHOP.apps?.web, ...apps.web } };
    expect(render({ apps: own }, { [REDIS]: text }).findings).toEqual([
      {
        code: 'not-unique',
        path: 'apps.web.extraManifests[0]',
        must: `not contain ${kind} ${name}, which is generated already`,
        got: `${REDIS}:2`,
        fix: 'choose another name; to change the generated object, set patches',
      },
    ]);
  });

  test.each([
    ['other', { clusterResourceWhitelist: [{ kind: 'Namespace' }] }],
    ['web-dev', {}],
  ])('a Namespace is refused, because kustomize renames it: %s', (name, more) => {
    const text = `apiVersion: v1\nkind: Namespace\nmetadata: {name: ${name}}\n`;
    const own = { web: { ...apps.web, ...more } };
    expect(render({ apps: own }, { [REDIS]: text }).findings).toEqual([
      {
        code: 'not-unique',
        path: 'apps.web.extraManifests[0]',
        must: 'contain no Namespace: kustomize gives each the name of the generated one',
        got: `Namespace ${name} in ${REDIS}:2`,
        fix: 'deploy it elsewhere; to change the generated Namespace, set patches',
      },
    ]);
    const elsewhere = { web: { ...own.web, ...more, createNamespace: false } };
    const must = render({ apps: elsewhere }, { [REDIS]: text }).findings.map((finding) => finding.must);
    expect(must).toEqual(
      'clusterResourceWhitelist' in more
        ? []
        : ['contain only cluster-scoped kinds that clusterResourceWhitelist of web lists, or Argo CD refuses the sync'],
    );
  });

  test('an object is in one of them only, unless they are of different environments', () => {
    const config = 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: redis}\n';
    const two = { web: { extraManifests: ['redis.yaml'], environments: { dev: { extraManifests: ['b.yaml'] } } } };
    const B = 'apps/web/k8s/extra/dev/b.yaml';
    expect(render({ apps: two }, { [REDIS]: config, [B]: config }).findings).toEqual([
      {
        code: 'not-unique',
        path: 'apps.web.environments.dev.extraManifests[0]',
        must: `not contain ConfigMap redis, which is in ${REDIS}:2 already`,
        got: `${B}:2`,
        fix: 'remove one of them',
      },
    ]);
    const apart = { dev: { extraManifests: ['b.yaml'] }, prod: { extraManifests: ['b.yaml'] } };
    const PROD = 'apps/web/k8s/extra/prod/b.yaml';
    expect(render({ apps: { web: { environments: apart } } }, { [B]: config, [PROD]: config }).findings).toEqual([]);
  });
});

describe('the AppProject of an app with extra manifests', () => {
  const FILE = 'apps/web/k8s/extra/extra.yaml';
  const manifest = (apiVersion: string, kind: string): string =>
    `apiVersion: ${apiVersion}\nkind: ${kind}\nmetadata: {name: reader}\n`;
  const withExtra = (text: string, more: object = {}) =>
    render({ apps: { web: { extraManifests: ['extra.yaml'], ...more } } }, { [FILE]: text });
  const projectOf = ({ byPath }: ReturnType<typeof render>): KubeObject =>
    parse(byPath.get('apps/web/argo/project.yaml')?.content ?? '') as KubeObject;

  test.each([
    ['rbac.authorization.k8s.io/v1', 'Role', 'rbac.authorization.k8s.io'],
    ['external-secrets.io/v1', 'ExternalSecret', 'external-secrets.io'],
    ['cert-manager.io/v1', 'Certificate', 'cert-manager.io'],
    ['apps/v1', 'DaemonSet', 'apps'],
    ['v1', 'ResourceQuota', ''],
    ['postgresql.cnpg.io/v1', 'Cluster', 'postgresql.cnpg.io'],
    ['acme.example/v1beta1', 'Widget', 'acme.example'],
  ])('allows what they contain: %s %s', (apiVersion, kind, group) => {
    const rendered = withExtra(manifest(apiVersion, kind));
    expect(rendered.findings).toEqual([]);
    const { namespaceResourceWhitelist: allowed, clusterResourceWhitelist } = projectOf(rendered).spec;
    expect(allowed).toContainEqual({ group, kind });
    expect(allowed).toHaveLength(projectOf(render({})).spec.namespaceResourceWhitelist.length + 1);
    expect(clusterResourceWhitelist).toEqual([{ group: '', kind: 'Namespace' }]);
  });

  test('lists a kind once, also one of a List and of one environment', () => {
    const list = `apiVersion: v1\nkind: List\nitems:\n- ${manifest('batch/v1', 'Job').trimEnd().replaceAll('\n', '\n  ')}\n`;
    const role = manifest('rbac.authorization.k8s.io/v1', 'Role');
    const rendered = render(
      {
        apps: { web: { extraManifests: ['a.yaml', 'b.yaml'], environments: { dev: { extraManifests: ['c.yaml'] } } } },
      },
      {
        'apps/web/k8s/extra/a.yaml': `${list}---\n${role}`,
        'apps/web/k8s/extra/b.yaml': manifest('keda.sh/v1alpha1', 'ScaledObject'),
        'apps/web/k8s/extra/dev/c.yaml': role.replace('reader', 'writer'),
      },
    );
    expect(rendered.findings).toEqual([]);
    const kinds = projectOf(rendered).spec.namespaceResourceWhitelist.map(({ kind }: { kind: string }) => kind);
    expect(kinds.filter((kind: string) => ['Job', 'Role', 'ScaledObject'].includes(kind))).toEqual([
      'Job',
      'ScaledObject',
      'Role',
    ]);
  });

  test.each([
    ['rbac.authorization.k8s.io/v1', 'ClusterRoleBinding', 'rbac.authorization.k8s.io'],
    ['v1', 'PersistentVolume', ''],
    ['cert-manager.io/v1', 'ClusterIssuer', 'cert-manager.io'],
    ['admissionregistration.k8s.io/v1', 'ValidatingWebhookConfiguration', 'admissionregistration.k8s.io'],
    ['acme.example/v1', 'ClusterWidget', 'acme.example'],
  ])('allows a kind of the cluster only if an option lists it: %s %s', (apiVersion, kind, group) => {
    const text = `${manifest('v1', 'ConfigMap')}---\n${manifest(apiVersion, kind)}`;
    const described = group === '' ? kind : `${kind} (${group})`;
    expect(withExtra(text).findings).toEqual([
      {
        code: 'invalid-manifest',
        path: 'apps.web.extraManifests[0]',
        must: 'contain only cluster-scoped kinds that clusterResourceWhitelist of web lists, or Argo CD refuses the sync',
        got: `${described} reader in ${FILE}:6`,
        fix: `add { group: '${group}', kind: '${kind}' } to apps.web.clusterResourceWhitelist, or deploy it elsewhere`,
      },
    ]);
    const entry = group === '' ? { kind } : { group, kind };
    const allowed = withExtra(text, { clusterResourceWhitelist: [entry] });
    expect(allowed.findings).toEqual([]);
    expect(projectOf(allowed).spec.clusterResourceWhitelist).toContainEqual({ group, kind });
  });

  test('allows what the levels of the config list, for all environments together', () => {
    const rendered = render(
      {
        organization: { defaults: { clusterResourceWhitelist: [{ kind: 'Node' }] } },
        environments: { dev: { clusterResourceWhitelist: [{ group: 'x.example', kind: '*' }] }, prod: {} },
        apps: {
          web: {
            environments: { prod: { namespaceResourceWhitelist: [{ group: 'acme.example', kind: 'ClusterWidget' }] } },
            extraManifests: ['extra.yaml'],
          },
        },
      },
      { [FILE]: manifest('acme.example/v1', 'ClusterWidget') },
    );
    expect(rendered.findings).toEqual([]);
    const { clusterResourceWhitelist, namespaceResourceWhitelist } = projectOf(rendered).spec;
    expect(clusterResourceWhitelist).toEqual([
      { group: '', kind: 'Namespace' },
      { group: '', kind: 'Node' },
      { group: 'x.example', kind: '*' },
    ]);
    expect(namespaceResourceWhitelist).toContainEqual({ group: 'acme.example', kind: 'ClusterWidget' });
  });

  test('is not generated with an AppProject from elsewhere, so its kinds are not judged', () => {
    const apps = { web: { extraManifests: ['extra.yaml'] } };
    const existing = { [FILE]: manifest('rbac.authorization.k8s.io/v1', 'ClusterRole') };
    expect(render({ apps, argocd: { manages: 'applications', project: 'team' } }, existing).findings).toEqual([]);
  });
});

describe('an override', () => {
  const WORKFLOW = '.github/workflows/app.yml';

  test('changes a generated YAML file and keeps its comments', () => {
    const { byPath, findings } = render({
      overrides: {
        [WORKFLOW]: [{ op: 'replace', path: '/jobs/test/timeout-minutes', value: 45 }],
        'argo/root-app/kustomization.yaml': [{ op: 'add', path: '/resources/-', value: '../../more' }],
      },
    });
    expect(findings).toEqual([]);
    const plain = render({}).byPath;
    const workflow = byPath.get(WORKFLOW);
    const expected = plain.get(WORKFLOW)?.content.replace(/(name: Test\n[^]*?timeout-minutes: )15/, '$145');
    expect(workflow?.content).toBe(expected);
    expect(workflow?.changedBy).toEqual([`overrides["${WORKFLOW}"]`]);
    const root = plain.get('argo/root-app/kustomization.yaml')?.content;
    expect(byPath.get('argo/root-app/kustomization.yaml')?.content).toBe(`${root}- ../../more\n`);
  });

  test.each([
    ['apps/web/Dockerfile', '/a', 'invalid-value', 'be a YAML file'],
    ['argo/root-app.yaml', '/a', 'invalid-value', 'be a file with one YAML document'],
    ['.github/workflows/mian.yml', '/a', 'unknown-file', 'name a generated file'],
    [WORKFLOW, '/a', 'patch-failed', `apply to ${WORKFLOW}`],
    ['apps/web/k8s/overlays/dev/release/kustomization.yaml', '/a', 'unknown-file', 'name a generated file'],
    ['.generated.sha256', '/a', 'unknown-file', 'name a generated file'],
  ])('of %s at %s is refused: %s', (file, path, code, must) => {
    const { findings } = render({ overrides: { [file]: [{ op: 'remove', path }] } });
    expect(findings.map((finding) => [finding.code, finding.must])).toEqual([[code, must]]);
  });
});

describe('a file that is taken over', () => {
  test('is yours: written once, then left alone', () => {
    const { byPath, findings } = render({ takeOver: ['apps/web/Dockerfile'] });
    expect(findings).toEqual([]);
    expect(byPath.get('apps/web/Dockerfile')).toMatchObject({
      owner: 'starter',
      option: 'takeOver[0]',
    });
  });

  test('must be generated, and cannot be overridden as well', () => {
    expect(render({ takeOver: ['apps/web/Dockerfil'] }).findings).toMatchObject([
      { code: 'unknown-file', path: 'takeOver[0]', fix: 'did you mean apps/web/Dockerfile?' },
    ]);
    const file = 'argo/root-app/kustomization.yaml';
    const both = render({ takeOver: [file], overrides: { [file]: [{ op: 'remove', path: '/a' }] } });
    expect(both.findings.map(({ code }) => code)).toEqual(['conflicting-options']);
  });
});

test('your own steps are before and after the tests', () => {
  const ciSteps = {
    beforeTests: [{ name: 'Start a database', run: 'make database', apps: ['web'] }],
    afterTests: [
      { name: 'Report', uses: `acme/report@${'a'.repeat(40)}`, with: { level: '1' }, env: { A: '${{ secrets.A }}' } },
    ],
  };
  const { byPath } = render({ ciSteps });
  const { jobs } = parse(byPath.get('.github/workflows/app.yml')?.content ?? '') as {
    jobs: { test: { steps: { name: string }[] } };
  };
  const { steps } = jobs.test;
  expect(steps.slice(steps.findIndex(({ name }) => name === 'Start a database'))).toEqual([
    { name: 'Start a database', if: `contains(fromJSON('["web"]'), inputs.app)`, run: 'make database' },
    expect.objectContaining({ name: 'Lint and test' }),
    { name: 'Report', uses: `acme/report@${'a'.repeat(40)}`, env: { A: '${{ secrets.A }}' }, with: { level: '1' } },
  ]);
});
