import type { SourceTree } from './source-tree';
import type { YamlPath } from './yaml-file';
import { isRecord, records } from '../../common/records';

/** A GitHub Actions workflow. */
export interface Workflow {
  readonly path: string;
  readonly data: Readonly<Record<string, unknown>>;
  readonly jobs: readonly Job[];
}

export interface Job {
  readonly name: string;
  readonly at: YamlPath;
  readonly data: Readonly<Record<string, unknown>>;
  readonly needs: readonly string[];
  readonly steps: readonly WorkflowStep[];
}

export interface WorkflowStep {
  readonly at: YamlPath;
  readonly data: Readonly<Record<string, unknown>>;
  readonly run: string;
  /** Number of the first line of `run`. */
  readonly line: number;
  readonly uses: string;
}

/** The workflows of a tree. */
export function readWorkflows(tree: SourceTree): Workflow[] {
  return tree.paths
    .filter((path) => /^\.github\/workflows\/[^/]+\.ya?ml$/.test(path))
    .flatMap((path) => {
      const [data] = tree.yaml(path).values;
      if (!isRecord(data)) return [];
      const jobs = isRecord(data.jobs) ? Object.entries(data.jobs) : [];
      return [
        { path, data, jobs: jobs.flatMap(([name, job]) => (isRecord(job) ? [readJob(tree, path, name, job)] : [])) },
      ];
    });
}

/** The triggers of a workflow: `on`, which YAML 1.1 reads as `true`. */
export function triggersOf(workflow: Workflow): Readonly<Record<string, unknown>> {
  const on = workflow.data.on ?? workflow.data.true;
  if (isRecord(on)) return on;
  const names = Array.isArray(on) ? (on as unknown[]) : [on];
  return Object.fromEntries(names.map((name) => [String(name), null]));
}

/** The jobs that run before a job. */
export function neededBy(workflow: Workflow, job: Job): ReadonlySet<string> {
  const found = new Set<string>();
  const visit = (name: string): void => {
    if (found.has(name)) return;
    found.add(name);
    workflow.jobs.find((other) => other.name === name)?.needs.forEach(visit);
  };
  job.needs.forEach(visit);
  return found;
}

function readJob(tree: SourceTree, path: string, name: string, data: Record<string, unknown>): Job {
  const place: YamlPath = ['jobs', name];
  const needs = (Array.isArray(data.needs) ? (data.needs as unknown[]) : [data.needs]).filter(
    (need) => typeof need === 'string',
  );
  const steps = records(data.steps).map((step, index): WorkflowStep => {
    const own: YamlPath = [...place, 'steps', index];
    const run = typeof step.run === 'string' ? step.run : '';
    const line = run === '' ? 0 : tree.yaml(path).textLine(0, [...own, 'run']);
    return { at: own, data: step, run, line, uses: typeof step.uses === 'string' ? step.uses : '' };
  });
  return { name, at: place, data, needs, steps };
}
