import type { StatusFlags } from './command';
import { findDrift } from '../../../checks/drift/drift';
import { Git } from '../../../clients/git/git';
import { FindingsError } from '../../../common/findings';
import { LIBRARY } from '../../../config/library';
import { Folder } from '../../../files/disk/folder';
import { readAgreement } from '../../../project/projen/agreement';
import type { GitOpsProject } from '../../../project/projen/gitops-project';
import { readLeniently, renderLeniently } from '../../../project/synthesis/rendering';
import { measure } from '../../../releases/status/distance';
import { formatStatus, statusToJson } from '../../../releases/status/report';
import type { Known } from '../../../releases/status/status';
import { statusOf } from '../../../releases/status/status';
import { EXIT } from '../../errors';
import { isColored } from '../../printing/output';
import { print } from '../../printing/print';
import { findRoot, loadProject } from '../../repository/load';
import { findNamed } from '../../repository/named';

/** `python-gitops status [APP]`: what runs where, how far behind it is, and what drifted. Writes nothing. */
export async function runStatus(cwd: string, appName: string | undefined, flags: StatusFlags): Promise<number> {
  const root = findRoot(cwd);
  const known = read(await loadProject(root), root);
  const { apps } = known.repository;
  const wanted = appName === undefined ? apps : [findNamed('app', appName, apps)];
  const git = new Git(root);
  const result = statusOf(known, wanted, (questions) => measure(git, questions));
  print(flags, { json: () => statusToJson(result), text: () => formatStatus(result, isColored()) });
  return EXIT.ok;
}

/** Reads the releases and, if the repository renders, the drift. */
function read(project: GitOpsProject, root: string): Known {
  const folder = new Folder(root);
  const { rendered, note } = tryToRender(project, root, folder);
  // Rendering has already read the releases.
  const { repository, releases, findings } = rendered ?? readLeniently(project._options, folder);
  const brokenFiles = findings.map(({ path, got }) => `cannot read ${path} (${got}): make drift shows how to fix it`);
  const broken = new Set(findings.flatMap(({ path }) => /^apps\/([^/]+)\//.exec(path)?.[1] ?? []));
  const drifts = rendered && driftingPaths(rendered, folder);
  return { repository, releases, broken, drifts, notes: [...brokenFiles, ...(note === undefined ? [] : [note])] };
}

/** Renders the tree that files are compared with, or reports why that is not possible. */
function tryToRender(
  project: GitOpsProject,
  root: string,
  folder: Folder,
): { readonly rendered?: ReturnType<typeof renderLeniently>; readonly note?: string } {
  const { problem } = readAgreement(root, LIBRARY.name);
  if (problem) return { note: `${problem}, so drift is unknown: npm ci` };
  try {
    return { rendered: renderLeniently(project, folder) };
  } catch (error) {
    if (!(error instanceof FindingsError)) throw error;
    return { note: 'the config does not render, so drift is unknown: make drift shows why' };
  }
}

function driftingPaths(
  { tree, repository, findings }: ReturnType<typeof renderLeniently>,
  folder: Folder,
): readonly string[] {
  const apps = repository.apps.map(({ name }) => name);
  return findDrift({ tree, folder, apps, findings }).map(({ path }) => path);
}
