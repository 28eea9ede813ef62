import { parse } from 'yaml';
import { repositoryOf } from './render-cases';
import type { PythonGitOpsAppOptions } from '../../src/config/options';
import { renderWorkflows } from '../../src/render/workflow';

export interface Step {
  readonly name: string;
  readonly id?: string;
  readonly if?: string;
  readonly uses?: string;
  readonly run?: string;
  readonly with?: Record<string, unknown>;
  readonly env?: Record<string, string>;
}

export interface Job {
  readonly name: string;
  readonly needs?: string | string[];
  readonly if?: string;
  readonly permissions: Record<string, string>;
  readonly 'timeout-minutes'?: number;
  readonly strategy?: { readonly 'fail-fast': boolean; readonly matrix: Record<string, string> };
  readonly concurrency?: unknown;
  readonly environment?: string;
  readonly outputs?: Record<string, string>;
  /** A job calls a workflow, or has steps. */
  readonly uses?: string;
  readonly with?: Record<string, string>;
  readonly secrets?: Record<string, string>;
  readonly steps?: Step[];
}

export interface Workflow {
  readonly name: string;
  readonly on: {
    readonly push?: { readonly branches: string[] };
    readonly workflow_dispatch?: { readonly inputs: Record<string, { readonly options?: string[] }> };
    readonly workflow_call?: {
      readonly inputs: Record<string, unknown>;
      readonly secrets?: Record<string, { readonly required: boolean }>;
    };
  } & Record<string, unknown>;
  readonly permissions: Record<string, string>;
  readonly concurrency?: { readonly group: string; readonly 'cancel-in-progress': boolean };
  readonly jobs: Record<string, Job>;
}

/** Texts of the workflows of a config, by their names. */
export function textsOf(options: PythonGitOpsAppOptions): Map<string, string> {
  return new Map(
    renderWorkflows(repositoryOf(options)).map(({ path, content }) => [path.replace(/^.*\/|\.yml$/g, ''), content]),
  );
}

/** The workflows of a config, by their names. */
export function workflowsOf(options: PythonGitOpsAppOptions): Map<string, Workflow> {
  return new Map([...textsOf(options)].map(([name, text]) => [name, parse(text) as Workflow]));
}

export function workflowOf(options: PythonGitOpsAppOptions, name: string): Workflow {
  const workflows = workflowsOf(options);
  const found = workflows.get(name);
  if (!found) throw new Error(`no workflow ${name}; there is ${[...workflows.keys()].join(', ')}`);
  return found;
}

export function stepIn(job: Job | undefined, name: string): Step {
  const found = job?.steps?.find((candidate) => candidate.name === name);
  if (!found) throw new Error(`no step ${name}; there is ${job?.steps?.map((step) => step.name).join(', ')}`);
  return found;
}

/** Every step of every workflow, with where it is. */
export function stepsOf(workflows: ReadonlyMap<string, Workflow>): (Step & { readonly where: string })[] {
  return [...workflows].flatMap(([workflow, { jobs }]) =>
    Object.entries(jobs).flatMap(([job, { steps = [] }]) =>
      steps.map((step) => ({ ...step, where: `${workflow}, ${job}: ${step.name}` })),
    ),
  );
}

/** More apps than one matrix can hold. */
export function manyApps(count: number): Record<string, object> {
  return Object.fromEntries(Array.from({ length: count }, (_, index) => [`app-${index}`, {}]));
}
