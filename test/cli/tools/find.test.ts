import { homedir } from 'node:os';
import { join } from 'node:path';
import { toolsFolder } from '../../../src/cli/tools/find';

test.each<[cache: string | undefined, xdg: string | undefined, folder: string]>([
  [undefined, undefined, join(homedir(), '.cache/python-gitops/bin')],
  [undefined, '/xdg', '/xdg/python-gitops/bin'],
  ['/own', '/xdg', '/own/bin'],
  // An empty variable is like none, as in the scripts: the folder would be relative.
  ['', '', join(homedir(), '.cache/python-gitops/bin')],
  ['', '/xdg', '/xdg/python-gitops/bin'],
])('with PYTHON_GITOPS_CACHE %p and XDG_CACHE_HOME %p, the tools are in %s', (cache, xdg, folder) => {
  const before = { ...process.env };
  try {
    for (const [name, value] of Object.entries({ PYTHON_GITOPS_CACHE: cache, XDG_CACHE_HOME: xdg })) {
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
    }
    expect(toolsFolder()).toBe(folder);
  } finally {
    process.env = before;
  }
});
