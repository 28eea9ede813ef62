import type { Git } from '../../clients/git/git';
import type { Folder } from '../../files/disk/folder';
import { applicationFilePath } from '../../releases/files/application-file';
import { applicationPath, kustomizationPath, listedApplications } from '../../releases/files/released-applications';

/** A state of the repository that Argo CD may have deployed. */
export interface Before {
  /** Names of the folders in `apps`. */
  readonly apps: readonly string[];
  readonly read: (path: string) => string | undefined;
  /** Whether a file has this content. */
  readonly has: (path: string, content: string) => boolean;
}

/**
 * The state of the files in the folder, before synth writes them.
 *
 * @param isSame whether a path of the tree is on disk as it is rendered, if they were compared already
 */
export function beforeIn(folder: Folder, isSame?: (path: string) => boolean): Before {
  const folders = folder.entries('apps').filter(({ isFolder }) => isFolder);
  return {
    apps: folders.map(({ name }) => name).sort(),
    read: (path) => folder.text(path),
    has: (path, content) => isSame?.(path) ?? folder.text(path, content) === content,
  };
}

/** The state at a commit. Reads the Argo CD files of all apps with three processes. */
export function beforeAt(git: Git, commit: string): Before {
  const list = git.show(commit, ROOT_LIST) ?? '';
  const apps = [...list.matchAll(/^ *- \.\.\/\.\.\/apps\/([^/\n]+)\/argo$/gm)].map(([, app]) => app);
  const known = new Map<string, string | undefined>();
  const readAll = (paths: readonly string[]): void => {
    const texts = git.showAll(paths.map((path) => ({ commit, path })));
    paths.forEach((path, index) => known.set(path, texts[index]));
  };
  readAll(apps.flatMap((app) => [kustomizationPath(app), applicationFilePath(app)]));
  readAll(
    apps.flatMap((app) =>
      listedApplications(app, known.get(kustomizationPath(app)) ?? '').map((name) => applicationPath(app, name)),
    ),
  );
  const read: Before['read'] = (path) => known.get(path);
  return { apps, read, has: (path, content) => read(path) === content };
}

/** The list of apps that the root syncs. */
const ROOT_LIST = 'argo/root-app/kustomization.yaml';
