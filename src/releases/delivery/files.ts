import type { Target } from './target';
import { done, plannedFiles } from './target';
import type { Folder } from '../../files/disk/folder';

/** The files of the working tree, which a person commits. */
export function filesTarget(folder: Folder): Target {
  return {
    head: async () => ({
      commit: 'HEAD',
      read: (path) => folder.text(path),
      submit: async (plan) => {
        for (const [path, content] of plannedFiles(plan)) folder.write(path, content);
        return done();
      },
    }),
  };
}
