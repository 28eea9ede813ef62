import type { KubernetesObject } from '../support/api-client';
import type { Cluster } from '../support/cluster/cluster';
import type { Pod } from '../support/cluster/objects';

interface Event extends KubernetesObject {
  readonly involvedObject: { readonly kind: string; readonly uid: string };
}

/** The runs of all jobs of a namespace so far: each one is a Job with events of its own. */
export async function jobRuns(cluster: Cluster, namespace: string): Promise<number> {
  const events = await cluster.list<Event>('Event', namespace);
  const jobs = events.map(({ involvedObject }) => involvedObject).filter(({ kind }) => kind === 'Job');
  return new Set(jobs.map(({ uid }) => uid)).size;
}

/** The image of a job's latest run. */
export async function jobImage(cluster: Cluster, namespace: string, name: string): Promise<string> {
  const job = (await cluster.get('Job', name, namespace)) as KubernetesObject & { spec: { template: Pod } };
  return job.spec.template.spec.containers[0].image;
}
