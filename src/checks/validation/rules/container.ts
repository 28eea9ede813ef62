import { records } from '../../../common/records';
import type { BuildTarget } from '../builds';
import type { Context } from '../context';
import type { Dockerfile } from '../dockerfile';
import { locateField } from '../locate';
import type { KubeObject } from '../objects';
import { at, containersOf, describeObject, podTemplatePath } from '../objects';
import type { Problem } from '../problem';
import type { YamlPath } from '../yaml-file';

/** A container and the Dockerfile of its image. */
interface Running {
  readonly target: BuildTarget;
  readonly object: KubeObject;
  readonly container: Readonly<Record<string, unknown>>;
  readonly path: YamlPath;
  readonly dockerfile: Dockerfile;
}

/**
 * S12, image and manifest: the manifest forced a user that the image lacks; each of four workers kept its own metrics, so
 * every scrape showed a different quarter.
 * @see https://prometheus.github.io/client_python/multiprocess/
 */
export function container(context: Context): Problem[] {
  return runningContainers(context).flatMap((running) => [
    ...user(context, running),
    ...exposedPort(context, running),
    ...workers(context, running),
  ]);
}

function runningContainers({ targets, ownerOf }: Context): Running[] {
  return targets.flatMap((target) =>
    target.objects.flatMap(({ object }) =>
      containersOf(object)
        .filter(({ isInit }) => !isInit)
        .flatMap(({ container: one, path }): Running[] => {
          const dockerfile = ownerOf(target, one.image);
          return dockerfile ? [{ target, object, container: one, path, dockerfile }] : [];
        }),
    ),
  );
}

function problemAt(
  { tree }: Context,
  { target, object }: Running,
  path: YamlPath,
  message: string,
  fix: string,
): Problem {
  const place = locateField(tree, target, object, path) ?? { path: target.path };
  return { rule: 'S12-cannot-start', ...place, message: `${describeObject(object)}: ${message}`, fix };
}

function user(context: Context, running: Running): Problem[] {
  const { object, container: one, path, dockerfile } = running;
  const pod = [...(podTemplatePath(object) ?? []), 'spec', 'securityContext'];
  const own = at(one, ['securityContext', 'runAsUser']);
  const forced = own ?? at(object, [...pod, 'runAsUser']);
  const nonRoot = at(one, ['securityContext', 'runAsNonRoot']) ?? at(object, [...pod, 'runAsNonRoot']);
  const name = dockerfile.user?.name;
  const place: YamlPath = own === undefined ? [...pod, 'runAsUser'] : [...path, 'securityContext', 'runAsUser'];
  if (typeof forced === 'number') {
    if (name === undefined || name.includes('$')) return [];
    const uid = /^\d+$/.test(name) ? Number(name) : uidOf(name, dockerfile);
    if (uid === forced) return [];
    const has = uid === undefined ? `user ${name} without a fixed number` : `user ${uid}`;
    const message = `runs as user ${forced}, but the image has ${has} (${dockerfile.path}:${dockerfile.user?.line})`;
    return [
      problemAt(context, running, place, message, 'use the same number in both: USER 10001 and runAsUser: 10001'),
    ];
  }
  // Kubernetes cannot tell that a named user is not root, and does not start the container.
  if (nonRoot !== true || (name !== undefined && /^[1-9]\d*$/.test(name))) return [];
  const inContainer = at(one, ['securityContext', 'runAsNonRoot']) !== undefined;
  const where: YamlPath = [...(inContainer ? [...path, 'securityContext'] : pod), 'runAsNonRoot'];
  const message = `runAsNonRoot needs a numeric user, but the image runs as ${name === undefined ? 'root' : name}`;
  return [problemAt(context, running, where, message, `set USER 10001 in ${dockerfile.path}, or runAsUser here`)];
}

/** The number of a user in the Dockerfile; 0 for root. */
function uidOf(name: string, { runs }: Dockerfile): number | undefined {
  if (name === 'root') return 0;
  for (const run of runs) {
    for (const command of run.split(/&&|;|\n(?!\s)/)) {
      if (!/\b(?:user|add)add\b|\badduser\b/.test(command) || !new RegExp(`\\b${name}\\b`).test(command)) continue;
      const match = /(?:--uid|-u)[\s=]+(\d+)/.exec(command.replaceAll('\\\n', ' '));
      if (match) return Number(match[1]);
    }
  }
  return undefined;
}

function exposedPort(context: Context, running: Running): Problem[] {
  const { container: one, path, dockerfile } = running;
  const exposed = dockerfile.ports.map(({ port }) => port);
  const ports = records(one.ports);
  if (exposed.length === 0 || ports.length === 0) return [];
  // The container may get its port from an environment variable or an argument.
  const settings = JSON.stringify([one.env, one.args, one.command]);
  const served = ports.some(
    ({ containerPort }) =>
      exposed.includes(Number(containerPort)) || new RegExp(`\\b${String(containerPort)}\\b`).test(settings),
  );
  if (served) return [];
  const message = `opens port ${ports.map(({ containerPort }) => String(containerPort)).join(', ')}, but the image exposes ${exposed.join(', ')} (${dockerfile.path}:${dockerfile.ports[0].line})`;
  return [problemAt(context, running, [...path, 'ports', 0, 'containerPort'], message, 'use the same port in both')];
}

function workers(context: Context, { container: one, dockerfile, object, target }: Running): Problem[] {
  const { tree } = context;
  const environment = new Map(dockerfile.environment);
  for (const { name, value } of records(one.env)) {
    if (typeof name === 'string') environment.set(name, String(value ?? ''));
  }
  if (['PROMETHEUS_MULTIPROC_DIR', 'prometheus_multiproc_dir'].some((name) => environment.get(name))) return [];
  const sources = tree
    .below(dockerfile.folder)
    .filter((path) => path.endsWith('.py') && !/\/tests?\//.test(path.slice(dockerfile.folder.length)));
  if (!sources.some((path) => importsPrometheus(tree.text(path) ?? ''))) {
    return [];
  }
  const given = [...(dockerfile.start?.words ?? []), ...listOf(one.command), ...listOf(one.args)].join(' ');
  const option = /(?:--workers|-w)[\s=]+(\d+)/.exec(given)?.[1] ?? environment.get('WEB_CONCURRENCY');
  const configs = sources.flatMap((path) => {
    const text = tree.text(path) ?? '';
    const match = /(?:^|\/)gunicorn[\w.]*\.py$/.test(path) ? /^workers\s*=\s*(\d+)/m.exec(text) : null;
    return match ? [{ path, line: text.slice(0, match.index).split('\n').length, count: Number(match[1]) }] : [];
  });
  const config = configs.find(({ count }) => count > 1);
  if (Number(option ?? 1) <= 1 && !config) return [];
  const count = Number(option ?? 1) > 1 ? Number(option) : config?.count;
  const place =
    Number(option ?? 1) > 1 || !config
      ? { path: dockerfile.path, line: dockerfile.start?.line }
      : { path: config.path, line: config.line };
  return [
    {
      rule: 'S12-cannot-start',
      ...(dockerfile.start || config ? place : { path: target.path }),
      message: `${count} workers keep separate metrics, so a scrape of ${describeObject(object)} shows only one of them`,
      fix: 'run one worker with more replicas, or set PROMETHEUS_MULTIPROC_DIR to an empty folder',
    },
  ];
}

function listOf(value: unknown): string[] {
  return Array.isArray(value) ? (value as unknown[]).map(String) : [];
}

function importsPrometheus(text: string): boolean {
  // Few files have the word, and finding it is faster than the expression.
  return text.includes('prometheus_') && /^\s*(?:from|import) prometheus_(?:client|flask_exporter)/m.test(text);
}
