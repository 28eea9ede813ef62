import type { Target } from './target';
import { done, filesOf } from './target';
import type { Folder } from '../../files/disk/folder';

/** The files of the working tree, which a person commits. */
export function filesTarget(folder: Folder): Target {
  return {
    head: async () => ({
      commit: 'HEAD',
      read: (path) => folder.text(path),
      submit: async (plan) => {
        for (const [path, content] of filesOf(plan)) folder.write(path, content);
        return done();
      },
    }),
  };
}
