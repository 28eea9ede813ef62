import type { BuildTarget } from './builds';
import { nameOf } from './objects';
import type { Problem } from './problem';
import type { Repository } from '../../config/model';
import { isDeployable } from '../../config/model';
import type { Folder } from '../../files/disk/folder';
import type { Write } from '../../files/disk/plan';
import { plan } from '../../files/disk/plan';
import type { Tree, TreeFile } from '../../files/tree/tree';
import { applicationFilePath } from '../../releases/files/application-file';
import type { AppReleases } from '../../releases/files/reconcile';
import { byApplication } from '../../releases/files/reconcile';

const MISSING = 'missing';

/** The folder of the root kustomization, where Argo CD finds every Application. */
export const ROOT_FOLDER = 'argo/root-app';

/** The generated files, compared with the config. */
interface Generated {
  readonly problems: readonly Problem[];
  /** The files on disk that equal those of the tree, by path. */
  readonly same: ReadonlyMap<string, TreeFile>;
}

/** Compares generated files with the config: finds edits, and config changes without a synth. */
export function checkGenerated(tree: Tree, folder: Folder): Generated {
  const { writes, removals, findings } = plan(tree, folder);
  const problems = [
    ...findings.map(({ path, must, got, fix }): Problem => {
      return { rule: 'generated-file', path, message: `must ${must}, got ${got}`, fix };
    }),
    ...writes.map(describeWrite),
    ...removals.map(({ path }): Problem => {
      return { rule: 'generated-file', path, message: 'no longer generated', fix: 'run npx projen' };
    }),
  ];
  const written = new Set(writes.map(({ file }) => file.path));
  // A finding can concern a whole folder, so then every file is read again.
  const compared = findings.length > 0 ? [] : tree.files().filter(({ owner }) => owner !== 'starter');
  const same = compared.filter(({ path }) => !written.has(path));
  return { problems, same: new Map(same.map((file) => [file.path, file])) };
}

function describeWrite({ file: { path }, reason, edit }: Write): Problem {
  const rule = 'generated-file';
  if (edit !== undefined || reason === 'healed') {
    const fix = `run npx projen to restore it; make owners FILE=${path} shows what to change instead`;
    return { rule, path, message: 'edited by hand', fix };
  }
  const message = reason === 'updated' ? 'out of date' : MISSING;
  return { rule, path, message, fix: 'run npx projen' };
}

/** The root builds exactly the Applications that were released. */
export function checkReleasedApplications(
  repository: Repository,
  releases: ReadonlyMap<string, AppReleases>,
  targets: readonly BuildTarget[],
): Problem[] {
  const root = targets.find(({ folder }) => folder === ROOT_FOLDER);
  if (!isDeployable(repository) || !root?.ok) return [];
  const built = new Set(
    root.objects.filter(({ object }) => object.kind === 'Application').map(({ object }) => nameOf(object)),
  );
  return repository.apps.flatMap((app) =>
    [...byApplication(app, releases.get(app.name)?.applications ?? new Map())].flatMap(
      ([name, { kind }]): Problem[] => {
        const isHeld = kind === 'held';
        if (built.has(name) !== isHeld) return [];
        return [
          {
            rule: 'held-application',
            path: applicationFilePath(app.name),
            message: isHeld
              ? `Application ${name} is built, although it has no release`
              : `Application ${name} is released, but not built`,
            fix: `apps/${app.name}/argo/kustomization.yaml must list the Component release; run npx projen`,
          },
        ];
      },
    ),
  );
}

/** Drops the rules' report of a missing generated file, which the generated-file check already has. */
export function mergeProblems(generated: readonly Problem[], found: readonly Problem[]): Problem[] {
  const missing = new Set(generated.filter(({ message }) => message === MISSING).map(({ path }) => path));
  return [...generated, ...found.filter(({ rule, path }) => !(rule === 'S5-missing-file' && missing.has(path)))];
}
