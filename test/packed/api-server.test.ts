import { manifestsOf, releaseEverywhere, repositoryWith } from './released';
import * as support from './support';
import type { PythonGitOpsAppOptions } from '../../src/config/options';
import { resolve } from '../../src/config/resolve';
import type { ApiClient, KubernetesObject } from '../support/api-client';
import type { ApiServer } from '../support/api-server';
import { complaints, startApiServer, storeNamespaces } from '../support/api-server';
import { REPOSITORIES } from '../support/repositories';

jest.setTimeout(600_000);

let server: ApiServer | undefined;
let client: ApiClient;

beforeAll(async () => {
  server = await startApiServer();
  client = server.client;
});

afterAll(async () => {
  support.cleanUp();
  // There is none when it did not start.
  await server?.stop();
});

/**
 * The one warning that cannot be avoided: for an AppProject, Argo CD knows its finalizer by this name only, which has no
 * path. (For an Application it also knows names with a path.)
 *
 * @see https://github.com/argoproj/argo-cd/blob/v3.2.11/pkg/apis/application/v1alpha1/app_project_types.go
 */
function warnedOf(path: string, { kind, metadata }: KubernetesObject): string[] {
  if (kind !== 'AppProject' || metadata.finalizers === undefined) return [];
  const advice =
    'prefer a domain-qualified finalizer name including a path (/) to avoid accidental conflicts with other finalizer writers';
  const warning = `metadata.finalizers: "resources-finalizer.argocd.argoproj.io": ${advice}`;
  return [`${path}: AppProject ${metadata.namespace}/${metadata.name}: warning: ${warning}`];
}

interface PodTemplate {
  readonly metadata?: object;
  readonly spec: { readonly containers: readonly object[] };
}

/** The pods that the controllers of a cluster would make of an object. */
function podsOf(object: KubernetesObject): KubernetesObject[] {
  const template = podTemplate(object);
  if (!template) return [];
  const { name, namespace } = object.metadata;
  const metadata = { ...template.metadata, name, namespace };
  return [{ apiVersion: 'v1', kind: 'Pod', metadata, spec: { restartPolicy: 'Always', ...template.spec } }];
}

function podTemplate({ kind, spec }: KubernetesObject): PodTemplate | undefined {
  if (kind === 'CronJob') {
    return (spec as { jobTemplate: { spec: { template: PodTemplate } } }).jobTemplate.spec.template;
  }
  return (spec as { template?: PodTemplate } | undefined)?.template?.spec?.containers
    ? (spec as { template: PodTemplate }).template
    : undefined;
}

describe.each(REPOSITORIES)('%s', (_name, options: PythonGitOpsAppOptions) => {
  let manifests: Map<string, KubernetesObject[]>;
  let all: KubernetesObject[];

  beforeAll(async () => {
    const folder = repositoryWith(options);
    releaseEverywhere(folder);
    manifests = manifestsOf(folder);
    all = [...manifests.values()].flat();
    await storeNamespaces(client, all);
  });

  test('has an Application for each app in each environment, and the root', () => {
    const own = resolve(options).apps.flatMap((app) => app.environments.flatMap((there) => there.applications));
    const applications = own.map(({ name }) => name);
    const found = all.filter(({ kind }) => kind === 'Application').map(({ metadata }) => metadata.name);
    expect(found.sort()).toEqual([...applications, `${options.name}-root`].sort());
  });

  test('has objects that the API server accepts, with no warning but that of AppProjects', async () => {
    const [found, expected]: [string[], string[]] = [[], []];
    for (const [path, objects] of manifests) {
      expect(objects.length).toBeGreaterThan(0);
      for (const object of objects) {
        expected.push(...warnedOf(path, object));
        found.push(...complaints(object, await client.apply(object)).map((complaint) => `${path}: ${complaint}`));
      }
    }
    expect(found).toEqual(expected);
  });

  test('has pods that its namespaces admit', async () => {
    const pods = all.flatMap(podsOf);
    expect(pods.length).toBeGreaterThan(0);
    const found: string[] = [];
    for (const pod of pods) found.push(...complaints(pod, await client.create(pod)));
    expect(found).toEqual([]);
  });
});

describe('the API server rejects:', () => {
  let deployment: KubernetesObject;
  let application: KubernetesObject;

  beforeAll(async () => {
    const folder = repositoryWith(REPOSITORIES[0][1]);
    releaseEverywhere(folder);
    const all = [...manifestsOf(folder).values()].flat();
    await storeNamespaces(client, all);
    deployment = all.find(({ kind }) => kind === 'Deployment') as KubernetesObject;
    application = all.find(({ kind }) => kind === 'Application') as KubernetesObject;
  });

  /** A copy in which the value at a path is another one. */
  function planted(object: KubernetesObject, path: readonly (string | number)[], value: unknown): KubernetesObject {
    const copy = structuredClone(object) as unknown as Record<string | number, never>;
    const last = path[path.length - 1];
    const parent = path.slice(0, -1).reduce((at, key) => at[key], copy) as Record<string | number, unknown>;
    parent[last] = value;
    return copy as unknown as KubernetesObject;
  }

  const CONTAINER = ['spec', 'template', 'spec', 'containers', 0];

  test('a Deployment whose pods run as root is warned of', async () => {
    const root = planted(deployment, [...CONTAINER, 'securityContext', 'runAsUser'], 0);
    expect(complaints(root, await client.apply(root))).toEqual([
      'Deployment shop-dev/shop: warning: would violate PodSecurity "restricted:v1.34": runAsUser=0 (container "web" must not set runAsUser=0)',
    ]);
  });

  test('the pod itself is forbidden', async () => {
    const root = planted(deployment, [...CONTAINER, 'securityContext', 'runAsUser'], 0);
    const { status, message } = await client.create(podsOf(root)[0]);
    expect(status).toBe(403);
    expect(message).toContain('violates PodSecurity "restricted:v1.34": runAsUser=0');
  });

  test('a field that does not exist is refused', async () => {
    const { status, message } = await client.apply(planted(deployment, ['spec', 'replicaz'], 3));
    expect(status).toBe(500);
    expect(message).toContain('.spec.replicaz: field not declared in schema');
  });

  test('a value of the wrong type is refused', async () => {
    const { status, message } = await client.apply(planted(deployment, ['spec', 'replicas'], 'three'));
    expect(status).toBe(500);
    expect(message).toContain('.spec.replicas');
  });

  test('a field that Argo CD does not know is refused', async () => {
    const misspelt = planted(application, ['spec', 'destinatoin'], {});
    expect((await client.apply(misspelt)).message).toContain('.spec.destinatoin: field not declared in schema');
    const { status, message } = await client.create(misspelt);
    expect(status).toBe(400);
    expect(message).toContain('strict decoding error: unknown field "spec.destinatoin"');
  });

  test('a value that no schema can tell to be wrong is refused', async () => {
    const { status, message } = await client.apply(
      planted(deployment, ['spec', 'selector', 'matchLabels'], { a: 'b' }),
    );
    expect(status).toBe(422);
    expect(message).toContain('`selector` does not match template `labels`');
  });
});
