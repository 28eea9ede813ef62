import * as resolving from '../../../src/config/resolve';
import { Folder } from '../../../src/files/disk/folder';
import { render } from '../../../src/project/synthesis/rendering';
import { makeProject, SHOP, temporaryFolder } from '../../support/repository';

afterEach(() => jest.restoreAllMocks());

test('a config is resolved once, for its checks and for its files', () => {
  const resolve = jest.spyOn(resolving, 'resolve');
  const folder = temporaryFolder();
  const { tree } = render(makeProject(folder, SHOP), new Folder(folder));
  expect(tree.files().length).toBeGreaterThan(20);
  expect(resolve).toHaveBeenCalledTimes(1);
});
