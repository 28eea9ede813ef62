import { check, onlyFinding, shop } from '../../support/config-check';

const PATH = 'apps.web.workloads.web.volumes';

/** A config whose only service has these volumes. */
const withVolumes = (volumes: object, own: object = {}): Record<string, unknown> =>
  shop({ environments: { dev: { replicas: 1 } }, apps: { web: { workloads: { web: { volumes, ...own } } } } });

test.each([
  [{ cache: { mountPath: '/var/cache/app', size: '1Gi' } }],
  [{ fast: { mountPath: '/fast', type: 'emptyDir', medium: 'Memory', size: '16Mi' } }],
  [{ disk: { mountPath: '/disk', type: 'persistentVolumeClaim', storageClass: 'ssd' } }],
  [
    {
      files: { mountPath: '/files', type: 'configMap', name: 'files' },
      key: { mountPath: '/key', type: 'secret', name: 'k' },
    },
  ],
])('volumes such as %j are right', (volumes) => {
  expect(check(withVolumes(volumes))).toEqual([]);
});

test.each([
  ['name', { name: 'x' }, 'only a volume of type configMap or secret uses it, and this is an emptyDir'],
  [
    'storageClass',
    { storageClass: 'x' },
    'only a volume of type persistentVolumeClaim uses it, and this is an emptyDir',
  ],
  ['accessMode', { accessMode: 'ReadWriteMany' }, 'and this is an emptyDir'],
  ['medium', { type: 'secret', name: 'x', medium: 'Memory' }, 'only a volume of type emptyDir uses it'],
  ['medium', { type: 'persistentVolumeClaim', medium: 'Memory' }, 'and this is a persistentVolumeClaim'],
  ['size', { type: 'secret', name: 'x', size: '1Gi' }, 'and this is a secret'],
])('%s is refused where it means nothing: %j', (option, own, must) => {
  const finding = onlyFinding(withVolumes({ x: { mountPath: '/x', ...own } }));
  expect([finding.code, finding.path]).toEqual(['conflicting-options', `${PATH}.x.${option}`]);
  expect(finding.must).toContain(must);
});

test.each(['configMap', 'secret'])('a volume of type %s names what it shows', (type) => {
  expect(check(withVolumes({ x: { mountPath: '/x', type } }))).toEqual([`${PATH}.x.name missing-option`]);
});

test('names, places and claims are unique', () => {
  expect(check(withVolumes({ tmp: { mountPath: '/x' } }))).toEqual([`${PATH}.tmp not-unique`]);
  expect(check(withVolumes({ a: { mountPath: '/x' }, b: { mountPath: '/x' } }))).toEqual([
    `${PATH}.b.mountPath not-unique`,
  ]);
  const disk = { mountPath: '/x', type: 'persistentVolumeClaim' };
  const workloads = { web: { volumes: { 'a-b': disk } }, a: { volumes: { b: disk } } };
  expect(check(shop({ environments: { dev: {} }, apps: { web: { workloads } } }))).toEqual([
    'apps.web.workloads.a.volumes.b not-unique',
  ]);
});

describe('a volume that one pod at a time can mount', () => {
  const disk = { disk: { mountPath: '/x', type: 'persistentVolumeClaim' } };

  test('is for one pod', () => {
    const many = shop({
      environments: { dev: {}, prod: {} },
      apps: { web: { workloads: { web: { volumes: disk } } } },
    });
    expect(onlyFinding(many)).toEqual({
      code: 'conflicting-options',
      path: `${PATH}.disk.accessMode`,
      must: 'be mountable by all pods, of which prod has 3',
      got: 'one pod at a time',
      fix: "set replicas: 1 in prod, or set accessMode: 'ReadWriteMany', if the storage can do that",
    });
    const shared = { disk: { ...disk.disk, accessMode: 'ReadWriteMany' } };
    expect(check(shop({ apps: { web: { workloads: { web: { volumes: shared } } } } }))).toEqual([]);
    expect(check(withVolumes(disk, { autoscaling: { maxReplicas: 3 } }))).toEqual([
      `${PATH}.disk.accessMode conflicting-options`,
    ]);
  });

  test('is let go before the next pod starts', () => {
    expect(check(withVolumes(disk, { strategy: 'RollingUpdate' }))).toEqual([
      `${PATH}.disk.accessMode conflicting-options`,
    ]);
    expect(check(withVolumes(disk, { strategy: 'Recreate' }))).toEqual([]);
  });
});

test('files in memory leave room for the process', () => {
  const fast = (size: string): Record<string, unknown> =>
    withVolumes({ fast: { mountPath: '/x', type: 'emptyDir', medium: 'Memory', size } }, { memory: '64Mi' });
  expect(check(fast('16Mi'))).toEqual([]);
  expect(onlyFinding(fast('17Mi'))).toEqual({
    code: 'conflicting-options',
    path: `${PATH}.fast.size`,
    must: 'leave 48Mi for the process: the memory limit is 64Mi in dev',
    got: '"17Mi"',
    fix: 'set a lower size, or raise memory to at least 65Mi',
  });
  // The default memory has room for any size.
  const volumes = { fast: { mountPath: '/x', type: 'emptyDir', medium: 'Memory', size: '3Gi' } };
  expect(check(withVolumes(volumes))).toEqual([]);
  expect(check(withVolumes(volumes, { command: ['python', '-m', 'mailer'] }))).toEqual([]);
});

test('files in memory count together, and not those on disk', () => {
  const memory = { type: 'emptyDir', medium: 'Memory', size: '16Mi' };
  const disk = { disk: { mountPath: '/disk', size: '1Gi' } };
  const volumes = { ...disk, a: { mountPath: '/a', ...memory }, b: { mountPath: '/b', ...memory } };
  expect(check(withVolumes(volumes, { memory: '80Mi' }))).toEqual([]);
  expect(onlyFinding(withVolumes(volumes, { memory: '79Mi' }))).toEqual({
    code: 'conflicting-options',
    path: `${PATH}.b.size`,
    must: 'leave, together with a, 48Mi for the process: the memory limit is 79Mi in dev',
    got: '32Mi in total',
    fix: 'set a lower size, or raise memory to at least 80Mi',
  });
});

describe('a volume at /tmp', () => {
  test.each([
    [{ tmp: { mountPath: '/tmp', size: '2Gi' } }],
    [{ uploads: { mountPath: '/tmp', type: 'emptyDir', medium: 'Memory', size: '16Mi' } }],
  ])('replaces the generated one: %j', (volumes) => {
    expect(check(withVolumes(volumes))).toEqual([]);
  });

  test.each([
    [{ type: 'persistentVolumeClaim' }, '"persistentVolumeClaim"'],
    [{ readOnly: true }, 'readOnly: true'],
  ])('is writable and empty: %j', (own, got) => {
    expect(onlyFinding(withVolumes({ files: { mountPath: '/tmp', ...own } }))).toEqual({
      code: 'conflicting-options',
      path: `${PATH}.files`,
      must: 'be a writable emptyDir, because its mountPath is /tmp',
      got,
      fix: 'choose another mountPath',
    });
  });
});
