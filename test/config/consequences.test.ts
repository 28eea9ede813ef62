import { validate } from '../../src/config/validate';
import { check, onlyFinding, shop } from '../support/config-check';

/** Exact findings, as `path: must … (fix)`. */
const found = (options: unknown): string[] =>
  validate(options).map(({ path, must, fix }) => `${path}: must ${must} (${fix})`);

describe('after a malformed entry, an entry of a list keeps its place', () => {
  test.each([
    [
      { ciSteps: { beforeTests: [5, { name: 'A', run: 'true' }, { name: 'B' }] } },
      ['ciSteps.beforeTests[0]', 'ciSteps.beforeTests[2]'],
    ],
    [
      { ciSteps: { afterTests: [{ name: 'A', run: 5 }, null, { name: 'B' }] } },
      ['ciSteps.afterTests[0].run', 'ciSteps.afterTests[1]', 'ciSteps.afterTests[2]'],
    ],
    [
      { apps: { web: { patches: [null, { kind: 'Service', operations: [7, { op: 'add', path: '/x' }] }] } } },
      ['apps.web.patches[0]', 'apps.web.patches[1].operations[0]', 'apps.web.patches[1].operations[1].value'],
    ],
    [
      { defaults: { networkPolicy: { egress: ['x', { cidr: '10.0.0.0/8' }, {}] } } },
      ['defaults.networkPolicy.egress[0]', 'defaults.networkPolicy.egress[2]'],
    ],
    [
      { apps: { web: { secrets: [{}, 'A', 'B'], secretFiles: ['B'] } } },
      ['apps.web.secrets[0]', 'apps.web.secretFiles[0]'],
    ],
    [{ organization: { forbid: ['takeOver'] }, takeOver: [1, 'Makefile'] }, ['takeOver[0]', 'takeOver[1]']],
  ])('%j', (options, paths) => {
    expect(validate(shop({ apps: { web: {} }, ...options })).map(({ path }) => path)).toEqual(paths);
  });

  test('also in the text of a finding', () => {
    const web = { secrets: [{}, 'A', 'B'], secretFiles: ['B'] };
    expect(found(shop({ apps: { web } }))[1]).toBe(
      'apps.web.secretFiles[0]: must be either a variable or a file; apps.web.secrets[2] is the same key (remove one of them)',
    );
  });
});

describe('one mistake is one finding', () => {
  test('five namespaces of the cluster, in fifteen environments of apps, are five', () => {
    const namespaces = ['default', 'kube-system', 'kube-public', 'argocd', 'kube-node-lease'];
    const apps = Object.fromEntries(namespaces.map((namespace, index) => [`app-${index}`, { namespace }]));
    expect(check(shop({ apps }))).toEqual(namespaces.map((_, index) => `apps.app-${index}.namespace not-unique`));
    expect(check(shop({ defaults: { namespace: 'shared' }, apps: { a: {}, b: {}, c: {} } }))).toEqual([
      'defaults.namespace not-unique',
    ]);
  });

  test.each([
    [
      'apps.web.environments.prod.httpRoute.hosts[0]',
      {
        httpRoute: { gateway: 'main', gatewayNamespace: 'gateways' },
        environments: { dev: { httpRoute: { enabled: false } }, prod: { httpRoute: { hosts: [null] } } },
      },
    ],
    [
      'apps.web.environments.prod.ingress.hosts[0]',
      {
        ingress: { className: 'nginx' },
        environments: { dev: { ingress: { enabled: false } }, prod: { ingress: { hosts: [7] } } },
      },
    ],
    ['apps.web.environments.prod.ingress.hosts[0]', { environments: { prod: { ingress: { hosts: ['no host'] } } } }],
    [
      'apps.web.environments.prod.httpRoute.hosts',
      {
        httpRoute: { gateway: 'main', gatewayNamespace: 'gateways' },
        environments: { dev: { httpRoute: { enabled: false } }, prod: { httpRoute: { hosts: [] } } },
      },
    ],
  ])('the only item of a list, or a list without one: %s', (path, web) => {
    expect(onlyFinding(shop({ environments: { dev: {}, prod: {} }, apps: { web } })).path).toBe(path);
  });

  test('a gate at the level of several apps, each of which lacks something else', () => {
    const apps = { mailer: { workloads: { mailer: { type: 'worker', command: ['mail'] } } }, web: {} };
    expect(
      onlyFinding(shop({ defaults: { gate: { check: 'tests' } }, environments: { dev: {}, prod: {} }, apps })),
    ).toMatchObject({
      path: 'defaults.gate.check',
      fix: "add gate: { check: 'none' } to apps.mailer (this also concerns defaults.gate.address)",
    });
  });

  test.each(['entryPoint', 'args', 'comand'])('%s of a job, which lacks its command then', (key) => {
    const finding = onlyFinding(shop({ apps: { web: { workloads: { migrate: { type: 'job', [key]: ['x'] } } } } }));
    expect(finding).toMatchObject({ path: `apps.web.workloads.migrate.${key}`, fix: 'did you mean command?' });
  });

  test('a wrong type of a workload, whose options are those of another', () => {
    const web = { type: 'job', port: 8000, ports: { grpc: 9000 }, strategy: 'Recreate' };
    expect(onlyFinding(shop({ apps: { web: { workloads: { web } } } }))).toMatchObject({
      path: 'apps.web.workloads.web.port',
      fix:
        "remove it, or set type: 'service' (this also concerns apps.web.workloads.web.ports, apps.web.workloads.web.strategy, " +
        'apps.web.workloads.web.command)',
    });
  });

  test('a misspelled type, whatever it stands for', () => {
    const nightly = { type: 'cronjob', schedule: '0 3 * * *', command: ['x'], suspend: true, timeZone: 'UTC' };
    expect(onlyFinding(shop({ apps: { web: { workloads: { nightly } } } }))).toMatchObject({
      path: 'apps.web.workloads.nightly.type',
      fix: "use 'cron-job'",
    });
  });

  test('environments that are no map, or one with a wrong name', () => {
    const apps = { a: { environments: { qa: {} } }, b: { environments: { qa: {} } } };
    expect(check(shop({ environments: ['qa'], apps }))).toEqual(['environments wrong-type']);
    expect(check(shop({ environments: { 'qa!': {} }, apps }))).toEqual(['environments["qa!"] invalid-value']);
  });

  test('an environment that several apps misspell', () => {
    const apps = { a: { environments: { prd: {} } }, b: { environments: { prd: {} } } };
    expect(onlyFinding(shop({ apps }))).toMatchObject({
      path: 'apps.a.environments.prd',
      fix: 'did you mean prod? (this also concerns apps.b.environments.prd)',
    });
  });

  test('a volume whose folder is no text, beside secret files', () => {
    const web = { secretFiles: ['ca.pem'], workloads: { web: { volumes: { cache: { mountPath: 5 } } } } };
    expect(check(shop({ apps: { web } }))).toEqual(['apps.web.workloads.web.volumes.cache.mountPath wrong-type']);
  });

  test('and two mistakes are two', () => {
    const web = {
      memory: 5,
      replicas: 'x',
      workloads: { web: {}, mail: { type: 'worker' } },
      patches: [{ kind: 'Service' }],
    };
    expect(check(shop({ apps: { web } }))).toEqual([
      'apps.web.memory wrong-type',
      'apps.web.patches[0] invalid-value',
      'apps.web.replicas wrong-type',
      'apps.web.workloads.mail.command missing-option',
    ]);
  });
});

describe('what does nothing is found', () => {
  test.each([
    [
      { workloads: { mail: { command: [''] } } },
      'apps.web.workloads.mail.command[0]',
      'be the name of a program',
      "name a program, such as 'python'",
    ],
    [
      { workloads: { mail: { command: ['  ', 'x'] } } },
      'apps.web.workloads.mail.command[0]',
      'be the name of a program',
      "name a program, such as 'python'",
    ],
    [
      { workloads: { web: { probes: { liveness: { command: ['\t'] } } } } },
      'apps.web.workloads.web.probes.liveness.command[0]',
      'be the name of a program',
      "name a program, such as 'python'",
    ],
    [
      { autoscaling: {} },
      'apps.web.autoscaling.maxReplicas',
      'set the maximum number of pods of web of web in dev',
      'add maxReplicas, or remove autoscaling',
    ],
    [
      { environments: { dev: { autoscaling: {} } } },
      'apps.web.environments.dev.autoscaling.maxReplicas',
      'set the maximum number of pods of web of web in dev',
      'add maxReplicas, or remove autoscaling',
    ],
    [
      { workloads: { web: { autoscaling: {} } } },
      'apps.web.workloads.web.autoscaling.maxReplicas',
      'set the maximum number of pods of web of web in dev',
      'add maxReplicas, or remove autoscaling',
    ],
    [
      { patches: [{ kind: 'Service', merge: {} }] },
      'apps.web.patches[0].merge',
      'have at least one entry',
      'set the fields to change',
    ],
  ])('%j', (own, path, must, fix) => {
    expect(onlyFinding(shop({ apps: { web: own } }))).toMatchObject({ path, must, fix });
  });

  test('an empty argument and an empty autoscaling that is set elsewhere are fine', () => {
    const workloads = { mail: { command: ['python', '-m', 'mail', ''] }, web: { autoscaling: {} } };
    expect(check(shop({ apps: { web: { autoscaling: { maxReplicas: 9 }, workloads } } }))).toEqual([]);
  });
});

describe('a wrong name is never just to be removed', () => {
  test.each([
    [{ qwertyuiop: 1 }, /^use one of /],
    [{ apps: { web: { qwertyuiop: 1 } } }, /^use one of /],
    [{ delivery: { qwertyuiop: 1 } }, /^use one of them$|^use one of /],
    [
      { apps: { web: { patches: [{ kind: 'Service', merge: { a: 1 }, environment: 'qwerty' }] } } },
      /^use one of them, or add qwerty to environments$/,
    ],
    [
      { apps: { web: {} }, ciSteps: { beforeTests: [{ name: 'A', run: 'x', apps: ['qwertyuiop'] }] } },
      /^use one of them, or add qwertyuiop to apps$/,
    ],
    [{ apps: { web: { environments: { qwertyuiop: {} } } } }, /^use one of them, or add qwertyuiop to environments$/],
    [
      { apps: { web: { environments: { dev: { workloads: { qwertyuiop: {} } } } } } },
      /^use one of them, or add it to workloads$/,
    ],
    [{ apps: { web: { env: { PATH: '/bin' } } } }, /^choose another name$/],
  ])('%j', (options, fix) => {
    expect(onlyFinding(shop(options)).fix).toMatch(fix);
  });
});

test('a gate does not test a wildcard host', () => {
  const gate = { check: 'tests' };
  const own = (hosts: string[]): object =>
    shop({
      environments: { dev: {}, prod: {} },
      apps: { web: { environments: { dev: { gate, ingress: { hosts } } } } },
    });
  expect(check(own(['*.acme.example', 'shop.acme.example']))).toEqual([]);
  expect(check(own(['*.acme.example']))).toEqual(['apps.web.environments.dev.gate.address missing-option']);
});
