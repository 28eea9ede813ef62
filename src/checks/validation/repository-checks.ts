import type { Target } from './builds';
import { nameOf } from './objects';
import type { Problem } from './problem';
import type { Repository } from '../../config/model';
import { isDeployable } from '../../config/model';
import type { Folder } from '../../files/disk/folder';
import type { Write } from '../../files/disk/plan';
import { plan } from '../../files/disk/plan';
import type { Tree } from '../../files/tree/tree';
import { applicationFilePath } from '../../releases/files/application-file';
import type { AppReleases } from '../../releases/files/reconcile';
import { byApplication } from '../../releases/files/reconcile';

/** The folder of the root, from which Argo CD reads every Application. */
export const ROOT_FOLDER = 'argo/root-app';

/** Generated files are what the config renders: an edit is found, and a config that nobody synthesized. */
export function checkGenerated(tree: Tree, folder: Folder): Problem[] {
  const { writes, removals, findings } = plan(tree, folder);
  return [
    ...findings.map(({ path, must, got, fix }): Problem => {
      return { rule: 'generated-file', path, message: `it must ${must}, it is ${got}`, fix };
    }),
    ...writes.map(describeWrite),
    ...removals.map(({ path }): Problem => {
      return { rule: 'generated-file', path, message: 'it is no longer generated', fix: 'run npx projen' };
    }),
  ];
}

function describeWrite({ file: { path }, reason, edit }: Write): Problem {
  const rule = 'generated-file';
  if (edit !== undefined || reason === 'healed') {
    const fix = `make owners FILE=${path} says what to change instead; npx projen heals it`;
    return { rule, path, message: 'it was edited', fix };
  }
  const message = reason === 'updated' ? 'it is not what .projenrc.ts says' : 'it is missing';
  return { rule, path, message, fix: 'run npx projen' };
}

/** The root shows exactly the Applications that were released. */
export function checkApplications(
  repository: Repository,
  releases: ReadonlyMap<string, AppReleases>,
  targets: readonly Target[],
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
            message: `Application ${name} is ${isHeld ? 'held back, but built' : 'released, but not built'}`,
            fix: `apps/${app.name}/argo/kustomization.yaml must list the Component release: run npx projen`,
          },
        ];
      },
    ),
  );
}

/** Without what is the same said twice: a generated file that is missing is missing for the rules too. */
export function mergeProblems(generated: readonly Problem[], found: readonly Problem[]): Problem[] {
  const missing = new Set(generated.filter(({ message }) => message === 'it is missing').map(({ path }) => path));
  return [...generated, ...found.filter(({ rule, path }) => !(rule === 'S5-missing-file' && missing.has(path)))];
}
