import type { EnvironmentPosition, Interface } from './defaults';
import { POD } from './definitions/settings';
import { mebibytes } from './formats/quantities';
import type { App, AppEnvironment, Workload } from './model';

/**
 * Anonymous memory in mebibytes, measured after 16 clients loaded the server: of the server with its framework, and of
 * another program.
 */
const PROCESS: Readonly<Record<Interface | 'program', number>> = { wsgi: 47, asgi: 30, program: 15 };

/** What common packages add when they are imported, measured in the same way. Their own dependencies count too. */
const PACKAGES: Readonly<Record<string, number>> = {
  botocore: 18,
  django: 13,
  fastapi: 14,
  numpy: 5,
  pandas: 25,
  psycopg: 8,
  psycopg2: 8,
  'psycopg2-binary': 8,
  'scikit-learn': 80,
  sqlalchemy: 16,
};

/** With a tenth for what the app itself keeps. */
function withHeadroom(size: number): number {
  return Math.ceil((size * 11) / 10);
}

/** Sizes to recommend. */
const SIZES = [96, 128, 192, 256, 384, 512, 768, 1024];

/** ASGI apps usually have more packages, such as FastAPI with a database client, which need more than 64Mi. */
const ASGI_MEMORY = '128Mi';

/** The default memory of a pod. */
export function defaultMemory(position: EnvironmentPosition, kind: Interface): string {
  const memory = POD.options.memory.byPosition[position];
  return kind === 'asgi' && mebibytes(memory) < mebibytes(ASGI_MEMORY) ? ASGI_MEMORY : memory;
}

/** A workload whose memory limit is probably too small. */
export interface TightMemory {
  readonly app: string;
  readonly workload: string;
  readonly environments: readonly string[];
  /** The lowest limit. */
  readonly limit: string;
  /** What it probably needs, in mebibytes. */
  readonly needed: number;
  /** Packages that need much. */
  readonly packages: readonly string[];
  readonly recommended: string;
}

/** Workloads of an app whose limit is less than the locked packages probably need. */
export function tightMemory(app: App, locked: ReadonlySet<string>): TightMemory[] {
  const packages = Object.keys(PACKAGES).filter((name) => locked.has(name));
  return app.workloads.flatMap((workload) => {
    const needed = (own: AppEnvironment): number => withHeadroom(neededBy(app, workload, own, packages));
    const limitIn = (own: AppEnvironment): number => mebibytes(own.pods[workload.name].memoryLimit);
    const tight = app.environments.filter((own) => limitIn(own) < needed(own));
    if (tight.length === 0) return [];
    const lowest = [...tight].sort((a, b) => limitIn(a) - limitIn(b))[0];
    const most = Math.max(...tight.map(needed));
    return {
      app: app.name,
      workload: workload.name,
      environments: tight.map(({ environment }) => environment.name),
      limit: lowest.pods[workload.name].memoryLimit,
      needed: most,
      packages,
      recommended: `${SIZES.find((size) => size >= withHeadroom(most)) ?? Math.ceil(most / 512) * 512 + 512}Mi`,
    };
  });
}

function neededBy(app: App, workload: Workload, own: AppEnvironment, packages: readonly string[]): number {
  const imported = packages.reduce((sum, name) => sum + PACKAGES[name], 0);
  const files = workload.volumes
    .filter(({ medium }) => medium === 'Memory')
    .reduce((sum, { size }) => sum + mebibytes(size), 0);
  const isServer = workload.type === 'service' && workload.command === undefined;
  const process = PROCESS[isServer ? app.interface : 'program'] + imported;
  const env = { ...own.env, ...own.pods[workload.name].env };
  // Each further process of gunicorn imports the app again.
  const further = isServer ? Math.max(0, Number(env.WEB_CONCURRENCY ?? '1') - 1) : 0;
  return process + further * (PROCESS.program + imported) + files;
}
