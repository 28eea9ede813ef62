import { otherHost } from './other-hosts';

/** Path to a file on a branch, by git host. Other hosts use GitHub's. */
const PATHS: Readonly<Record<string, (branch: string, path: string) => string>> = {
  'Azure DevOps': (branch, path) => `?path=/${path}&version=GB${branch}`,
  Bitbucket: (branch, path) => `/src/${branch}/${path}`,
  Codeberg: (branch, path) => `/src/branch/${branch}/${path}`,
  Forgejo: (branch, path) => `/src/branch/${branch}/${path}`,
  Gitea: (branch, path) => `/src/branch/${branch}/${path}`,
  GitLab: (branch, path) => `/-/blob/${branch}/${path}`,
};

/** Web address of a file on a branch, for browsers. */
export function fileAddress(repoUrl: string, branch: string, path: string): string {
  const host = otherHost({ repoUrl }) ?? '';
  const suffix = Object.hasOwn(PATHS, host) ? PATHS[host](branch, path) : `/blob/${branch}/${path}`;
  return webAddressOf(repoUrl) + suffix;
}

/** Web address of the repository. Drops the port of an SSH address, which the web server doesn't use. */
function webAddressOf(repoUrl: string): string {
  return repoUrl
    .replace(/^git@([^:/]+):/, 'https://$1/')
    .replace(/^ssh:\/\/(?:[^@/]*@)?([^/:]+)(?::\d+)?\//, 'https://$1/')
    .replace(/\/$/, '')
    .replace(/\.git$/, '');
}
