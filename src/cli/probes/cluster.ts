import { probeArgocd } from './argocd-version';
import { probeNotifications } from './notifications';
import { probeObservability } from './observability';
import type { Ran, Run } from './run';
import { lastLine } from './run';
import type { ApplicationFacts } from '../../checks/doctor/applications';
import type { RootFacts } from '../../checks/doctor/argocd';
import type { Asked } from '../../checks/doctor/check';
import type { WantedObservability } from '../../checks/doctor/observability';
import { parseJson } from '../../common/json';
import { isRecord } from '../../common/records';

/** The schema of the objects of Argo CD, which every user of a cluster may read. */
const SCHEMA = '/openapi/v3/apis/argoproj.io/v1alpha1';

/** Where Argo CD is. */
export interface WantedCluster {
  readonly namespace: string;
  /** Name of the root Application. */
  readonly root: string;
  /** Names of the apps, whose Applications are listed. */
  readonly apps: readonly string[];
  /** Address of the API of Argo CD, if it is known. */
  readonly address?: string;
  /** Whether any Application has subscriptions. */
  readonly notifies: boolean;
  /** Undefined if no Application deploys rules or dashboards. */
  readonly observability?: WantedObservability;
}

/**
 * Gets versions and the root Application from the cluster of the current kubectl context, by the path of that one object, and
 * lists those of the apps, which can need another permission. kubectl caches nothing.
 *
 * @see https://argo-cd.readthedocs.io/en/stable/operator-manual/application.yaml
 */
export async function probeCluster(
  run: Run,
  { namespace, root: name, apps, address, notifies, observability: wanted }: WantedCluster,
): Promise<Asked<RootFacts>> {
  const objects = `/apis/argoproj.io/v1alpha1/namespaces/${namespace}/applications`;
  const path = `${objects}/${name}`;
  const get = (raw: string): Promise<Ran> => run('kubectl', ['--request-timeout=4s', 'get', '--raw', raw]);
  const [current, ran, schema, version, list, argocd, notifications, observability] = await Promise.all([
    run('kubectl', ['config', 'current-context']),
    get(path),
    get(SCHEMA),
    get('/version'),
    get(`${objects}?labelSelector=${encodeURIComponent(`app.kubernetes.io/name in (${apps.join(',')})`)}`),
    address === undefined ? undefined : probeArgocd(address),
    notifies ? probeNotifications(get, namespace) : undefined,
    wanted === undefined ? undefined : probeObservability(get, wanted),
  ]);
  if (ran.kind === 'missing') return { why: 'kubectl is not installed' };
  if (ran.kind === 'too-long') return { why: 'the cluster did not answer in time' };
  const context = current.kind === 'ended' && current.status === 0 ? current.stdout.trim() : '';
  if (context === '') return { why: 'kubectl has no context: kubectl config use-context NAME' };
  const known = {
    context,
    ...readVersion(version),
    ...readSchema(schema),
    ...(argocd ? { argocd } : {}),
    notifications,
    observability,
  };
  const applications = readApplications(list);
  if (ran.status === 0) return readRoot({ ...known, applications }, ran.stdout);
  // The object is missing; a cluster without Argo CD does not even know its kind.
  if (/NotFound/.test(ran.stderr) && ran.stderr.includes(`"${name}" not found`)) {
    return { answer: { ...known, applications } };
  }
  if (/could not find the requested resource/.test(ran.stderr)) {
    return { why: `no Argo CD in context ${context}: kubectl config use-context NAME` };
  }
  return { why: `the cluster of context ${context} did not answer: ${lastLine(ran.stderr)}` };
}

/** Reads the version of the API server, which every user may see. */
function readVersion(ran: Ran): Pick<RootFacts, 'kubernetes'> {
  const answer = ran.kind === 'ended' && ran.status === 0 ? parseJson(ran.stdout) : undefined;
  return isRecord(answer) && typeof answer.gitVersion === 'string' ? { kubernetes: answer.gitVersion } : {};
}

/** Looks for the field in the schema of an Application: the version of Argo CD is in no object that all users may read. */
function readSchema(ran: Ran): Pick<RootFacts, 'hasRetryRefresh'> {
  const schema = ran.kind === 'ended' && ran.status === 0 ? parseJson(ran.stdout) : undefined;
  const retry = ['components', 'schemas', 'io.argoproj.v1alpha1.Application', 'properties']
    .concat(['spec', 'properties', 'syncPolicy', 'properties', 'retry', 'properties'])
    .reduce<unknown>((value, key) => (isRecord(value) ? value[key] : undefined), schema);
  return isRecord(retry) ? { hasRetryRefresh: 'refresh' in retry } : {};
}

function readRoot(known: RootFacts, text: string): Asked<RootFacts> {
  const application = parseJson(text);
  if (application === undefined) return { why: 'kubectl printed no JSON' };
  const spec = isRecord(application) && isRecord(application.spec) ? application.spec : {};
  const status = isRecord(application) && isRecord(application.status) ? application.status : {};
  const word = (value: unknown, key: string): string => (isRecord(value) ? String(value[key] ?? 'Unknown') : 'Unknown');
  const conditions = Array.isArray(status.conditions) ? status.conditions.filter(isRecord) : [];
  const errors = conditions
    .filter(({ type }) => typeof type === 'string' && type.endsWith('Error'))
    .map(({ message }) => String(message));
  return {
    answer: {
      ...known,
      root: {
        sync: word(status.sync, 'status'),
        health: word(status.health, 'status'),
        errors,
        source: readSource(spec),
      },
    },
  };
}

function readApplications(ran: Ran): RootFacts['applications'] {
  if (ran.kind !== 'ended') return { why: 'the cluster did not list the Applications in time' };
  const answer = ran.status === 0 ? parseJson(ran.stdout) : undefined;
  if (!isRecord(answer) || !Array.isArray(answer.items)) {
    return { why: `the cluster did not list the Applications: ${lastLine(ran.stderr)}` };
  }
  return { answer: answer.items.filter(isRecord).map(readApplication) };
}

function readApplication({ metadata, status }: Record<string, unknown>): ApplicationFacts {
  const { sync, health, conditions, operationState } = isRecord(status) ? status : {};
  const word = (value: unknown, key: string): string | undefined =>
    isRecord(value) && typeof value[key] === 'string' ? value[key] : undefined;
  const errors = Array.isArray(conditions) ? conditions.filter((one) => word(one, 'type')?.endsWith('Error')) : [];
  const { phase, retryCount, message } = isRecord(operationState) ? operationState : {};
  const hasFailed = phase === 'Failed' || phase === 'Error' || (phase === 'Running' && Number(retryCount) > 0);
  return {
    name: word(metadata, 'name') ?? '',
    sync: word(sync, 'status'),
    health: word(health, 'status'),
    error: errors.map((one) => `${word(one, 'type')}: ${word(one, 'message') ?? ''}`).at(0),
    failure: hasFailed ? String(message) : undefined,
  };
}

function readSource({ source, syncPolicy }: Record<string, unknown>): NonNullable<RootFacts['root']>['source'] {
  const { repoURL, targetRevision } = isRecord(source) ? source : {};
  const automated = isRecord(syncPolicy) && isRecord(syncPolicy.automated) ? syncPolicy.automated : {};
  return {
    ...(typeof repoURL === 'string' ? { repoURL } : {}),
    ...(typeof targetRevision === 'string' ? { targetRevision } : {}),
    allowEmpty: automated.allowEmpty === true,
  };
}
