import type { Finding } from '../../../common/findings';
import { validate } from '../../../config/validate';
import type { Folder } from '../../../files/disk/folder';
import type { GitOpsProject } from '../../../project/projen/gitops-project';
import { install } from '../../../project/projen/install';
import { declaredManager, declareMissing } from '../../../project/projen/package-json';
import { ambientTypes, checkTypes, missingPackages } from '../../../project/projen/type-check';

/** Packages of devDeps that are missing, where the type check may need them and the config is fine otherwise. */
export async function missingForTypes(
  check: Promise<readonly Finding[]>,
  { _options, outdir }: GitOpsProject,
): Promise<string[]> {
  const missing = missingPackages(outdir, _options.devDeps);
  if (missing.length === 0 || validate(_options).length > 0) return [];
  return (await check).length > 0 ? missing : [];
}

/**
 * Installs the packages of devDeps and checks the types again. If types are still wrong, package.json and the lock file are as
 * before.
 */
export async function checkAfterInstalling(folder: Folder, { _options }: GitOpsProject): Promise<readonly Finding[]> {
  const before = folder.text('package.json') ?? '{}';
  const manager = declaredManager(before);
  const lock = folder.text(manager.lock);
  const restore = (): void => {
    folder.write('package.json', before);
    if (lock !== undefined) folder.write(manager.lock, lock);
  };
  folder.write('package.json', declareMissing(before, _options.devDeps ?? []));
  try {
    install(folder.root, manager);
    const findings = await checkTypes(folder.root, ambientTypes(_options.devDeps));
    if (findings.length > 0) restore();
    return findings;
  } catch (error) {
    restore();
    throw error;
  }
}
