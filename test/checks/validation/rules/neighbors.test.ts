import type { Files } from '../../../fixtures/seed/defects';
import { edit, found } from '../support';

const K8S = 'apps/example-app/k8s';
const BASE = `${K8S}/base`;
const DEPLOYMENT = `${BASE}/deployment.yaml`;
const SERVICE = `${BASE}/service.yaml`;

/** Adds a file with objects to the base. */
function extra(text: string): (files: Files) => void {
  return (files) => {
    files.set(`${BASE}/extra.yaml`, text);
    edit(`${BASE}/kustomization.yaml`, '- service.yaml\n', '- service.yaml\n- extra.yaml\n')(files);
  };
}

const all =
  (...changes: readonly ((files: Files) => void)[]) =>
  (files: Files): void => {
    for (const change of changes) change(files);
  };

const WORKLOAD = (kind: string, container = '{name: extra, image: "redis:7.4"}', labels = '{app: extra}'): string =>
  `apiVersion: apps/v1\nkind: ${kind}\nmetadata:\n  name: extra\nspec:\n  selector: {matchLabels: {app: extra}}\n` +
  `  template:\n    metadata: {labels: ${labels}}\n    spec:\n      containers:\n      - ${container}\n`;

describe('pod-security: pods that the label of their namespace refuses', () => {
  const enforce = (level: string) =>
    edit(
      `${BASE}/namespace.yaml`,
      '  name: example-app\n',
      `  name: example-app\n  labels: {pod-security.kubernetes.io/enforce: ${level}}\n`,
    );
  const fits = edit(
    DEPLOYMENT,
    '        ports:\n',
    '        securityContext: {allowPrivilegeEscalation: false, capabilities: {drop: [ALL]}, seccompProfile: {type: RuntimeDefault}}\n        ports:\n',
  );
  const named = (...changes: ((files: Files) => void)[]): Promise<string[]> =>
    found('pod-security', all(enforce('restricted'), ...changes));

  test('are reported with what they lack', async () => {
    expect(await named(fits, extra(WORKLOAD('StatefulSet')))).toEqual([
      `${BASE}/extra.yaml | spec: => StatefulSet extra has pods that the Pod Security Standard restricted of its namespace refuses: ` +
        'container extra: securityContext.allowPrivilegeEscalation must be false, ' +
        'container extra: securityContext.capabilities.drop must contain ALL, ' +
        'container extra: securityContext.runAsNonRoot must be true and 1 more',
    ]);
  });

  test.each([
    ['an init container', 'initContainers', '{name: wait, image: "busybox:1"}', 'wait'],
    ['a sidecar', 'containers', '{name: proxy, image: "nginx:1.29"}', 'proxy'],
  ])('because of %s that a patch adds', async (_what, list, container, name) => {
    const patch = (files: Files): void => {
      const path = `${K8S}/overlays/prod/kustomization.yaml`;
      const operation =
        list === 'containers'
          ? `{op: add, path: /spec/template/spec/containers/-, value: ${container}}`
          : `{op: add, path: /spec/template/spec/initContainers, value: [${container}]}`;
      edit(path, 'patches:\n', `patches:\n- target: {kind: Deployment}\n  patch: |-\n    - ${operation}\n`)(files);
    };
    expect(await named(fits, patch)).toEqual([
      expect.stringContaining(`container ${name}: securityContext.allowPrivilegeEscalation must be false`) as string,
    ]);
  });

  test('are none where the namespace has no such label, or only baseline', async () => {
    expect(await found('pod-security', extra(WORKLOAD('StatefulSet')))).toEqual([]);
    expect(await found('pod-security', all(enforce('baseline'), extra(WORKLOAD('StatefulSet'))))).toEqual([]);
    expect(await named(fits)).toEqual([]);
  });
});

describe('selector', () => {
  const named = (change: (files: Files) => void): Promise<string[]> => found('selector', change);

  test.each(['Deployment', 'StatefulSet', 'DaemonSet'])('of a %s must fit its own pods', async (kind) => {
    expect(await named(extra(WORKLOAD(kind, undefined, '{app: other}')))).toEqual([
      `${BASE}/extra.yaml | metadata: {labels: {app: other}} => ${kind} extra has a selector that does not fit the labels of the ` +
        'pods it creates, so the API server refuses it',
    ]);
  });

  test('of a Service must fit some pods', async () => {
    expect(await named(edit(SERVICE, 'app: example-app', 'app: example'))).toEqual([
      `${SERVICE} | selector: => Service example-app selects no pods of this repository`,
    ]);
  });

  test('of a PodDisruptionBudget must fit some pods', async () => {
    const budget =
      'apiVersion: policy/v1\nkind: PodDisruptionBudget\nmetadata:\n  name: extra\nspec:\n  maxUnavailable: 1\n' +
      '  selector:\n    matchExpressions:\n    - {key: app, operator: In, values: [other]}\n';
    expect(await named(extra(budget))).toEqual([
      `${BASE}/extra.yaml | selector: => PodDisruptionBudget extra selects no pods of this repository`,
    ]);
    expect(await named(extra(budget.replace('other', 'example-app')))).toEqual([]);
  });

  test('an autoscaler needs its workload', async () => {
    const autoscaler =
      'apiVersion: autoscaling/v2\nkind: HorizontalPodAutoscaler\nmetadata:\n  name: extra\nspec:\n  maxReplicas: 3\n' +
      '  scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: example}\n';
    expect(await named(extra(autoscaler))).toEqual([
      `${BASE}/extra.yaml | scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: example} => HorizontalPodAutoscaler extra ` +
        'scales Deployment example, which is not in the build',
    ]);
    expect(await named(extra(autoscaler.replace('name: example}', 'name: example-app}')))).toEqual([]);
  });

  test.each([
    [
      'without a selector',
      'apiVersion: v1\nkind: Service\nmetadata:\n  name: extra\nspec:\n  type: ExternalName\n  externalName: a.b\n',
    ],
    [
      'for pods that a custom resource creates',
      'apiVersion: v1\nkind: Service\nmetadata:\n  name: extra\nspec:\n  selector: {cnpg.io/cluster: db}\n  ports: [{port: 5432}]\n' +
        '---\napiVersion: postgresql.cnpg.io/v1\nkind: Cluster\nmetadata:\n  name: db\n',
    ],
  ])('of a Service is not judged %s', async (_what, text) => {
    expect(await named(extra(text))).toEqual([]);
  });
});

describe('released-image', () => {
  const PROD = `${K8S}/overlays/prod/kustomization.yaml`;
  const named = (change: (files: Files) => void): Promise<string[]> => found('released-image', change);

  test('an image that no container runs is reported in the kustomization that sets it', async () => {
    expect(await named(edit(DEPLOYMENT, 'docker.io/acme/example-app', 'docker.io/acme/service'))).toEqual(
      ['dev', 'prod', 'staging'].map(
        (name) =>
          `${K8S}/overlays/${name}/kustomization.yaml | ${name === 'prod' ? 'name' : 'name'}: docker.io/acme/example-app => sets the image ` +
          `docker.io/acme/example-app, which no container of ${K8S}/overlays/${name} runs`,
      ),
    );
  });

  test.each([
    [
      'a custom resource',
      extra(
        'apiVersion: argoproj.io/v1alpha1\nkind: Rollout\nmetadata:\n  name: a\nspec:\n  image: docker.io/acme/other\n',
      ),
    ],
    [
      'nothing, because a later entry renames it',
      (files: Files) => {
        edit(
          `${BASE}/kustomization.yaml`,
          'resources:\n',
          'images:\n- name: docker.io/acme/other\n  newName: docker.io/acme/example-app\nresources:\n',
        )(files);
        edit(DEPLOYMENT, 'docker.io/acme/example-app', 'docker.io/acme/other')(files);
      },
    ],
  ])('an image may be that of %s', async (_what, change) => {
    const withEntry = (files: Files): void => {
      change(files);
      if (!files.has(`${BASE}/extra.yaml`)) return;
      edit(PROD, 'images:\n', 'images:\n- name: docker.io/acme/other\n  newTag: "1.2"\n')(files);
    };
    expect(await named(withEntry)).toEqual([]);
  });

  test('a container with another tag than the release is reported', async () => {
    const patched = (files: Files): void => {
      files.set(
        `${K8S}/overlays/prod/release/kustomization.yaml`,
        'apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\nimages:\n- name: docker.io/acme/example-app\n  newTag: "1.2"\n',
      );
      const own = (files.get(PROD) as string).replace(/images:\n(?:[- ].*\n)*/, 'components:\n- release\n');
      files.set(
        PROD,
        own.replace(
          'patches:\n',
          'patches:\n- target: {kind: Deployment}\n  patch: |-\n    - {op: replace, path: /spec/template/spec/containers/0/image, value: "docker.io/acme/example-app:9"}\n',
        ),
      );
    };
    expect(await named(patched)).toEqual([
      `${PROD} => Deployment example-app runs docker.io/acme/example-app:9, not what ${K8S}/overlays/prod/release/kustomization.yaml sets`,
    ]);
  });
});

describe('duplicate-object', () => {
  test('one object in two versions is reported, two objects of one name are not', async () => {
    const autoscaler = (version: string): string =>
      `apiVersion: autoscaling/${version}\nkind: HorizontalPodAutoscaler\nmetadata:\n  name: web\nspec:\n  maxReplicas: 3\n` +
      '  scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: example-app}\n';
    const lines = await found('duplicate-object', extra(`${autoscaler('v1')}---\n${autoscaler('v2')}`));
    expect(lines).toEqual(
      ['dev', 'prod', 'staging'].map((name) =>
        expect.stringContaining(
          `${K8S}/overlays/${name} has HorizontalPodAutoscaler web twice: as autoscaling/v1, autoscaling/v2`,
        ),
      ),
    );
    expect(
      await found('duplicate-object', extra('apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: example-app\n')),
    ).toEqual([]);
  });
});
