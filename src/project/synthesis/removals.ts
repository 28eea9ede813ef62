import type { Rendering } from './rendering';
import type { Git } from '../../clients/git/git';
import type { Finding } from '../../common/findings';
import { listed } from '../../common/printed';
import { isDeployable, notSet } from '../../config/model';
import type { Repository } from '../../config/model';
import { member } from '../../config/rules';
import type { Folder } from '../../files/disk/folder';
import { applicationFilePath } from '../../releases/files/application-file';
import { isReleased } from '../../releases/files/reconcile';
import type { AppReleases } from '../../releases/files/reconcile';
import { environmentOf, kustomizationPath, releasedApplications } from '../../releases/files/released-applications';

/** The part of a rendering that decides what Argo CD deploys. */
type Rendered = Pick<Rendering, 'repository' | 'releases' | 'tree'>;

/** A state of the repository that Argo CD may have deployed. */
export interface Before {
  /** Names of the folders in `apps`. */
  readonly apps: readonly string[];
  /** Returns the text of a file; `like` instead of a copy, if it is the same. */
  readonly read: (path: string, like?: string) => string | undefined;
}

/** A released Application that is no longer rendered. Argo CD deletes it with everything that it deployed. */
interface Removal {
  readonly application: string;
  readonly app: string;
  readonly environment?: string;
}

/** The state of the files in the folder, before synth writes them. */
export function beforeIn(folder: Folder): Before {
  const folders = folder.entries('apps').filter(({ isFolder }) => isFolder);
  return { apps: folders.map(({ name }) => name).sort(), read: (path, like) => folder.text(path, like) };
}

/** The state at a commit. Reads the lists and release files of all apps with two processes. */
export function beforeAt(git: Git, commit: string): Before {
  const list = git.show(commit, ROOT_LIST) ?? '';
  const apps = [...list.matchAll(/^ *- \.\.\/\.\.\/apps\/([^/\n]+)\/argo$/gm)].map(([, app]) => app);
  const paths = apps.flatMap((app) => [kustomizationPath(app), applicationFilePath(app)]);
  const texts = git.showAll(paths.map((path) => ({ commit, path })));
  const known = new Map(paths.map((path, index) => [path, texts[index]]));
  return { apps, read: (path) => (known.has(path) ? known.get(path) : git.show(commit, path)) };
}

/** What Argo CD would delete after a change, unless the config confirms it. */
export function removalFindings(before: Before, rendering: Rendered): Finding[] {
  const { repository } = rendering;
  const open = removals(before, rendering).filter((removal) => confirmation(repository, removal) === undefined);
  const groups = new Map<string, { readonly cause: Cause; readonly applications: string[] }>();
  for (const removal of open) {
    const cause = causeOf(repository, removal);
    const group = groups.get(cause.path) ?? { cause, applications: [] };
    group.applications.push(removal.application);
    groups.set(cause.path, group);
  }
  return [...groups.values()].map(({ cause, applications }) => ({
    code: 'removes-release',
    path: cause.path,
    must: cause.must,
    got: `nothing, so Argo CD would delete ${listed(applications, LISTED)} with everything deployed, except namespaces and claims`,
    fix: cause.fix,
  }));
}

/** Lists confirmed removals, for the summary of synth. */
export function confirmedRemovals(before: Before, rendering: Rendered): string[] {
  if (Object.keys(rendering.repository.removed).length === 0) return [];
  return removals(before, rendering).flatMap((removal) => {
    const name = confirmation(rendering.repository, removal);
    return name === undefined ? [] : [`${removal.application} (${rendering.repository.removed[name]})`];
  });
}

function removals(before: Before, { repository, releases, tree }: Rendered): Removal[] {
  // The root is no longer rendered, so nothing prunes its Applications.
  if (repository.argocd.manages === 'nothing') return [];
  const now = new Set(deployed(repository, releases));
  return before.apps.flatMap((app) => {
    // An app whose list and states are as rendered loses nothing. Most apps are.
    if (isSame(before, tree, kustomizationPath(app)) && isSame(before, tree, applicationFilePath(app))) return [];
    return releasedApplications(app, before.read)
      .filter((application) => !now.has(application))
      .map((application) => ({ application, app, environment: environmentOf(app, application, before.read) }));
  });
}

function isSame({ read }: Before, tree: Rendering['tree'], path: string): boolean {
  const content = tree.get(path)?.content;
  return content !== undefined && read(path, content) === content;
}

function deployed(repository: Repository, releases: ReadonlyMap<string, AppReleases>): string[] {
  if (!isDeployable(repository)) return [];
  return repository.apps.flatMap((app) =>
    app.environments
      .filter((own) => isReleased(releases.get(app.name) as AppReleases, own))
      .flatMap((own) => own.applications.map(({ name }) => name)),
  );
}

/** The entry of `removed` that confirms a removal. */
function confirmation({ removed }: Repository, { application, app, environment }: Removal): string | undefined {
  return [application, app, environment].find((name) => name !== undefined && Object.hasOwn(removed, name));
}

interface Cause {
  readonly path: string;
  readonly must: string;
  readonly fix: string;
}

/** The option whose change removes an Application. */
function causeOf(repository: Repository, { application, app, environment }: Removal): Cause {
  const [missing] = notSet(repository);
  if (missing !== undefined) {
    const fix = `set it, as in ${missing.example}; to stop deploying, remove the apps with make remove-app APP=…`;
    return { path: missing.option, must: 'be set while apps are released', fix };
  }
  if (!repository.apps.some(({ name }) => name === app)) {
    const renamed = 'a renamed app is a new one: see "Rename an app" in ONBOARDING.md';
    return confirmable(member('apps', app), app, renamed);
  }
  if (environment !== undefined && !repository.environments.some(({ name }) => name === environment)) {
    return confirmable(
      member('environments', environment),
      environment,
      'a renamed environment starts without releases',
    );
  }
  const path = environment === undefined ? member('apps', app) : member('environments', environment);
  return confirmable(`${path} (${application})`, application, 'an Application with another name is a new one');
}

function confirmable(path: string, name: string, note: string): Cause {
  return {
    path,
    must: 'be kept while it is released, unless removed confirms it',
    fix: `put it back, or confirm it for review: removed: { '${name}': 'REASON' }; ${note}`,
  };
}

/** How many Applications a finding lists. */
const LISTED = 6;

/** The list of apps that the root syncs. */
const ROOT_LIST = 'argo/root-app/kustomization.yaml';
