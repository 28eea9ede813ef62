import type { Run } from './run';
import { lastLine } from './run';
import type { RootFacts } from '../../checks/doctor/argocd';
import type { Asked } from '../../checks/doctor/check';
import { parseJson } from '../../common/json';
import { isRecord } from '../../common/records';

/**
 * Gets the root Application from the cluster of the current kubectl context, by the path of that one object. That needs no
 * permission to list, and kubectl caches nothing.
 *
 * @see https://argo-cd.readthedocs.io/en/stable/operator-manual/application.yaml
 */
export async function probeCluster(run: Run, namespace: string, name: string): Promise<Asked<RootFacts>> {
  const path = `/apis/argoproj.io/v1alpha1/namespaces/${namespace}/applications/${name}`;
  const [current, ran] = await Promise.all([
    run('kubectl', ['config', 'current-context']),
    run('kubectl', ['--request-timeout=4s', 'get', '--raw', path]),
  ]);
  if (ran.kind === 'missing') return { why: 'kubectl is not installed' };
  if (ran.kind === 'too-long') return { why: 'the cluster did not answer in time' };
  const context = current.kind === 'ended' && current.status === 0 ? current.stdout.trim() : '';
  if (context === '') return { why: 'kubectl has no context: kubectl config use-context NAME' };
  if (ran.status === 0) return readRoot(context, ran.stdout);
  // The object is missing; a cluster without Argo CD does not even know its kind.
  if (/NotFound/.test(ran.stderr) && ran.stderr.includes(`"${name}" not found`)) return { answer: { context } };
  if (/could not find the requested resource/.test(ran.stderr)) {
    return { why: `no Argo CD in context ${context}: kubectl config use-context NAME` };
  }
  return { why: `the cluster of context ${context} did not answer: ${lastLine(ran.stderr)}` };
}

function readRoot(context: string, text: string): Asked<RootFacts> {
  const application = parseJson(text);
  if (application === undefined) return { why: 'kubectl printed no JSON' };
  const status = isRecord(application) && isRecord(application.status) ? application.status : {};
  const word = (value: unknown, key: string): string => (isRecord(value) ? String(value[key] ?? 'Unknown') : 'Unknown');
  const conditions = Array.isArray(status.conditions) ? status.conditions.filter(isRecord) : [];
  const errors = conditions
    .filter(({ type }) => typeof type === 'string' && type.endsWith('Error'))
    .map(({ message }) => String(message));
  return {
    answer: { context, root: { sync: word(status.sync, 'status'), health: word(status.health, 'status'), errors } },
  };
}
