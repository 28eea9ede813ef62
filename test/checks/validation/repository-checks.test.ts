import { chmodSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { checkGenerated } from '../../../src/checks/validation/repository-checks';
import { Folder } from '../../../src/files/disk/folder';
import { render } from '../../../src/project/synthesis/rendering';
import { makeProject, read, synthesized, writeFiles } from '../../support/repository';

function check(root: string): { problems: string[]; same: string[] } {
  const folder = new Folder(root);
  const { problems, same } = checkGenerated(render(makeProject(root), folder).tree, folder);
  // Every file that counts as the same is the same.
  for (const [path, { content }] of same) expect([path, read(root, path)]).toEqual([path, content]);
  return { problems: problems.map(({ path, message }) => `${path}: ${message}`), same: [...same.keys()] };
}

describe('the files that equal the generated ones', () => {
  test('are all generated and release files after a synth, but no starter file', () => {
    const { problems, same } = check(synthesized());
    expect(problems).toEqual([]);
    expect(same).toEqual(
      expect.arrayContaining([
        'Makefile',
        'package.json',
        '.generated.sha256',
        'apps/storefront/Dockerfile',
        'apps/storefront/k8s/overlays/dev/release/kustomization.yaml',
      ]),
    );
    expect(same).not.toContain('apps/storefront/src/server.py');
  });

  test('are not those that were edited, removed, or made executable', () => {
    const root = synthesized();
    const { same: before } = check(root);
    writeFiles(root, { Makefile: `${read(root, 'Makefile')}\n` });
    rmSync(join(root, 'apps/storefront/Dockerfile'));
    chmodSync(join(root, 'apps/storefront/Makefile'), 0o755);
    const { problems, same } = check(root);
    expect(problems).toEqual([
      'Makefile: edited by hand',
      'apps/storefront/Dockerfile: missing',
      'apps/storefront/Makefile: edited by hand',
    ]);
    const changed = ['Makefile', 'apps/storefront/Dockerfile', 'apps/storefront/Makefile'];
    expect(same).toEqual(before.filter((path) => !changed.includes(path)));
  });

  test('are unknown when a folder is a link', () => {
    const root = synthesized();
    renameSync(join(root, 'scripts'), join(root, 'moved'));
    symlinkSync('moved', join(root, 'scripts'));
    const { problems, same } = check(root);
    expect([problems, same]).toEqual([['scripts: must be a folder of this repository, got a symbolic link'], []]);
  });
});
