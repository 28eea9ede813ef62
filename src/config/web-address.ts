import { otherHost } from './other-hosts';

/** Path to a file of a branch, by the host of git; GitHub's for hosts that are not listed. */
const PATHS: Readonly<Record<string, (branch: string, path: string) => string>> = {
  'Azure DevOps': (branch, path) => `?path=/${path}&version=GB${branch}`,
  Bitbucket: (branch, path) => `/src/${branch}/${path}`,
  Codeberg: (branch, path) => `/src/branch/${branch}/${path}`,
  Forgejo: (branch, path) => `/src/branch/${branch}/${path}`,
  Gitea: (branch, path) => `/src/branch/${branch}/${path}`,
  GitLab: (branch, path) => `/-/blob/${branch}/${path}`,
};

/** Web address of a file of a branch, as a browser opens it. */
export function fileAddress(repoUrl: string, branch: string, path: string): string {
  const host = otherHost({ repoUrl }) ?? '';
  const suffix = Object.hasOwn(PATHS, host) ? PATHS[host](branch, path) : `/blob/${branch}/${path}`;
  return webAddressOf(repoUrl) + suffix;
}

/** Address of the repository for browsers. The port of an SSH address is not that of the web server. */
function webAddressOf(repoUrl: string): string {
  return repoUrl
    .replace(/^git@([^:/]+):/, 'https://$1/')
    .replace(/^ssh:\/\/(?:[^@/]*@)?([^/:]+)(?::\d+)?\//, 'https://$1/')
    .replace(/\/$/, '')
    .replace(/\.git$/, '');
}
