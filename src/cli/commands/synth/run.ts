import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { LIBRARY } from '../../../config/library';
import { askedManager, commandLine } from '../../../config/package-managers';
import { validate } from '../../../config/validate';
import { Folder } from '../../../files/disk/folder';
import { readAgreement } from '../../../project/projen/agreement';
import type { GitOpsProject } from '../../../project/projen/gitops-project';
import { install } from '../../../project/projen/install';
import {
  declaredManager,
  declaredVersion,
  parseDependency,
  setDeclaredManager,
  setDeclaredVersion,
} from '../../../project/projen/package-json';
import { checkTypes } from '../../../project/projen/type-check';
import { synthesizeChecked } from '../../../project/synthesis/synthesis';
import { isPostDisabled } from '../../../project/synthesis/writing';
import { CommandError } from '../../errors';
import { findRoot, loadProject } from '../../repository/load';

/** Says to the command that was started again that this was done already. */
const MENDED = 'PYTHON_GITOPS_MENDED';

/** `python-gitops synth`: brings the repository in line with `.projenrc.ts`, with the library that it declares. */
export async function runSynth(cwd: string): Promise<number> {
  const root = findRoot(cwd);
  const { problem, fix } = readAgreement(root, LIBRARY.name);
  if (problem && fix) throw new CommandError(`${problem}; nothing was rendered. ${fix}`);
  if (problem) return mend(root, problem);
  // Begun first: it works in a process of its own while this one loads and renders.
  const types = checkTypes(root);
  const project = loadProject(root);
  const asked = askedVersion(project);
  const folder = new Folder(root);
  const packageJson = folder.text('package.json') ?? '{}';
  const declared = declaredVersion(packageJson, LIBRARY.name);
  if (asked !== undefined && declared !== undefined && asked !== declared) {
    folder.write('package.json', setDeclaredVersion(packageJson, LIBRARY.name, asked));
    return mend(root, `.projenrc.ts asks for ${LIBRARY.name}@${asked}, package.json declared ${declared}`);
  }
  if (declared !== undefined && changeManager(folder, project, packageJson)) return handOver(root);
  console.log(await synthesizeChecked(project, types));
  return 0;
}

/** Version of the library that `.projenrc.ts` itself asks for. */
function askedVersion(project: GitOpsProject): string | undefined {
  const { devDeps } = project._options;
  if (!Array.isArray(devDeps)) return undefined;
  return devDeps.map((spec) => parseDependency(String(spec))).find(({ name }) => name === LIBRARY.name)?.version;
}

/**
 * Installs with the package manager that `.projenrc.ts` asks for, when package.json names another one: the installation
 * may bring another version of the library, which then renders.
 */
function changeManager(folder: Folder, project: GitOpsProject, packageJson: string): boolean {
  const asked = askedManager(project._options);
  const before = declaredManager(packageJson);
  if (asked === undefined || asked === before || isPostDisabled()) return false;
  // With anything wrong in the config nothing changes: the findings follow.
  if (validate(project._options).length > 0) return false;
  const problem = `.projenrc.ts asks for ${asked.name}, package.json names ${before.name}`;
  console.error(`${problem}: installing with ${asked.title} before anything is rendered.`);
  folder.write('package.json', setDeclaredManager(packageJson, asked));
  try {
    install(folder.root, asked);
  } catch (error) {
    folder.write('package.json', packageJson);
    throw error;
  }
  return true;
}

/** Installs what is declared and hands over to it: nothing is rendered with another version. */
function mend(root: string, problem: string): number {
  const manager = declaredManager(new Folder(root).text('package.json'));
  if (process.env[MENDED]) {
    throw new CommandError(
      `${problem}, after ${manager.name} install too; nothing was rendered. ` +
        `Remove node_modules and run ${commandLine(manager, 'install')}.`,
    );
  }
  console.error(`${problem}: installing what is declared before anything is rendered.`);
  install(root, manager);
  return handOver(root);
}

/** Starts the library that is installed now. */
function handOver(root: string): number {
  const command = join(root, 'node_modules', LIBRARY.name, 'bin', 'python-gitops.js');
  const result = spawnSync(process.execPath, [command, 'synth'], {
    cwd: root,
    stdio: 'inherit',
    env: { ...process.env, [MENDED]: '1' },
  });
  if (result.error) throw new CommandError(`the installed library could not be started: ${result.error.message}`);
  return result.status ?? 2;
}
