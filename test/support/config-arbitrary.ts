import fc from 'fast-check';
import { HOSTILE_TEXTS } from './config-values';
import { isSafeText } from '../../src/config/formats/texts';
import type { PythonGitOpsAppOptions } from '../../src/config/options';
import { parsePath } from '../../src/config/path';
import { resolve } from '../../src/config/resolve';
import { validate } from '../../src/config/validate';
import { checkAppEscapes } from '../../src/project/synthesis/escapes';

/** A value that no option takes, or that means something to the languages of the files. */
const hostile: fc.Arbitrary<unknown> = fc.oneof(
  fc.constantFrom<unknown>(...HOSTILE_TEXTS.filter((text) => text.length < 1000), null, NaN, -1, 1e21, true, [], {}, [
    [],
  ]),
  fc.string({ unit: 'binary', maxLength: 20 }),
  fc.constantFrom(() => 1, Symbol.iterator, 5n, new Date(0), /x/),
);

/** A right value nearly always, so that many configs are accepted as a whole. */
const wild = <T>(right: fc.Arbitrary<T>, strangeness: number): fc.Arbitrary<unknown> =>
  strangeness === 0
    ? right
    : fc.oneof(
        { arbitrary: right as fc.Arbitrary<unknown>, weight: 1000 },
        { arbitrary: hostile, weight: strangeness },
      );

/** Text that is allowed wherever text is free, and means something to YAML, to shells, to Make or to Kubernetes. */
const free = fc.oneof(
  // A dot alone is text to Kubernetes, and no number to kustomize: the reader of these tests takes it for one.
  fc.constantFrom(...HOSTILE_TEXTS.filter((text) => text.length < 1000 && text !== '.' && isSafeText(text))),
  fc.string({ unit: 'binary', maxLength: 30 }).filter((text) => text !== '.' && isSafeText(text)),
  fc.constantFrom(
    'on',
    'null',
    '1e5',
    '0x1F',
    '012',
    '~',
    '',
    ' a ',
    '- a',
    '{{ x }}',
    '${{ github.token }}',
    '$(PORT)',
  ),
);

const name = fc.constantFrom('a', 'web', 'mailer', 'a-b', 'x1', 'constructor');
const variable = fc.constantFrom('A', 'B_1', 'constructor', '_x', 'PORT2');
const key = fc.constantFrom('team', 'acme.example/a', 'constructor', 'x.y');
const label = fc.constantFrom('', '1', 'true', 'on', 'a.b_c-d');
const memory = fc.constantFrom('64Mi', '128Mi', '1Gi');
const cpu = fc.constantFrom('1m', '250m', '2');
const host = fc.constantFrom('a.example', 'b.example', 'c.d.example');
const namespace = fc.constantFrom('one', 'two', 'three-3');
const port = fc.constantFrom(1024, 5000, 8080, 65535);

/** Configs of all options: with strangeness, some values in a thousand are hostile. */
export function configs(strangeness: number): fc.Arbitrary<Record<string, unknown>> {
  const maybe = <T>(right: fc.Arbitrary<T>): fc.Arbitrary<unknown> =>
    fc.option(wild(right, strangeness), { nil: undefined, freq: 2 });
  const map = (names: fc.Arbitrary<string>, value: fc.Arbitrary<unknown>, maxKeys = 2): fc.Arbitrary<unknown> =>
    fc.dictionary(names, wild(value, strangeness), { maxKeys, noNullPrototype: true });
  const struct = (fields: Record<string, fc.Arbitrary<unknown>>): fc.Arbitrary<Record<string, unknown>> =>
    fc
      .record(Object.fromEntries(Object.entries(fields).map(([field, arbitrary]) => [field, maybe(arbitrary)])))
      .map((value) => Object.fromEntries(Object.entries(value).filter(([, entry]) => entry !== undefined)));
  const list = (entry: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> =>
    fc.uniqueArray(wild(entry, strangeness), { minLength: 1, maxLength: 2 });
  const pods = {
    replicas: fc.constantFrom(0, 1, 2, 5),
    memory,
    memoryLimit: fc.constantFrom('1Gi', '2Gi'),
    cpu,
    cpuLimit: fc.constantFrom('none', '2', '4'),
    autoscaling: struct({ enabled: fc.boolean(), maxReplicas: fc.constantFrom(6, 10), targetMemory: fc.constant(80) }),
  };
  const exposure = {
    enabled: fc.boolean(),
    hosts: list(host),
    domain: host,
    annotations: map(key, free),
  };
  const settings = {
    ...pods,
    logLevel: fc.constantFrom('DEBUG', 'INFO', 'ERROR'),
    requestLogs: fc.boolean(),
    env: map(variable, free),
    labels: map(key, label),
    annotations: map(key, free),
    imagePullSecrets: list(fc.constantFrom('registry', 'a.b')),
    tracing: fc.constantFrom(
      { otlpEndpoint: 'http://collector.observability.svc:4318' },
      { otlpEndpoint: 'https://traces.example', enabled: false },
    ),
    trustedProxies: fc.constantFrom([], ['10.0.0.0/8', 'fd00::/8']),
    imagePullPolicy: fc.constantFrom('Always', 'Never'),
    existingSecrets: fc.constant(['x', 'a.b']),
    existingConfigMaps: fc.constant(['x']),
    namespaceResourceWhitelist: fc.constant([{ group: 'x.example', kind: 'X' }, { kind: '*' }]),
    serviceAccount: struct({ annotations: map(key, free) }),
    networkPolicy: struct({
      ingressNamespaces: list(namespace),
      ingressCidrs: fc.constant(['10.9.0.0/16']),
      egress: list(
        fc.oneof(fc.record({ namespace, ports: fc.constant([443]) }), fc.record({ cidr: fc.constant('10.0.0.0/8') })),
      ),
    }),
    objective: struct({
      enabled: fc.boolean(),
      availability: fc.constantFrom(84, 99, 99.95, 99.999),
      latency: struct({ seconds: fc.constantFrom(0.005, 0.3, 1, 10), percent: fc.constantFrom(50, 99.9) }),
      minimumRequests: fc.constantFrom(1, 1000),
    }),
    gate: fc.constantFrom(
      { check: 'health', timeoutMinutes: 30 },
      { check: 'tests', address: 'https://tested.example' },
      { check: 'none' },
    ),
  };
  const atEdge = {
    ...settings,
    ingress: struct({
      ...exposure,
      className: fc.constantFrom('nginx', 'traefik', 'gce'),
      controllerNamespace: namespace,
      tls: fc.constant([{ secretName: 'tls' }]),
    }),
    httpRoute: struct({
      ...exposure,
      gateway: fc.constant('public'),
      gatewayNamespace: fc.constant('gateways'),
      proxyNamespace: namespace,
    }),
    createNamespace: fc.boolean(),
  };
  const workloadHere = { memory, env: map(variable, free) };
  const probe = struct({
    enabled: fc.boolean(),
    periodSeconds: fc.constantFrom(1, 60),
    failureThreshold: fc.constant(5),
  });
  const command = fc.uniqueArray(
    free.filter((text) => !/\p{Cc}/u.test(text)),
    { minLength: 1, maxLength: 3 },
  );
  const volume = fc.oneof(
    fc.record({
      mountPath: fc.constantFrom('/data', '/var/cache/a'),
      type: fc.constant('emptyDir'),
      medium: fc.constantFrom('Memory', undefined),
      size: fc.constant('8Mi'),
    }),
    fc.record({
      mountPath: fc.constantFrom('/files', '/keys', '/etc/secrets/x'),
      type: fc.constantFrom('secret', 'configMap'),
      name: fc.constant('x'),
    }),
    fc.record({
      mountPath: fc.constant('/disk'),
      type: fc.constant('persistentVolumeClaim'),
      accessMode: fc.constant('ReadWriteMany'),
    }),
  );
  const workload = fc.oneof(
    struct({
      ...workloadHere,
      ...pods,
      port,
      ports: map(fc.constantFrom('grpc', 'admin'), fc.constantFrom(9001, 9002)),
      probes: struct({ startup: probe, readiness: probe }),
      volumes: map(name, volume),
    }),
    command.chain((words) =>
      struct({ ...workloadHere, volumes: map(name, volume), terminationGracePeriodSeconds: fc.constant(60) }).map(
        (own) => ({ ...own, command: words }),
      ),
    ),
    command.chain((words) =>
      struct({ ...workloadHere, timeZone: fc.constant('Europe/Berlin'), suspend: fc.boolean() }).map((own) => ({
        ...own,
        command: words,
        schedule: '0 3 * * *',
      })),
    ),
    command.chain((words) =>
      struct({ ...workloadHere, backoffLimit: fc.constant(1) }).map((own) => ({ ...own, command: words, type: 'job' })),
    ),
  );
  const app = struct({
    ...atEdge,
    port,
    pythonVersion: fc.constantFrom('3.12', '3.14'),
    development: struct({ services: fc.constantFrom({ postgres: '17', redis: '8.2-alpine' }, { mysql: '8.4' }, {}) }),
    metrics: struct({ enabled: fc.boolean(), path: fc.constantFrom('/metrics/', '/internal') }),
    callable: fc.constantFrom('server:app', 'shop.web:application'),
    packages: fc.constantFrom('requirements', 'uv'),
    systemPackages: list(fc.constantFrom('libpq5', 'tzdata=2025*')),
    sourcePackages: list(fc.constantFrom('docopt', 'Zope.Interface')),
    buildSecrets: map(fc.constantFrom('TOKEN'), fc.constant('/run/secrets/token')),
    secrets: list(fc.constantFrom('DATABASE_URL', 'TOKEN_2', 'constructor', 'B_1')),
    secretFiles: list(fc.constantFrom('ca.pem', '-', '.x', 'on', 'TOKEN_2', 'a'.repeat(253))),
    workloads: fc.dictionary(name, workload, { minKeys: 1, maxKeys: 3, noNullPrototype: true }),
    patches: fc.constant([{ kind: 'Namespace', merge: { metadata: { labels: { patched: 'yes' } } } }]),
    environments: map(fc.constantFrom('dev', 'prod'), struct(atEdge)),
  }).chain((own) =>
    // Never both, which must fit.
    fc
      .constantFrom<object>(
        {},
        { interface: 'wsgi' },
        { interface: 'asgi' },
        ...['flask', 'django', 'fastapi', 'starlette'].map((framework) => ({ framework })),
      )
      .map((served) => ({ ...own, ...served })),
  );
  const environment = struct({
    ...settings,
    gated: fc.boolean(),
    clusters: fc.constant({ eu: { name: 'eu' }, us: { server: 'https://10.0.0.1' } }),
    sync: struct({ automated: fc.boolean(), prune: fc.boolean() }),
    notifications: fc.constantFrom({ failed: {} }, { deployed: { email: ['ops@acme.example'], slack: ['#1'] } }),
  });
  const repository = {
    registry: fc.constantFrom('docker.io/acme', 'localhost:5000'),
    editorSettings: fc.boolean(),
    devContainer: fc.boolean(),
    packageManager: fc.constantFrom('npm', 'pnpm', 'yarn'),
    serviceMonitor: struct({ labels: map(key, label) }),
    observability: struct({
      install: fc.constantFrom(false, false, true),
      rules: fc.constantFrom('operator', 'config-map', 'none'),
      dashboards: fc.constantFrom('config-map', 'none'),
      namespace: fc.constantFrom('one', 'observability'),
      labels: map(key, label),
    }),
    argocd: fc.constantFrom(
      { namespace: 'gitops', address: 'https://argocd.example/x' },
      { retryRefresh: false },
      { manifestGeneratePaths: true },
      { notifications: { failed: { slack: ["it's # a channel", 'yes'] }, triggers: { 'on-x': { hook: [] } } } },
      { manages: 'nothing' },
      { manages: 'applications', project: 'team' },
    ),
    delivery: struct({
      credentials: fc.constantFrom('token', 'github-app', 'deploy-key'),
      releases: fc.constantFrom('push', 'pull-request'),
      onFailure: fc.constantFrom('issue', 'none'),
      registryLogin: fc.constantFrom('password'),
      npmTokenSecret: fc.constantFrom('NPM_TOKEN', 'A'),
      packageIndexSecret: fc.constant('TOKEN'),
    }),
    defaults: struct(settings),
  };
  return fc
    .record({
      name: wild(name, strangeness),
      rest: struct({
        ...repository,
        repoUrl: fc.constant('https://github.com/acme/shop'),
        removed: fc.dictionary(fc.constantFrom('gone', 'gone-prod'), fc.constantFrom('replaced', "it's # gone")),
        organization: struct(repository),
        ciSteps: struct({
          beforeTests: fc.constant([{ name: 'Mine: "x"', run: 'echo "$A" # \'x\'', env: { A: '${{ secrets.A }}' } }]),
        }),
      }),
      environments: fc.record({ dev: wild(environment, strangeness), prod: wild(environment, strangeness) }),
      apps: fc.dictionary(name, wild(app, strangeness), { maxKeys: 3, noNullPrototype: true }),
    })
    .map(({ rest, ...own }) => ({ ...rest, ...own }));
}

/** Whether a synth takes a config: it is right, and so are its patches, which are judged by what they are made of. */
export function isAccepted(options: unknown): options is PythonGitOpsAppOptions {
  if (validate(options).length > 0) return false;
  return checkAppEscapes(resolve(options as PythonGitOpsAppOptions), []).length === 0;
}

/** Random configs with at least one app that nothing is found in. */
export function acceptedConfigs(): fc.Arbitrary<PythonGitOpsAppOptions> {
  return configs(0)
    .map(repaired)
    .filter((options) => Object.keys(options.apps ?? {}).length > 0 && isAccepted(options))
    .map((options) => options as unknown as PythonGitOpsAppOptions);
}

/**
 * A config without the options that its findings are about. Of the others, one in 200 is accepted, and that one has
 * hardly an option.
 */
function repaired(options: Record<string, unknown>): Record<string, unknown> {
  const copy = structuredClone(options);
  for (let round = 0; round < 20; round += 1) {
    const findings = validate(copy);
    if (findings.length === 0) break;
    for (const { path } of findings) remove(copy, path);
  }
  return copy;
}

/** Removes what has a path or, if something is missing there, what it is missing from. */
function remove(options: Record<string, unknown>, path: string): void {
  const keys = parsePath(path);
  const parents: unknown[] = [options];
  for (const part of keys) {
    const next = (parents.at(-1) as Record<string, unknown>)[part];
    if (typeof next !== 'object' || next === null) break;
    parents.push(next);
  }
  const depth = Math.min(parents.length - 1, keys.length - 1);
  const isThere = Object.hasOwn(parents[depth] as object, keys[depth]);
  const [parent, last] = isThere || depth === 0 ? [parents[depth], keys[depth]] : [parents[depth - 1], keys[depth - 1]];
  if (Array.isArray(parent)) parent.splice(Number(last), 1);
  else delete (parent as Record<string, unknown>)[last];
}
