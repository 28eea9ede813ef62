import { makeProject, temporaryFolder } from './repository';
import { Folder } from '../../src/files/disk/folder';
import type { Tree } from '../../src/files/tree/tree';
import { render } from '../../src/project/synthesis/rendering';

/** Every file of a new repository: what is rendered from the model, projen's own files, package.json and hash manifests. */
export function wholeTree(options: object): Tree {
  const folder = temporaryFolder();
  return render(makeProject(folder, options), new Folder(folder)).tree;
}
