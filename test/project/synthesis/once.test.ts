import * as resolving from '../../../src/config/resolve';
import { renderIn, temporaryFolder } from '../../support/repository';

afterEach(() => jest.restoreAllMocks());

test('a config is resolved once, for its checks and for its files', () => {
  const resolve = jest.spyOn(resolving, 'resolve');
  const { tree } = renderIn(temporaryFolder());
  expect(tree.files().length).toBeGreaterThan(20);
  expect(resolve).toHaveBeenCalledTimes(1);
});
