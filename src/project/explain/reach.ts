import type { Address } from './address';
import type { Finding } from '../../common/findings';
import { isRecord } from '../../common/records';
import type { PythonGitOpsAppOptions } from '../../config/options';
import { resolve } from '../../config/resolve';
import { STRUCTS } from '../../config/schema';
import type { AppReleases } from '../../releases/files/reconcile';
import { renderRepository } from '../../render/repository';

/** Values of which each option takes one: some that differ, for numbers, texts, lists and structs. */
const VALUES: readonly unknown[] = [
  ...[true, false, 1, 2, 7, 900, 1025, 5001],
  ...[
    '64Mi',
    '2Gi',
    '7m',
    'none',
    '30s',
    '1m',
    'DEBUG',
    'INFO',
    'granian',
    'gunicorn',
    'pnpm',
    'npm',
    'wsgi',
    'asgi',
    '3.12',
    '3.13',
  ],
  ...['server:app', 'explained.server:app', 'docker.io/explained', 'https://explained.example/x', 'explained', 'other'],
  ...['docker.io/library/python:3.13.14-slim-trixie', 'mirror.example/python:3.13.14-slim', '0 5 * * *', '0 6 * * *'],
  ...['UTC', 'Europe/Berlin', 'RollingUpdate', 'Recreate', 'Forbid', 'Allow', 'service', 'worker', 'cron-job', 'job'],
  ...[
    { maxReplicas: 900 },
    { maxReplicas: 901 },
    { hosts: ['explained.example'], gateway: 'x', gatewayNamespace: 'x' },
  ],
  ...[{ hosts: ['explained.example'] }, { EXPLAINED: 'x' }, { explained: 'x' }, { EXPLAINED: '/run/explained' }],
  ...[
    { ingressNamespaces: ['explained'] },
    { startup: { enabled: false } },
    { explained: { mountPath: '/explained' } },
  ],
  ...[
    { explained: { name: 'explained' } },
    { check: 'tests', address: 'https://explained.example' },
    { prune: false, selfHeal: false },
    { namespace: 'explained' },
    { labels: {} },
  ],
  ...[{ explained: 9123 }, { explained: {} }, { web: {}, explained: { port: 9123 } }, {}],
  ...[
    ['explained'],
    ['@explained/x'],
    ['explained.yaml'],
    ['Makefile'],
    [{ kind: 'Namespace', merge: { explained: 1 } }],
  ],
  ...[
    'token',
    'github-app',
    'health',
    'tests',
    'pull-request',
    'password',
    'EXPLAINED',
    'explained@x.iam.gserviceaccount.com',
    'arn:aws:iam::123456789012:role/explained',
  ],
  'projects/1/locations/global/workloadIdentityPools/explained/providers/explained',
  { npmTokenSecret: 'EXPLAINED' },
  { afterTests: [{ name: 'Explained', run: 'true' }] },
  { '.github/workflows/app.yml': [{ op: 'test', path: '/x', value: 1 }] },
];

/**
 * Files whose content depends on an option: those that are others when it has another value. They are rendered twice, in
 * memory. For what all apps share, one app stands for the others.
 */
export function filesReached(
  address: Address,
  options: PythonGitOpsAppOptions,
  releases: ReadonlyMap<string, AppReleases>,
): string[] {
  const [first] = Object.keys(options.apps ?? {});
  const app = address.app ?? first;
  const alone = { ...options, apps: app === undefined ? {} : { [app]: options.apps?.[app] ?? {} } };
  const before = render(alone, releases);
  const reached = new Set<string>();
  for (const value of candidates(address)) {
    const after = tryRender(withValue(alone, address, value), releases);
    if (after === undefined) continue;
    for (const path of new Set([...before.keys(), ...after.keys()])) {
      if (before.get(path) !== after.get(path)) reached.add(path);
    }
    if (reached.size > 0) break;
  }
  const paths = [...reached].sort();
  return address.app === undefined && app !== undefined
    ? [...new Set(paths.map((path) => path.replace(`apps/${app}/`, 'apps/<app>/')))]
    : paths;
}

/** Values that the rule of the option takes. */
function candidates({ struct, key, rest }: Address): unknown[] {
  if (rest.length > 0) return ['explained', 'other', 1, 2, true, false, 900, ['explained.example']];
  return VALUES.filter((value) => {
    const findings: Finding[] = [];
    STRUCTS[struct][key](value, key, (finding) => void findings.push(finding));
    return findings.length === 0;
  });
}

/** The options with another value at the place that an address names. */
function withValue(options: PythonGitOpsAppOptions, address: Address, value: unknown): PythonGitOpsAppOptions {
  const { app, environment, workload, isShared, key, rest } = address;
  const place = [
    ...(app === undefined ? [] : ['apps', app]),
    ...(environment === undefined ? [] : ['environments', environment]),
    ...(workload === undefined ? [] : ['workloads', workload]),
    ...(isShared && environment === undefined ? ['defaults'] : []),
  ];
  return setIn(options, [...place, key, ...rest], value) as PythonGitOpsAppOptions;
}

function setIn(target: unknown, keys: readonly string[], value: unknown): unknown {
  const [key, ...rest] = keys;
  if (key === undefined) return value;
  const before = isRecord(target) ? target : {};
  return { ...before, [key]: setIn(before[key], rest, value) };
}

/** Some values fit their rule and not the rest of the config: those say nothing. */
function tryRender(
  options: PythonGitOpsAppOptions,
  releases: ReadonlyMap<string, AppReleases>,
): Map<string, string> | undefined {
  try {
    return render(options, releases);
  } catch {
    return undefined;
  }
}

function render(options: PythonGitOpsAppOptions, releases: ReadonlyMap<string, AppReleases>): Map<string, string> {
  // Release files follow the releases, and not the config.
  const files = renderRepository(resolve(options), releases).filter((file) => file.owner !== 'release');
  return new Map(files.map((file) => [file.path, file.content]));
}
