import type { Document, Pair, Scalar, YAMLMap, YAMLSeq } from 'yaml';
import { isMap, isSeq, parseDocument } from 'yaml';
import { setAction } from './actions';
import { VERSIONS } from '../../config/defaults';
import type { Repository } from '../../config/model';
import { haveOnePython } from '../../config/model';
import type { TreeFile } from '../../files/tree/tree';
import { documentToYaml } from '../../files/tree/yaml';
import { generatedFromTemplate, packageManagerSamples, SAMPLES } from '../samples';

export type TemplatePath = readonly (string | number)[];

/** A permission of a job, and why the job needs it. */
export interface Permission {
  readonly name: string;
  readonly level: 'read' | 'write';
  readonly why: string;
}

/** The option behind the workflows, and what to change instead of them. */
const OPTION = 'environments';
const INSTEAD =
  'Set gated or branch in environments, registry, delivery, pythonVersion, ciSteps, or buildSecrets of an app; overrides change the rest.';

/**
 * The template of a workflow: a complete workflow with comments. Values that depend on the config are set by path, and
 * parts that don't apply are removed.
 */
export class WorkflowTemplate {
  private readonly document: Document;
  private readonly path: string;

  constructor(
    private readonly name: string,
    repository: Repository,
  ) {
    this.path = workflowPath(name);
    this.document = parseDocument(
      generatedFromTemplate(`repository/${this.path}`, this.path, OPTION, {
        ...packageManagerSamples(repository),
        [SAMPLES.kustomize]: VERSIONS.kustomize,
      }),
    );
    for (const step of this.steps()) setAction(step);
    this.setVersions(repository);
  }

  /** Sets a value of the template. Fails if the path doesn't exist; yaml would create it. */
  set(place: TemplatePath, value: unknown): void {
    this.require(place);
    this.document.setIn(place, this.document.createNode(value));
  }

  /** Sets a text of the template and keeps its comment. */
  replaceText(place: TemplatePath, text: string): void {
    this.require(place);
    (this.document.getIn(place, true) as Scalar).value = text;
  }

  /** Adds an entry after another one of a map. */
  add(place: TemplatePath, behind: string, key: string, value: unknown): void {
    this.require([...place, behind]);
    const map = this.document.getIn(place) as YAMLMap<Scalar<string>>;
    const index = map.items.findIndex((pair) => pair.key.value === behind);
    map.items.splice(index + 1, 0, this.document.createPair(key, value) as Pair<Scalar<string>>);
  }

  remove(place: TemplatePath): void {
    this.require(place);
    this.document.deleteIn(place);
  }

  /** Replaces the entries of a map and keeps its comments. Removes a map without entries. */
  setEntries(place: TemplatePath, entries: Readonly<Record<string, unknown>>): void {
    this.require(place);
    if (Object.keys(entries).length === 0) {
      this.document.deleteIn(place);
      return;
    }
    const map = this.document.getIn(place) as YAMLMap;
    map.items = (this.document.createNode(entries) as YAMLMap).items;
  }

  /** Sets the permissions of a job, each with its reason as a comment. */
  setPermissions(job: string, permissions: readonly Permission[]): void {
    this.require(['jobs', job, 'permissions']);
    const entries = Object.fromEntries(permissions.map(({ name, level }) => [name, level]));
    const map = this.document.createNode(entries) as YAMLMap<Scalar, Scalar>;
    permissions.forEach(({ why }, index) => {
      (map.items[index].value as Scalar).comment = ` ${why}`;
    });
    this.document.setIn(['jobs', job, 'permissions'], map);
  }

  /** Finds a step by its name. */
  step(job: string, name: string): TemplatePath {
    const steps = this.document.getIn(['jobs', job, 'steps']) as YAMLSeq;
    const index = steps.items.findIndex((step) => isMap(step) && step.get('name') === name);
    if (index < 0) throw new Error(`the template ${this.name} has no step "${name}" in ${job}`);
    return ['jobs', job, 'steps', index];
  }

  /** Inserts steps before or after another one. */
  insert(place: TemplatePath, where: 'before' | 'after', steps: readonly object[]): void {
    const list = this.document.getIn(place.slice(0, -1)) as YAMLSeq;
    const index = Number(place[place.length - 1]) + (where === 'after' ? 1 : 0);
    list.items.splice(index, 0, ...steps.map((step) => this.document.createNode(step)));
  }

  /** Replaces a step of the template with changed copies of it. */
  repeat(place: TemplatePath, changes: readonly Readonly<Record<string, unknown>>[]): void {
    const list = this.document.getIn(place.slice(0, -1)) as YAMLSeq;
    const index = Number(place[place.length - 1]);
    const model = list.items[index] as YAMLMap;
    const steps = changes.map((change) => {
      const step = model.clone() as YAMLMap;
      for (const [key, value] of Object.entries(change)) step.set(key, value);
      return step;
    });
    list.items.splice(index, 1, ...steps);
  }

  /** Replaces a job of the template with copies of it, each with another name. */
  repeatJob(job: string, names: readonly string[]): void {
    this.require(['jobs', job]);
    const jobs = this.document.getIn(['jobs']) as YAMLMap<Scalar<string>, YAMLMap>;
    const index = jobs.items.findIndex(({ key }) => key.value === job);
    const [model] = jobs.items.splice(index, 1);
    const copies = names.map((name) => {
      const copy = model.clone() as Pair<Scalar<string>, YAMLMap>;
      copy.key.value = name;
      return copy;
    });
    jobs.items.splice(index, 0, ...copies);
  }

  /** Moves jobs to the end, in this order. */
  orderJobs(names: readonly string[]): void {
    const jobs = this.document.getIn(['jobs']) as YAMLMap<Scalar<string>, YAMLMap>;
    const place = ({ key }: Pair<Scalar<string>, YAMLMap>): number => names.indexOf(key.value);
    jobs.items.sort((one, other) => place(one) - place(other));
  }

  removeSteps(job: string, names: readonly string[]): void {
    for (const name of names) this.document.deleteIn(this.step(job, name));
  }

  /** Sets a variable in each step of a job that has it. */
  setVariable(job: string, name: string, value: string): void {
    const steps = this.document.getIn(['jobs', job, 'steps']) as YAMLSeq<YAMLMap>;
    for (const step of steps.items) {
      if (step.hasIn(['env', name])) step.setIn(['env', name], value);
    }
  }

  /** Removes a variable from each step of a job that has it. */
  removeVariable(job: string, name: string): void {
    const steps = this.document.getIn(['jobs', job, 'steps']) as YAMLSeq<YAMLMap>;
    for (const step of steps.items) {
      if (step.hasIn(['env', name])) step.deleteIn(['env', name]);
    }
  }

  file(): TreeFile {
    return {
      path: this.path,
      content: documentToYaml(this.document),
      owner: 'generated',
      option: OPTION,
      instead: INSTEAD,
    };
  }

  private require(place: TemplatePath): void {
    if (!this.document.hasIn(place)) throw new Error(`the template ${this.name} has no ${place.join('.')}`);
  }

  /** Sets the versions of Node.js and Python in all jobs. */
  private setVersions(repository: Repository): void {
    for (const step of this.steps()) {
      if (step.hasIn(['with', 'node-version'])) {
        step.setIn(['with', 'node-version'], VERSIONS.node);
        // The cache needs a command of the package manager, which isn't installed yet.
        if (repository.packageManager.pin !== undefined) step.setIn(['with', 'package-manager-cache'], false);
      }
      if (step.hasIn(['with', 'python-version'])) {
        step.deleteIn(['with', 'python-version']);
        for (const [key, value] of Object.entries(pythonVersion(repository))) step.setIn(['with', key], value);
      }
    }
  }

  /** The steps of all jobs. A job that calls a workflow has none. */
  private steps(): YAMLMap[] {
    const jobs = this.document.getIn(['jobs']) as YAMLMap;
    return jobs.items.flatMap(({ value: job }) => {
      const steps = isMap(job) ? job.get('steps') : undefined;
      return isSeq(steps) ? steps.items.filter((step) => isMap(step)) : [];
    });
  }
}

/** Path of a workflow in the repository. */
export function workflowPath(name: string): string {
  return `.github/workflows/${name}.yml`;
}

/** The Python that all apps have, or that of the app at hand. */
function pythonVersion(repository: Repository): Record<string, string> {
  return haveOnePython(repository)
    ? { 'python-version': repository.apps[0]?.pythonVersion ?? repository.pythonVersion }
    : { 'python-version-file': 'apps/${{ inputs.app }}/.python-version' };
}
