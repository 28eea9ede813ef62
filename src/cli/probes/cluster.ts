import type { Ran, Run } from './run';
import { lastLine } from './run';
import type { RootFacts } from '../../checks/doctor/argocd';
import type { Asked } from '../../checks/doctor/check';
import { parseJson } from '../../common/json';
import { isRecord } from '../../common/records';

/** The schema of the objects of Argo CD, which every user of a cluster may read. */
const SCHEMA = '/openapi/v3/apis/argoproj.io/v1alpha1';

/**
 * Gets the root Application from the cluster of the current kubectl context, by the path of that one object. That needs no
 * permission to list, and kubectl caches nothing.
 *
 * @see https://argo-cd.readthedocs.io/en/stable/operator-manual/application.yaml
 */
export async function probeCluster(run: Run, namespace: string, name: string): Promise<Asked<RootFacts>> {
  const path = `/apis/argoproj.io/v1alpha1/namespaces/${namespace}/applications/${name}`;
  const get = (raw: string): Promise<Ran> => run('kubectl', ['--request-timeout=4s', 'get', '--raw', raw]);
  const [current, ran, schema] = await Promise.all([
    run('kubectl', ['config', 'current-context']),
    get(path),
    get(SCHEMA),
  ]);
  if (ran.kind === 'missing') return { why: 'kubectl is not installed' };
  if (ran.kind === 'too-long') return { why: 'the cluster did not answer in time' };
  const context = current.kind === 'ended' && current.status === 0 ? current.stdout.trim() : '';
  if (context === '') return { why: 'kubectl has no context: kubectl config use-context NAME' };
  const known = { context, ...readSchema(schema) };
  if (ran.status === 0) return readRoot(known, ran.stdout);
  // The object is missing; a cluster without Argo CD does not even know its kind.
  if (/NotFound/.test(ran.stderr) && ran.stderr.includes(`"${name}" not found`)) return { answer: known };
  if (/could not find the requested resource/.test(ran.stderr)) {
    return { why: `no Argo CD in context ${context}: kubectl config use-context NAME` };
  }
  return { why: `the cluster of context ${context} did not answer: ${lastLine(ran.stderr)}` };
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

function readSource({ source, syncPolicy }: Record<string, unknown>): NonNullable<RootFacts['root']>['source'] {
  const { repoURL, targetRevision } = isRecord(source) ? source : {};
  const automated = isRecord(syncPolicy) && isRecord(syncPolicy.automated) ? syncPolicy.automated : {};
  return {
    ...(typeof repoURL === 'string' ? { repoURL } : {}),
    ...(typeof targetRevision === 'string' ? { targetRevision } : {}),
    allowEmpty: automated.allowEmpty === true,
  };
}
