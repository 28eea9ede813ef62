import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { CommandError } from './errors';
import { findRoot, loadProject } from './load';
import { Folder } from '../disk/folder';
import { readAgreement } from '../projen/agreement';
import type { GitOpsProject } from '../projen/gitops-project';
import { npmInstall } from '../projen/install';
import { LIBRARY } from '../projen/library';
import { declaredVersion, parseDependency, setDeclaredVersion } from '../projen/package-json';
import { checkTypes } from '../projen/type-check';
import { synthesizeChecked } from '../synthesis/synthesis';

/** Says to the command that was started again that this was done already. */
const MENDED = 'PYTHON_GITOPS_MENDED';

/** `python-gitops synth`: brings the repository in line with `.projenrc.ts`, with the library that it declares. */
export async function synth(cwd: string): Promise<number> {
  const root = findRoot(cwd);
  const { problem } = readAgreement(root, LIBRARY.name);
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
  console.log(await synthesizeChecked(project, types));
  return 0;
}

/** Version of the library that `.projenrc.ts` itself asks for. */
function askedVersion(project: GitOpsProject): string | undefined {
  const { devDeps } = project._options;
  if (!Array.isArray(devDeps)) return undefined;
  return devDeps.map((spec) => parseDependency(String(spec))).find(({ name }) => name === LIBRARY.name)?.version;
}

/** Installs what is declared and hands over to it: nothing is rendered with another version. */
function mend(root: string, problem: string): number {
  if (process.env[MENDED]) {
    throw new CommandError(
      `${problem}, after npm install too; nothing was rendered. Remove node_modules and run npm install.`,
    );
  }
  console.error(`${problem}: installing what is declared before anything is rendered.`);
  npmInstall(root);
  const command = join(root, 'node_modules', LIBRARY.name, 'bin', 'python-gitops.js');
  const result = spawnSync(process.execPath, [command, 'synth'], {
    cwd: root,
    stdio: 'inherit',
    env: { ...process.env, [MENDED]: '1' },
  });
  if (result.error) throw new CommandError(`the installed library could not be started: ${result.error.message}`);
  return result.status ?? 2;
}
