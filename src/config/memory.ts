import type { EnvironmentPosition, Interface, Packages } from './defaults';
import { POD } from './definitions/settings';
import { mebibytes } from './formats/quantities';
import type { App, AppEnvironment, Texts, Workload } from './model';

/**
 * Anonymous memory in mebibytes, measured after 16 clients loaded the server: of the server with its framework, and of
 * another program.
 */
const PROCESS: Readonly<Record<Interface | 'program', number>> = { wsgi: 47, asgi: 30, program: 15 };

/** The package of tracing that needs memory. */
export const TRACING_PACKAGE = 'opentelemetry-sdk';

/** What common packages add when they are imported, measured in the same way. Their own dependencies count too. */
const PACKAGES: Readonly<Record<string, number>> = {
  aiohttp: 8,
  anthropic: 48,
  botocore: 18,
  celery: 7,
  django: 13,
  elasticsearch: 18,
  fastapi: 14,
  'google-cloud-storage': 18,
  'langchain-core': 13,
  matplotlib: 27,
  networkx: 13,
  nltk: 23,
  numpy: 5,
  openai: 23,
  [TRACING_PACKAGE]: 20,
  'opencv-python': 4,
  'opencv-python-headless': 4,
  pandas: 25,
  polars: 16,
  psycopg: 8,
  psycopg2: 8,
  'psycopg2-binary': 8,
  pyarrow: 6,
  pymongo: 7,
  'scikit-learn': 43,
  scipy: 43,
  'sentry-sdk': 5,
  sqlalchemy: 16,
  sympy: 37,
};

/** With a tenth for what the app itself keeps. */
function withHeadroom(size: number): number {
  return Math.ceil((size * 11) / 10);
}

/** Sizes to choose from. */
const SIZES = [64, 96, 128, 192, 256, 384, 512, 768, 1024];

/** The smallest size with room for what is needed, in mebibytes. */
function sizeFor(needed: number): number {
  const most = withHeadroom(needed);
  return SIZES.find((size) => size >= most) ?? Math.ceil(most / 512) * 512;
}

/** ASGI apps usually have more packages, such as FastAPI with a database client, which need more than 64Mi. */
const ASGI_MEMORY = 128;

/** Memory that any process needs at least, in mebibytes. */
export const PROCESS_MEMORY = 48;

/** Names of the packages in the lock of an app's image. */
export type LockedPackages = (app: string, packages: Packages) => ReadonlySet<string>;

/** Those of the packages that need much memory. */
export function heavyPackages(locked: ReadonlySet<string>): string[] {
  return Object.keys(PACKAGES).filter((name) => locked.has(name));
}

/** What decides how much memory a pod needs. */
interface Needs {
  readonly interface: Interface;
  readonly heavyPackages: readonly string[];
  readonly workload: Workload;
  /** All environment variables of the pod. */
  readonly env: Texts;
}

/**
 * The default memory of a pod: that of its environment, or more if the interface, packages, processes, or files in memory
 * need it. It is not raised above a limit that is set.
 */
export function defaultMemory(position: EnvironmentPosition, needs: Needs, limit: string | undefined): string {
  const usual = POD.options.memory.byPosition[position];
  const needed = Math.max(neededBy(needs), PROCESS_MEMORY + filesInMemory(needs.workload));
  const wanted = Math.max(needs.interface === 'asgi' ? ASGI_MEMORY : 0, sizeFor(needed));
  if (wanted <= mebibytes(usual)) return usual;
  if (limit === undefined || mebibytes(limit) >= wanted) return `${wanted}Mi`;
  return mebibytes(limit) > mebibytes(usual) ? limit : usual;
}

/** What can raise the default memory of a workload. */
export function memoryReasons({ heavyPackages: packages, ...app }: App, name: string): string[] {
  const workload = app.workloads.find((one) => one.name === name);
  return [
    ...(app.interface === 'asgi' ? ["interface 'asgi'"] : []),
    ...(packages.length === 0 ? [] : [`${packages.join(', ')} in ${imageLock(app)}`]),
    ...(workload !== undefined && filesInMemory(workload) > 0 ? ['volumes in memory'] : []),
    ...(app.environments.some(({ env, pods }) => 'WEB_CONCURRENCY' in { ...env, ...pods[name].env })
      ? ['WEB_CONCURRENCY']
      : []),
  ];
}

/** The lock that the image of an app is installed from. */
function imageLock({ name, packages }: Pick<App, 'name' | 'packages'>): string {
  return `apps/${name}/${packages === 'uv' ? 'uv.lock' : 'src/requirements.txt'}`;
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

/** Workloads of an app with a limit that is set, and less than they probably need. */
export function tightMemory(app: App): TightMemory[] {
  return app.workloads.flatMap((workload) => {
    const needed = (own: AppEnvironment): number =>
      neededBy({ ...app, workload, env: { ...own.env, ...own.pods[workload.name].env } });
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
      packages: app.heavyPackages,
      recommended: `${sizeFor(most)}Mi`,
    };
  });
}

function neededBy({ workload, env, ...needs }: Needs): number {
  const imported = needs.heavyPackages.reduce((sum, name) => sum + PACKAGES[name], 0);
  const isServer = workload.type === 'service' && workload.command === undefined;
  const process = PROCESS[isServer ? needs.interface : 'program'] + imported;
  // Each further process of gunicorn imports the app again.
  const further = isServer ? Math.max(0, Number(env.WEB_CONCURRENCY ?? '1') - 1) : 0;
  return withHeadroom(process + further * (PROCESS.program + imported) + filesInMemory(workload));
}

function filesInMemory({ volumes }: Workload): number {
  return volumes.filter(({ medium }) => medium === 'Memory').reduce((sum, { size }) => sum + mebibytes(size), 0);
}
