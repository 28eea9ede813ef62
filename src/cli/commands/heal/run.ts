import type { HealFlags } from './command';
import { throwAny } from '../../../common/findings';
import { LIBRARY } from '../../../config/library';
import { commandLine } from '../../../config/package-managers';
import { Folder } from '../../../files/disk/folder';
import { withLockAwaiting } from '../../../files/disk/lock';
import { readHashManifests } from '../../../files/disk/past';
import { ownObstacle } from '../../../files/disk/rescue';
import { readAgreement } from '../../../project/projen/agreement';
import { heal as healPaths, planHealing } from '../../../project/synthesis/healing';
import type { Rendering } from '../../../project/synthesis/rendering';
import { render } from '../../../project/synthesis/rendering';
import { formatHealing, formatPlan } from '../../../project/synthesis/report';
import { CommandError, EXIT } from '../../errors';
import { print } from '../../printing/print';
import { DRY_RUN_END, writtenJson } from '../../printing/written';
import { findRoot, loadProject } from '../../repository/load';
import { missingPath } from '../../repository/missing-path';
import { insideRoot } from '../../repository/paths';

/** `python-gitops heal PATH…`: like synth, but only for these paths. */
export async function runHeal(cwd: string, paths: readonly string[], flags: HealFlags): Promise<number> {
  const root = findRoot(cwd);
  const wanted = paths.map((path) => insideRoot(root, cwd, path));
  const { problem, fix, manager } = readAgreement(root, LIBRARY.name);
  if (problem) {
    const install = `Run ${commandLine(manager, 'install')}, then npx projen.`;
    throw new CommandError(`${problem}; nothing was healed. ${fix ?? install}`);
  }
  const folder = new Folder(root);
  throwAny(ownObstacle(folder));
  const isWanted = (path: string): boolean => wanted.some((one) => isAtOrBelow(path, one));
  const rendered = async (): Promise<Rendering> => {
    const rendering = render(await loadProject(root), folder);
    requireGenerated(wanted, rendering, folder);
    return rendering;
  };
  if (flags.dryRun) {
    const plan = planHealing(folder, await rendered(), isWanted);
    print(flags, {
      json: () => writtenJson(plan),
      text: () => [...formatPlan(plan, 'These paths are up to date.'), DRY_RUN_END],
    });
    return EXIT.ok;
  }
  const written = await withLockAwaiting(folder, async () => healPaths(folder, await rendered(), isWanted));
  print(flags, { json: () => writtenJson(written.plan, written), text: () => formatHealing(written) });
  return EXIT.ok;
}

function isAtOrBelow(path: string, wanted: string): boolean {
  return wanted === '' || path === wanted || path.startsWith(`${wanted}/`);
}

/** Reports each path that contains nothing to heal, and why. */
function requireGenerated(wanted: readonly string[], { tree }: Rendering, folder: Folder): void {
  const generated = [
    ...tree.files().flatMap(({ path, owner }) => (owner === 'generated' ? [path] : [])),
    ...readHashManifests(folder).keys(),
  ];
  const problems = wanted.flatMap((path) => {
    if (generated.some((one) => isAtOrBelow(one, path))) return [];
    const owner = tree.get(path)?.owner;
    if (owner === 'starter') return [`${path} is a starter file, which is yours: git checkout HEAD -- ${path}`];
    if (owner === 'release') return [`${path} is a release file: git checkout HEAD -- ${path}`];
    if (owner === undefined && !folder.exists(path)) return [missingPath(path, generated).message];
    return [`${path} is not generated and contains no generated files: python-gitops owners lists them`];
  });
  if (problems.length > 0) throw new CommandError(['nothing was healed:', ...problems].join('\n  '));
}
