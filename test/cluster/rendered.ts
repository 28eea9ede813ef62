import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parse } from 'yaml';
import type { Image } from '../../src/common/image-reference';
import { parseImage } from '../../src/common/image-reference';
import type { App, AppEnvironment, Repository } from '../../src/config/model';
import { observabilityName, secretKeys } from '../../src/config/model';
import { secretName } from '../../src/config/names';
import type { PythonGitOpsAppOptions } from '../../src/config/options';
import { resolve } from '../../src/config/resolve';
import { fingerprint } from '../../src/files/secrets/certificate';
import { withListed } from '../../src/files/secrets/component-file';
import { encrypt } from '../../src/files/secrets/kubeseal';
import { componentPath, sealedPath } from '../../src/files/secrets/paths';
import { sealedChecksum, withSealed } from '../../src/files/secrets/sealed-file';
import { Tree } from '../../src/files/tree/tree';
import { escapeFiles } from '../../src/project/synthesis/escapes';
import type { ApplicationRelease } from '../../src/releases/files/application-file';
import { applicationFilePath, renderApplicationFile } from '../../src/releases/files/application-file';
import { imageFilePath, renderImageFile } from '../../src/releases/files/image-file';
import type { AppReleases } from '../../src/releases/files/reconcile';
import { reconcileReleases } from '../../src/releases/files/reconcile';
import { OBSERVABILITY_FOLDER } from '../../src/render/observability/paths';
import { renderRepository } from '../../src/render/repository';
import { RELEASED } from '../packed/released';
import * as support from '../packed/support';
import type { KubernetesObject } from '../support/api-client';
import { cached, objectsOf } from '../support/api-server';
import type { Cluster } from '../support/cluster/cluster';
import { extraManifests } from '../support/repositories';

function kubeseal(): string {
  return cached('bin/kubeseal-0.27.1', 'scripts/tools.sh');
}

/** Files that Argo CD reads. */
const DEPLOYED = /^(?:argo|apps\/[^/]+\/(?:argo|k8s))\//;
const ROOT = 'argo/root-app.yaml';
const OBSERVABILITY_APPLICATION = /^argo\/observability\/applications\/([^/]+)$/;

/** What lists the rules and dashboards. */
interface ObservabilityList {
  readonly resources?: readonly string[];
  readonly configMapGenerator?: readonly { readonly name: string }[];
  readonly generatorOptions?: object;
}

/** What differs from a repository of a user. */
export interface Differences {
  /**
   * Whether Argo CD asks the API server to reject unknown fields; default true. For each object, Argo CD reads the schema of
   * the whole API, which takes half of its CPU time. False is for objects that `complaintsOf` checks in the same way.
   */
  readonly isValidated?: boolean;
}

/** Which environments are released, and how. All others are as before their first release. */
export interface Released {
  readonly isReleased: (own: AppEnvironment) => boolean;
  /** Commit that gated environments are pinned to, as `promote` does; without one, they follow the branch. */
  readonly revision?: string;
  /** Tag and digest of the image in an environment that follows the branch; by default RELEASED. */
  readonly image?: (app: string, environment: string) => string;
}

/**
 * A repository on the git server of a cluster that this process renders. It can contain the apps of several configs, whose
 * names are not shared: one commit then has hundreds of configs, and no npm install.
 */
export class RenderedRepository {
  readonly folder: string;
  /** Overlays of all environments, released or not. */
  readonly overlays: string[] = [];
  /** Applications and AppProjects of all environments, released or not. */
  readonly argo: KubernetesObject[] = [];
  private readonly apps: string[] = [];
  /** Rules and dashboards of all configs, and files with the Application that deploys them. */
  private readonly observability = { resources: [] as string[], configMaps: new Map<string, object>() };
  private readonly observabilityApplication: string[] = [];

  constructor(
    private readonly cluster: Cluster,
    readonly name: string,
    private readonly differences: Differences = {},
  ) {
    this.folder = support.makeFolder(name);
    cluster.git.create(name);
    support.git(this.folder, 'init', '--quiet', '--initial-branch=main');
    cluster.git.connect(this.folder, name);
  }

  /** Renders a config into it. */
  add(options: PythonGitOpsAppOptions, released: Released): void {
    const { isValidated = true } = this.differences;
    const files = this.render(options, released);
    this.addObservability(files);
    for (const [path, content] of files) {
      if (path.startsWith(`${OBSERVABILITY_FOLDER}/`)) continue;
      const isApplication = /^apps\/[^/]+\/argo\/app-[^/]+\.yaml$/.test(path);
      this.write(path, isApplication && !isValidated ? withoutValidation(content) : content);
      if (/^apps\/[^/]+\/argo\/(?:app-[^/]+|project)\.yaml$/.test(path) || path === ROOT) {
        this.argo.push(...objectsOf(content));
      }
      const overlay = /^apps\/[^/]+\/k8s\/overlays\/[^/]+(?=\/kustomization\.yaml$)/.exec(path)?.[0];
      if (overlay !== undefined) this.overlays.push(overlay);
    }
  }

  /** Seals a value for each secret that the apps declare in released environments, as `seal` does. */
  seal(options: PythonGitOpsAppOptions, certificate: string, { isReleased }: Pick<Released, 'isReleased'>): void {
    const pem = join(support.makeFolder('sealing'), 'certificate.pem');
    writeFileSync(pem, certificate);
    for (const app of resolve(options).apps) {
      for (const { environment, namespace } of app.environments.filter(isReleased)) {
        const [sealed, component] = [sealedPath, componentPath].map((path) => path(app.name, environment.name));
        const seal = { name: secretName(app), namespace };
        const values: Record<string, string> = {};
        let text: string | undefined;
        for (const key of secretKeys(app)) {
          const value = encrypt(kubeseal(), seal, pem, Buffer.from('a value'));
          values[key] = value;
          text = withSealed(text, sealed, seal, { key, value, certificate: fingerprint(certificate) });
        }
        if (text === undefined) continue;
        this.write(sealed, text);
        const before = readFileSync(join(this.folder, component), 'utf8');
        this.write(component, withListed(before, component, app.name, sealedChecksum(values)));
      }
    }
  }

  /** Changes only the release files. */
  release(options: PythonGitOpsAppOptions, released: Released): void {
    for (const [path, content] of this.render(options, released)) {
      if (path.includes('/release/')) this.write(path, content);
    }
  }

  /** The Application that deploys rules and dashboards, if a config has them. */
  get observabilityApplications(): string[] {
    return this.observabilityApplication.length === 0 ? [] : [observabilityName(this)];
  }

  /**
   * Adds the rules and dashboards of a config to those of the others, and the Application of the first config that has one.
   * Applications of other clusters are left out: here, they would share the namespace.
   */
  private addObservability(files: ReadonlyMap<string, string>): void {
    const list = files.get(`${OBSERVABILITY_FOLDER}/kustomization.yaml`);
    if (list === undefined) return;
    const application = `app-${observabilityName(this)}.yaml`;
    const isFirst = this.observabilityApplication.length === 0;
    for (const [path, content] of files) {
      const [, file] = OBSERVABILITY_APPLICATION.exec(path) ?? [];
      if (file === undefined) {
        if (path.startsWith(`${OBSERVABILITY_FOLDER}/`)) this.write(path, content);
      } else if (isFirst && (file === 'project.yaml' || file === application)) {
        this.write(path, content);
        this.observabilityApplication.push(file);
        this.argo.push(...objectsOf(content));
      }
    }
    const { resources = [], configMapGenerator = [], generatorOptions } = parse(list) as ObservabilityList;
    this.observability.resources.push(...resources);
    for (const one of configMapGenerator) this.observability.configMaps.set(one.name, one);
    this.writeList(OBSERVABILITY_FOLDER, this.observability.resources, {
      configMapGenerator: [...this.observability.configMaps.values()],
      generatorOptions,
    });
    this.writeList(`${OBSERVABILITY_FOLDER}/applications`, this.observabilityApplication);
    if (!this.overlays.includes(OBSERVABILITY_FOLDER)) this.overlays.push(OBSERVABILITY_FOLDER);
  }

  /** Commits everything, pushes it to the branches, and returns the commit. */
  push(branches: readonly string[]): string {
    const apps = [...new Set(this.apps)].map((app) => `../../apps/${app}/argo`);
    this.writeList('argo/root-app', [
      ...apps,
      ...this.observabilityApplications.map(() => '../observability/applications'),
    ]);
    support.git(this.folder, 'add', '--all');
    support.git(this.folder, 'commit', '--quiet', '--message', 'test: render');
    const targets = [...new Set(['main', ...branches])].map((branch) => `HEAD:refs/heads/${branch}`);
    support.git(this.folder, 'push', '--quiet', 'origin', ...targets);
    return support.git(this.folder, 'rev-parse', 'HEAD').trim();
  }

  /** Applies the root, as a platform engineer does once. */
  applyRoot(): void {
    this.cluster.kubectl(['apply', '--filename', join(this.folder, ROOT)]);
  }

  private render(options: PythonGitOpsAppOptions, released: Released): Map<string, string> {
    const repository = resolve(options);
    this.apps.push(...repository.apps.map(({ name }) => name));
    const releases = new Map(repository.apps.map((app) => [app.name, releasesOf(repository, app, released)]));
    const { files, findings } = escapeFiles(repository, renderRepository(repository, releases));
    if (findings.length > 0) throw new Error(`the config has findings: ${JSON.stringify(findings)}`);
    const tree = new Tree();
    tree.addAll(files);
    const rendered = tree.files().map(({ path, content }) => [path, content] as const);
    return new Map([...rendered, ...Object.entries(extraManifests(options))].filter(([path]) => DEPLOYED.test(path)));
  }

  /** A kustomization.yaml. JSON is YAML. */
  private writeList(folder: string, resources: readonly string[], more: object = {}): void {
    const list = { kind: 'Kustomization', resources: [...resources].sort(), ...more };
    this.write(`${folder}/kustomization.yaml`, JSON.stringify(list));
  }

  private write(path: string, content: string): void {
    const target = join(this.folder, path);
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(target, content);
  }
}

/** An Application with one more sync option. */
function withoutValidation(content: string): string {
  const options = /^( *)syncOptions:\n/m;
  if (!options.test(content)) throw new Error(`no syncOptions in ${content}`);
  return content.replace(options, (line, indent: string) => `${line}${indent}- Validate=false\n`);
}

/** The releases of an app as release files record them. */
function releasesOf(repository: Repository, app: App, released: Released): AppReleases {
  const { isReleased, revision, image: imageOf = () => RELEASED } = released;
  const report = (finding: unknown): never => {
    throw new Error(`a release has a finding: ${JSON.stringify(finding)}`);
  };
  const files = new Map<string, string>();
  const applications = new Map<string, ApplicationRelease>();
  for (const own of app.environments) {
    const path = imageFilePath(app.name, own.environment.name);
    const image = { ...parseImage(imageOf(app.name, own.environment.name)), name: app.image } as Image;
    if (isReleased(own)) files.set(path, renderImageFile({ baseName: app.image, image }));
    for (const { name } of own.applications) applications.set(name, stateOf(repository, app, own));
  }
  if (repository.argocd.manages !== 'nothing' && repository.repoUrl !== undefined) {
    files.set(applicationFilePath(app.name), renderApplicationFile(applications));
  }
  return reconcileReleases(repository, app, (path) => files.get(path), report);

  function stateOf({ argocd }: Repository, { image: name }: App, own: AppEnvironment): ApplicationRelease {
    if (!isReleased(own)) return { kind: 'held', namespace: argocd.namespace };
    if (!own.environment.gated || revision === undefined) return { kind: 'tracking' };
    return { kind: 'pinned', revision, image: `${name}=${name}${RELEASED}` };
  }
}
