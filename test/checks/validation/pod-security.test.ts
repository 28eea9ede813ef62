import type { KubeObject } from '../../../src/checks/validation/objects';
import type { SecurityLevel } from '../../../src/checks/validation/pod-security';
import { enforcedLevel, podSecurityErrors } from '../../../src/checks/validation/pod-security';

const CONTEXT = {
  allowPrivilegeEscalation: false,
  capabilities: { drop: ['ALL'] },
  runAsNonRoot: true,
  seccompProfile: { type: 'RuntimeDefault' },
};

const SAFE = { name: 'app', image: 'x:1', securityContext: CONTEXT };

function errors(spec: object, level: SecurityLevel = 'restricted', kind = 'Deployment'): string[] {
  const template = { spec: { containers: [SAFE], ...spec } };
  const own = kind === 'CronJob' ? { jobTemplate: { spec: { template } } } : { template };
  const object = kind === 'Pod' ? template : { spec: own };
  return podSecurityErrors({ apiVersion: 'v1', kind, ...object } as KubeObject, level);
}

const withContext = (change: object): object => ({
  containers: [{ ...SAFE, securityContext: { ...CONTEXT, ...change } }],
});

test.each(['Deployment', 'StatefulSet', 'DaemonSet', 'Job', 'CronJob', 'Pod'])(
  'a safe %s fits the restricted standard',
  (kind) => {
    expect(errors({}, 'restricted', kind)).toEqual([]);
  },
);

test.each([
  [{ containers: [{ name: 'redis', image: 'redis:7' }] }, 4],
  [{ initContainers: [{ name: 'wait', image: 'busybox:1' }] }, 4],
  [{ containers: [SAFE, { name: 'proxy', image: 'nginx:1' }] }, 4],
])(
  'a container without a context lacks what the restricted standard needs, and baseline nothing: %j',
  (spec, count) => {
    const name = /"name":"(redis|wait|proxy)"/.exec(JSON.stringify(spec))?.[1];
    expect(errors(spec)).toEqual([
      `container ${name}: securityContext.allowPrivilegeEscalation must be false`,
      `container ${name}: securityContext.capabilities.drop must contain ALL`,
      `container ${name}: securityContext.runAsNonRoot must be true`,
      `container ${name}: securityContext.seccompProfile.type must be RuntimeDefault`,
    ]);
    expect(errors(spec)).toHaveLength(count);
    expect(errors(spec, 'baseline')).toEqual([]);
  },
);

test('the pod can set what all of its containers need', () => {
  const bare = { ...SAFE, securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } } };
  const securityContext = { runAsNonRoot: true, seccompProfile: { type: 'Localhost' } };
  expect(errors({ containers: [bare], securityContext })).toEqual([]);
  const root = { ...bare, securityContext: { ...bare.securityContext, runAsNonRoot: false } };
  expect(errors({ containers: [root], securityContext })).toEqual([
    'container app: securityContext.runAsNonRoot must be true',
  ]);
});

test.each([
  [{ hostNetwork: true }, 'hostNetwork must be false'],
  [{ hostPID: true }, 'hostPID must be false'],
  [{ volumes: [{ name: 'socket', hostPath: { path: '/var/run' } }] }, 'volume socket must not be of type hostPath'],
  [
    { securityContext: { sysctls: [{ name: 'kernel.msgmax', value: '1' }] } },
    'securityContext.sysctls must not contain kernel.msgmax',
  ],
  [withContext({ privileged: true }), 'container app: securityContext.privileged must be false'],
  [
    withContext({ capabilities: { drop: ['ALL'], add: ['SYS_ADMIN'] } }),
    'container app: securityContext.capabilities.add must not contain SYS_ADMIN',
  ],
  [withContext({ procMount: 'Unmasked' }), 'container app: securityContext.procMount must be Default'],
  [
    withContext({ seccompProfile: { type: 'Unconfined' } }),
    'container app: securityContext.seccompProfile.type must not be Unconfined',
  ],
  [
    withContext({ appArmorProfile: { type: 'Unconfined' } }),
    'container app: securityContext.appArmorProfile.type must not be Unconfined',
  ],
  [
    withContext({ seLinuxOptions: { user: 'x' } }),
    'container app: securityContext.seLinuxOptions must not set user or role',
  ],
  [
    { containers: [{ ...SAFE, ports: [{ containerPort: 80, hostPort: 80 }] }] },
    'container app: hostPort 80 must be left out',
  ],
])('baseline, and so restricted, refuses %j', (spec, error) => {
  expect(errors(spec, 'baseline')).toEqual([error]);
  expect(errors(spec)).toEqual([error]);
});

test.each([
  [{ volumes: [{ name: 'data', nfs: { server: 'a', path: '/' } }] }, 'volume data must not be of type nfs'],
  [{ securityContext: { runAsUser: 0 } }, 'securityContext.runAsUser must not be 0'],
  [withContext({ runAsUser: 0 }), 'container app: securityContext.runAsUser must not be 0'],
  [
    withContext({ capabilities: { drop: ['ALL'], add: ['CHOWN', 'NET_BIND_SERVICE'] } }),
    'container app: securityContext.capabilities.add must not contain CHOWN',
  ],
])('only restricted refuses %j', (spec, error) => {
  expect(errors(spec, 'baseline')).toEqual([]);
  expect(errors(spec)).toEqual([error]);
});

test('objects without pods, and pods of Windows, are not judged', () => {
  expect(podSecurityErrors({ apiVersion: 'v1', kind: 'Service', spec: {} }, 'restricted')).toEqual([]);
  expect(errors({ os: { name: 'windows' }, containers: [{ name: 'x' }] })).toEqual([]);
});

test.each([
  ['restricted', 'restricted'],
  ['baseline', 'baseline'],
  ['privileged', undefined],
  [undefined, undefined],
])('a namespace with the label %s enforces %s', (label, level) => {
  const labels = { 'pod-security.kubernetes.io/enforce': label };
  expect(enforcedLevel({ apiVersion: 'v1', kind: 'Namespace', metadata: { labels } })).toBe(level);
});
