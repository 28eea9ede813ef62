import { reports } from './reporting';
import type { Permission } from './template';
import type { Delivery, Repository } from '../../config/model';
import { isDeployable, releasesByPush } from '../../config/model';

export const CHECKS_OUT: Permission = { name: 'contents', level: 'read', why: 'checks out the code' };
const PUSHES: Permission = { name: 'contents', level: 'write', why: 'pushes the release' };
const PROPOSES: Permission = { name: 'pull-requests', level: 'write', why: 'opens the release pull request' };
const TRUSTED: Permission = { name: 'id-token', level: 'write', why: 'logs in to the registry' };
const PACKAGES: Permission = { name: 'packages', level: 'write', why: 'pushes the image' };
const REPORTS: Permission = { name: 'issues', level: 'write', why: 'reports failed releases' };

/** Permissions of the job that pushes an image. */
export function imagePermissions(repository: Repository): Permission[] {
  return [CHECKS_OUT, ...loginPermissions(repository)];
}

/** Permissions of the job that releases with the workflow token. */
export function pusherPermissions({ releases }: Delivery): Permission[] {
  return releases === 'push' ? [PUSHES] : [PUSHES, PROPOSES];
}

/** Permissions of the job that calls the workflow of an app: those of all jobs in it. */
export function appPermissions(repository: Repository): Permission[] {
  const pushes = releasesByPush(repository) && repository.delivery.credentials === 'token';
  return [
    ...(pushes ? pusherPermissions(repository.delivery) : [CHECKS_OUT]),
    ...(isDeployable(repository) ? loginPermissions(repository) : []),
    ...(releasesByPush(repository) && reports(repository) ? [REPORTS] : []),
  ];
}

function loginPermissions({ delivery: { login } }: Repository): Permission[] {
  if (login.kind === 'github-token') return [PACKAGES];
  return login.kind === 'password' ? [] : [TRUSTED];
}
