import type { HealFlags } from './command';
import { throwAny } from '../../../common/findings';
import { LIBRARY } from '../../../config/library';
import { commandLine } from '../../../config/package-managers';
import { Folder } from '../../../files/disk/folder';
import { withLock } from '../../../files/disk/lock';
import { readHashManifests } from '../../../files/disk/past';
import { ownObstacle } from '../../../files/disk/rescue';
import { readAgreement } from '../../../project/projen/agreement';
import { heal as healPaths } from '../../../project/synthesis/healing';
import type { Rendering } from '../../../project/synthesis/rendering';
import { render } from '../../../project/synthesis/rendering';
import { formatHealing } from '../../../project/synthesis/report';
import { CommandError, EXIT } from '../../errors';
import { findRoot, loadProject } from '../../repository/load';
import { insideRoot } from '../../repository/paths';

/** `python-gitops heal PATH…`: what synth does, at these paths alone. */
export function runHeal(cwd: string, paths: readonly string[], flags: HealFlags): number {
  const root = findRoot(cwd);
  const wanted = paths.map((path) => insideRoot(root, cwd, path));
  const { problem, fix, manager } = readAgreement(root, LIBRARY.name);
  if (problem) {
    const install = `Run ${commandLine(manager, 'install')}, then npx projen.`;
    throw new CommandError(`${problem}; nothing was healed. ${fix ?? install}`);
  }
  const project = loadProject(root);
  const folder = new Folder(root);
  throwAny(ownObstacle(folder));
  const written = withLock(folder, () => {
    const rendering = render(project, folder);
    requireGenerated(wanted, rendering, folder);
    return healPaths(folder, rendering, (path) => wanted.some((one) => isAtOrBelow(path, one)));
  });
  const json = {
    schemaVersion: 1,
    written: written.plan.writes.map(({ file }) => file.path),
    removed: written.plan.removals.map(({ path }) => path),
    savedEdits: written.savedEdits,
  };
  console.log(flags.json ? JSON.stringify(json, undefined, 2) : formatHealing(written));
  return EXIT.ok;
}

function isAtOrBelow(path: string, wanted: string): boolean {
  return wanted === '' || path === wanted || path.startsWith(`${wanted}/`);
}

/** Says of every path that nothing can be healed at why. */
function requireGenerated(wanted: readonly string[], { tree }: Rendering, folder: Folder): void {
  const generated = [
    ...tree.files().flatMap(({ path, owner }) => (owner === 'generated' ? [path] : [])),
    ...readHashManifests(folder).keys(),
  ];
  const problems = wanted.flatMap((path) => {
    if (generated.some((one) => isAtOrBelow(one, path))) return [];
    const owner = tree.get(path)?.owner;
    if (owner === 'starter') return [`${path} is yours since it was written: git checkout HEAD -- ${path}`];
    if (owner === 'release') return [`${path} is moved by releases: git checkout HEAD -- ${path}`];
    return [`${path} is not generated, nor is anything below it: python-gitops owners says what is`];
  });
  if (problems.length > 0) throw new CommandError(['nothing was healed:', ...problems].join('\n  '));
}
